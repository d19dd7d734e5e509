import { compile, impliedName, type Evaluator, type Row, type Scope } from './compile';
import { semanticError } from './kqlError';
import type { Expression, NamedExpression } from './syntax';
import { compare, isTrue, keyOf, toJson, toNumber, type Value } from './values';

/** Makes one value of the rows of a group. */
type Aggregate = (rows: readonly Row[]) => Value;

interface AggregateFunction {
  readonly minimum: number;
  readonly maximum: number;
  /** Prefix of the column's name when the query gives none. */
  readonly prefix: string;
  readonly make: (args: readonly Evaluator[]) => Aggregate;
}

/** `column` values of the rows that are not null. */
const present = (rows: readonly Row[], column: Evaluator): Value[] =>
  rows.map(column).filter((value) => value !== null);

const nothing: Evaluator = () => null;

const overValues = (
  prefix: string,
  reduce: (values: readonly Value[]) => Value,
): AggregateFunction => ({
  minimum: 1,
  maximum: 1,
  prefix,
  make:
    ([column = nothing]) =>
    (rows) =>
      reduce(present(rows, column)),
});

const extreme = (values: readonly Value[], sign: 1 | -1): Value =>
  values.reduce((best, value) => {
    if (best === null) return value;
    return sign * (compare(value, best) ?? 0) > 0 ? value : best;
  }, null);

const total = (values: readonly Value[]): number =>
  values.reduce<number>((sum, value) => sum + (toNumber(value) ?? 0), 0);

/** With an optional second argument: the greatest number of elements. */
const listOf = (prefix: string, isSet: boolean): AggregateFunction => ({
  minimum: 1,
  maximum: 2,
  prefix,
  make:
    ([column = nothing, limit]) =>
    (rows) => {
      const values = present(rows, column);
      const kept = isSet ? distinct(values) : values;
      const [first = []] = rows;
      return kept.slice(0, (limit && toNumber(limit(first))) ?? kept.length).map(toJson);
    },
});

const distinct = (values: readonly Value[]): Value[] => [
  ...new Map(values.map((value) => [keyOf([value]), value])).values(),
];

const anyOf = (prefix: string): AggregateFunction => ({
  minimum: 1,
  maximum: 1,
  prefix,
  make:
    ([column = nothing]) =>
    (rows) => {
      const values = rows.map(column);
      return values.find((value) => value !== null && value !== '') ?? values[0] ?? null;
    },
});

const functions: Readonly<Record<string, AggregateFunction>> = {
  count: { minimum: 0, maximum: 0, prefix: 'count_', make: () => (rows) => rows.length },
  countif: {
    minimum: 1,
    maximum: 1,
    prefix: 'countif_',
    make:
      ([condition = nothing]) =>
      (rows) =>
        rows.filter((row) => isTrue(condition(row))).length,
  },
  dcount: overValues('dcount_', (values) => distinct(values).length),
  sum: overValues('sum_', total),
  avg: overValues('avg_', (values) => (values.length === 0 ? null : total(values) / values.length)),
  max: overValues('max_', (values) => extreme(values, 1)),
  min: overValues('min_', (values) => extreme(values, -1)),
  make_list: listOf('list_', false),
  makelist: listOf('list_', false),
  make_set: listOf('set_', true),
  makeset: listOf('set_', true),
  any: anyOf('any_'),
  take_any: anyOf(''),
};

const isAggregate = (expression: Expression): expression is Expression & { kind: 'call' } =>
  expression.kind === 'call' && Object.hasOwn(functions, expression.name);

/**
 * Turns an expression over aggregates (`count()`, `tostring(make_set(name))`) into a function of a
 * group of rows.
 *
 * @throws {KqlError} a column stands outside any aggregate, or a name is unknown.
 */
export function compileAggregate(expression: Expression, scope: Scope): Aggregate {
  const aggregates: Aggregate[] = [];
  const outer = replaceAggregates(expression, (call) => {
    aggregates.push(aggregateOf(call, scope));
    return { kind: 'column', name: slot(aggregates.length - 1) };
  });
  const columns = aggregates.map((_, index) => slot(index));
  const evaluate = compile(outer, { ...scope, columns });
  return (rows) => evaluate(aggregates.map((aggregate) => aggregate(rows)));
}

/** No query can spell this name. */
const slot = (index: number): string => `#${index}`;

function aggregateOf(
  { name, args }: Expression & { readonly kind: 'call' },
  scope: Scope,
): Aggregate {
  const known = functions[name];
  if (!known || args.length < known.minimum || args.length > known.maximum) {
    throw semanticError(`${name}(): wrong number of arguments.`);
  }
  return known.make(args.map((arg) => compile(arg, scope)));
}

function replaceAggregates(
  expression: Expression,
  replace: (call: Expression & { readonly kind: 'call' }) => Expression,
): Expression {
  if (isAggregate(expression)) return replace(expression);
  const inner = (part: Expression): Expression => replaceAggregates(part, replace);
  switch (expression.kind) {
    case 'call':
      return { ...expression, args: expression.args.map(inner) };
    case 'binary':
      return { ...expression, left: inner(expression.left), right: inner(expression.right) };
    case 'member':
      return { ...expression, of: inner(expression.of), key: inner(expression.key) };
    case 'negate':
      return { ...expression, of: inner(expression.of) };
    default:
      return expression;
  }
}

/** The column's name: given, or as Kusto makes it from the function and its first argument. */
export function aggregateName({ name, value }: NamedExpression): string | undefined {
  if (name !== undefined) return name;
  if (!isAggregate(value)) return undefined;
  const [first] = value.args;
  const column = first ? impliedName(first) : undefined;
  return `${functions[value.name]?.prefix ?? ''}${column ?? ''}` || undefined;
}
