import { aggregateName, compileAggregate } from './aggregates';
import { compile, impliedName, type Row, type Scope, type Table } from './compile';
import { join } from './join';
import { KqlError, semanticError } from './kqlError';
import type { NamedExpression, Operator, Query, SortKey } from './syntax';
import { compare, isBag, isList, isTrue, keyOf, toText, type Value } from './values';

/** Where a query's tables come from. */
export interface Source {
  readonly nowMs: number;
  /** A table by its name, in any casing; undefined when there is none. */
  table(name: string): Table | undefined;
}

/**
 * Runs a query.
 *
 * @throws {KqlError} a table, column or function is unknown.
 */
export function run(query: Query, source: Source): Table {
  const first = source.table(query.table);
  if (!first) throw new KqlError({ kind: 'unknownTable', table: query.table });
  const inner = (other: Query): Table => run(other, source);
  return query.operators.reduce(
    (table, operator) =>
      apply(operator, table, { columns: table.columns, nowMs: source.nowMs, run: inner }),
    first,
  );
}

function apply(operator: Operator, table: Table, scope: Scope): Table {
  const { columns, rows } = table;
  switch (operator.kind) {
    case 'where': {
      const condition = compile(operator.condition, scope);
      return { columns, rows: rows.filter((row) => isTrue(condition(row))) };
    }
    case 'extend':
      return extend(operator.columns, table, scope);
    case 'project':
      return project(operator.columns, table, scope);
    case 'project-away':
      return keep(table, (name) => !operator.patterns.some((pattern) => fits(pattern, name)));
    case 'project-keep':
      return keep(table, (name) => operator.patterns.some((pattern) => fits(pattern, name)));
    case 'project-rename':
      return rename(operator.renames, table);
    case 'distinct': {
      const shown = operator.columns === '*' ? table : project(operator.columns, table, scope);
      const unique = new Map(shown.rows.map((row) => [keyOf(row), row]));
      return { columns: shown.columns, rows: [...unique.values()] };
    }
    case 'sort':
      return { columns, rows: sorted(rows, operator.keys, scope) };
    case 'take':
      return { columns, rows: rows.slice(0, operator.count) };
    case 'top':
      return { columns, rows: sorted(rows, [operator.key], scope).slice(0, operator.count) };
    case 'count':
      return { columns: ['Count'], rows: [[rows.length]] };
    case 'summarize':
      return summarize(operator.aggregates, operator.by, table, scope);
    case 'mv-expand':
      return expand(operator.columns, operator.limit, table, scope);
    case 'join':
      return join(operator, table, scope.run(operator.right), scope);
    case 'union':
      return [table, ...operator.others.map((other) => scope.run(other))].reduce(unite);
  }
}

/** Names for all columns of a `project` or `summarize`: given, implied, or `Column1` and on. */
function namesOf(
  columns: readonly NamedExpression[],
  nameOf: (column: NamedExpression) => string | undefined,
): string[] {
  let unnamed = 0;
  return columns.map((column) => nameOf(column) ?? `Column${++unnamed}`);
}

const plainName = ({ name, value }: NamedExpression): string | undefined =>
  name ?? impliedName(value);

function project(columns: readonly NamedExpression[], { rows }: Table, scope: Scope): Table {
  const names = namesOf(columns, plainName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw semanticError(`'project' operator: A column named '${twice}' is given more than once.`);
  }
  const evaluators = columns.map(({ value }) => compile(value, scope));
  return { columns: names, rows: rows.map((row) => evaluators.map((evaluate) => evaluate(row))) };
}

/** Later columns of one `extend` see earlier ones; an existing name is replaced in its place. */
function extend(added: readonly NamedExpression[], table: Table, scope: Scope): Table {
  const names = namesOf(added, plainName);
  return added.reduce((before, { value }, index): Table => {
    const evaluate = compile(value, { ...scope, columns: before.columns });
    const name = names[index] ?? '';
    const place = before.columns.indexOf(name);
    if (place < 0) {
      return {
        columns: [...before.columns, name],
        rows: before.rows.map((row) => [...row, evaluate(row)]),
      };
    }
    return {
      columns: before.columns,
      rows: before.rows.map((row) => row.with(place, evaluate(row))),
    };
  }, table);
}

