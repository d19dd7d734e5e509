import { applyOf } from './binaryOperators';
import { semanticError } from './kqlError';
import { scalarFunctions } from './scalarFunctions';
import type { Expression, Query } from './syntax';
import { compare, isList, isTrue, member, toNumber, toText, type Value } from './values';

/** One row: its cells stand in the order of the table's columns. */
export type Row = readonly Value[];

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export type Evaluator = (row: Row) => Value;

/** What names mean where an expression stands. */
export interface Scope {
  readonly columns: readonly string[];
  readonly nowMs: number;
  /** Runs a query that stands inside the expression. */
  run(query: Query): Table;
}

/**
 * Turns an expression into a function of a row. Names and functions are looked up once.
 *
 * @throws {KqlError} a name or function is unknown, or called with too few or many arguments.
 */
export function compile(expression: Expression, scope: Scope): Evaluator {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return () => value;
    }
    case 'column':
      return column(expression.name, scope);
    case 'member': {
      const of = compile(expression.of, scope);
      if (expression.key.kind === 'literal') {
        const { value } = expression.key;
        return (row) => member(of(row), value);
      }
      const key = compile(expression.key, scope);
      return (row) => member(of(row), key(row));
    }
    case 'call':
      return call(expression.name, expression.args, scope);
    case 'binary':
      return binary(expression, scope);
    case 'negate': {
      const of = compile(expression.of, scope);
      return (row) => {
        const number = toNumber(of(row));
        return number === null ? null : -number;
      };
    }
    case 'in':
      return isIn(expression, scope);
    case 'between': {
      const value = compile(expression.left, scope);
      const low = compile(expression.low, scope);
      const high = compile(expression.high, scope);
      return (row) => {
        const isInside = isAtMost(low(row), value(row)) && isAtMost(value(row), high(row));
        return isInside !== expression.isNegated;
      };
    }
  }
}

const isAtMost = (a: Value, b: Value): boolean => {
  const order = a === null || b === null ? undefined : compare(a, b);
  return order !== undefined && order <= 0;
};

function column(name: string, scope: Scope): Evaluator {
  const index = scope.columns.indexOf(name);
  if (index < 0)
    throw semanticError(`Failed to resolve column or scalar expression named '${name}'`);
  return (row) => row[index] ?? null;
}

function call(name: string, args: readonly Expression[], scope: Scope): Evaluator {
  if (name === 'now' || name === 'ago') return time(name, args, scope);
  const known = Object.hasOwn(scalarFunctions, name) ? scalarFunctions[name] : undefined;
  if (!known) throw semanticError(`Unknown function: '${name}'.`);
  if (args.length < known.minimum || args.length > known.maximum) {
    throw semanticError(`${name}(): function expects ${arity(known)} argument(s).`);
  }
  const evaluators = args.map((arg) => compile(arg, scope));
  const [first] = evaluators;
  if (first && evaluators.length === 1) return (row) => known.apply([first(row)]);
  return (row) => known.apply(evaluators.map((evaluate) => evaluate(row)));
}

const arity = ({ minimum, maximum }: { minimum: number; maximum: number }): string =>
  minimum === maximum ? String(minimum) : `at least ${minimum}`;

function time(name: 'now' | 'ago', args: readonly Expression[], scope: Scope): Evaluator {
  const [argument] = args;
  if (args.length > 1 || (name === 'ago' && !argument)) {
    throw semanticError(
      `${name}(): function expects ${name === 'ago' ? '1' : '[0..1]'} argument(s).`,
    );
  }
  const offset = argument ? compile(argument, scope) : undefined;
  const sign = name === 'ago' ? -1 : 1;
  return (row) => new Date(scope.nowMs + sign * (toNumber(offset?.(row) ?? null) ?? 0));
}

function binary(
  { operator, left, right }: Expression & { readonly kind: 'binary' },
  scope: Scope,
): Evaluator {
  const [one, other] = [compile(left, scope), compile(right, scope)];
  if (operator === 'and') {
    return (row) => {
      const value = one(row);
      return value === false ? false : both(value, other(row));
    };
  }
  if (operator === 'or') {
    return (row) => {
      const value = one(row);
      if (value === true) return true;
      const second = other(row);
      return isTrue(second) ? true : value === null || second === null ? null : false;
    };
  }
  const apply = applyOf(operator);
  return (row) => apply(one(row), other(row));
}

const both = (a: Value, b: Value): Value => {
  if (b === false) return false;
  return a === null || b === null ? null : isTrue(a) && isTrue(b);
};

/** Choices that depend on no column are gathered once, before the first row. */
function isIn(
  { left, choices, ignoresCase, isNegated }: Expression & { readonly kind: 'in' },
  scope: Scope,
): Evaluator {
  const value = compile(left, scope);
  const fold = (choice: Value): string =>
    ignoresCase ? toText(choice).toLowerCase() : toText(choice);
  if ('table' in choices) {
    const known = new Set(scope.run(choices).rows.map(([first = null]) => fold(first)));
    return (row) => known.has(fold(value(row))) !== isNegated;
  }
  const evaluators = choices.map((choice) => compile(choice, scope));
  const flatten = (row: Row): Value[] =>
    evaluators.flatMap((evaluate): readonly Value[] => {
      const choice = evaluate(row);
      return isList(choice) ? choice : [choice];
    });
  if (choices.every(({ kind }) => kind === 'literal')) {
    const known = new Set(flatten([]).map(fold));
    return (row) => known.has(fold(value(row))) !== isNegated;
  }
  return (row) => {
    const wanted = fold(value(row));
    return flatten(row).some((choice) => fold(choice) === wanted) !== isNegated;
  };
}

/** The name that Kusto gives an expression that the query gives none; undefined: `Column1` and on. */
export function impliedName(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'column':
      return expression.name;
    case 'member': {
      const of = impliedName(expression.of);
      const { key } = expression;
      return of === undefined || key.kind !== 'literal' ? undefined : `${of}_${toText(key.value)}`;
    }
    case 'call': {
      const [argument] = expression.args;
      const keepsName =
        /^(?:to(?:string|bool|boolean|int|long|double|real|dynamic|datetime|guid)|parse_json)$/;
      return argument && keepsName.test(expression.name) ? impliedName(argument) : undefined;
    }
    default:
      return undefined;
  }
}