/** `name`, `prefix*`, `*suffix`. */
const fits = (pattern: string, name: string): boolean => {
  const parts = pattern.split('*').map((part) => part.replace(/[$]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
};

function keep({ columns, rows }: Table, isKept: (name: string) => boolean): Table {
  const indexes = columns.flatMap((name, index) => (isKept(name) ? [index] : []));
  return {
    columns: indexes.map((index) => columns[index] ?? ''),
    rows: rows.map((row) => indexes.map((index) => row[index] ?? null)),
  };
}

function rename(
  renames: readonly { readonly to: string; readonly from: string }[],
  { columns, rows }: Table,
): Table {
  for (const { from } of renames) {
    if (!columns.includes(from)) {
      throw semanticError(`'project-rename' operator: Failed to resolve column named '${from}'`);
    }
  }
  const renamed = columns.map((name) => renames.find(({ from }) => from === name)?.to ?? name);
  return { columns: renamed, rows };
}

function sorted(rows: readonly Row[], keys: readonly SortKey[], scope: Scope): Row[] {
  const evaluators = keys.map(({ by }) => compile(by, scope));
  const keyed = rows.map((row) => ({ row, values: evaluators.map((evaluate) => evaluate(row)) }));
  keyed.sort((a, b) => {
    for (const [index, key] of keys.entries()) {
      const order = orderOf(a.values[index] ?? null, b.values[index] ?? null, key);
      if (order !== 0) return order;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

function orderOf(a: Value, b: Value, { direction, nulls }: SortKey): number {
  if (a === null || b === null) {
    if (a === b) return 0;
    return (a === null) === (nulls === 'first') ? -1 : 1;
  }
  const order = compare(a, b) ?? compare(toText(a), toText(b)) ?? 0;
  return direction === 'asc' ? order : -order;
}

function summarize(
  aggregates: readonly NamedExpression[],
  by: readonly NamedExpression[],
  { rows }: Table,
  scope: Scope,
): Table {
  const keys = by.map(({ value }) => compile(value, scope));
  const results = aggregates.map(({ value }) => compileAggregate(value, scope));
  const groups = new Map<string, { readonly values: Value[]; readonly rows: Row[] }>();
  for (const row of rows) {
    const values = keys.map((evaluate) => evaluate(row));
    const key = keyOf(values);
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { values, rows: [row] });
  }
  if (by.length === 0 && groups.size === 0) groups.set('', { values: [], rows: [] });
  const names = namesOf([...by, ...aggregates], (column) =>
    aggregates.includes(column) ? aggregateName(column) : plainName(column),
  );
  return {
    columns: names,
    rows: [...groups.values()].map((group) => [
      ...group.values,
      ...results.map((aggregate) => aggregate(group.rows)),
    ]),
  };
}

/** One row an element; several columns side by side, the shorter filled up with nulls. */
function expand(
  expanded: readonly NamedExpression[],
  limit: number | undefined,
  table: Table,
  scope: Scope,
): Table {
  const wide = extend(expanded, table, scope);
  const names = namesOf(expanded, plainName);
  const places = names.map((name) => wide.columns.indexOf(name));
  const rows = wide.rows.flatMap((row) => {
    const lists = places.map((place) => elementsOf(row[place] ?? null));
    const length = Math.min(limit ?? Infinity, Math.max(1, ...lists.map((list) => list.length)));
    return Array.from({ length }, (_, index) =>
      places.reduce<Row>((made, place, at) => made.with(place, lists[at]?.[index] ?? null), row),
    );
  });
  return { columns: wide.columns, rows };
}

/** Elements of an array, the single properties of a bag, or the value itself. */
function elementsOf(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (isBag(value)) return Object.entries(value).map(([key, inner]) => ({ [key]: inner }));
  return value === null ? [] : [value];
}

/** Rows of both under the columns of either. */
function unite(one: Table, other: Table): Table {
  const added = other.columns.filter((name) => !one.columns.includes(name));
  const columns = [...one.columns, ...added];
  const places = columns.map((name) => other.columns.indexOf(name));
  const padding = added.map(() => null);
  return {
    columns,
    rows: [
      ...one.rows.map((row) => [...row, ...padding]),
      ...other.rows.map((row) => places.map((place) => row[place] ?? null)),
    ],
  };
}
