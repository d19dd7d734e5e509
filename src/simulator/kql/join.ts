import { compile, type Row, type Scope, type Table } from './compile';
import type { Operator } from './syntax';
import { keyOf } from './values';

/**
 * Joins two tables. Columns of the right one whose name is taken get a number at the end, as Kusto
 * has it (`id` and `id1`). Keys are compared with case; null meets nothing.
 */
export function join(
  { joinKind, on }: Operator & { readonly kind: 'join' },
  left: Table,
  right: Table,
  scope: Scope,
): Table {
  const leftKeys = on.map((key) => compile(key.left, { ...scope, columns: left.columns }));
  const rightKeys = on.map((key) => compile(key.right, { ...scope, columns: right.columns }));
  const byKey = new Map<string, Row[]>();
  for (const row of right.rows) {
    const values = rightKeys.map((key) => key(row));
    if (values.includes(null)) continue;
    const rows = byKey.get(keyOf(values));
    if (rows) rows.push(row);
    else byKey.set(keyOf(values), [row]);
  }
  const noRight = right.columns.map(() => null);
  const met = new Set<string>();
  const rows: Row[] = [];
  for (const row of left.rows) {
    const values = leftKeys.map((key) => key(row));
    const key = keyOf(values);
    const matches = values.includes(null) ? [] : (byKey.get(key) ?? []);
    if (joinKind === 'innerunique' && met.has(key)) continue;
    met.add(key);
    for (const match of matches) rows.push([...row, ...match]);
    const keepsUnmatched = joinKind === 'leftouter' || joinKind === 'fullouter';
    if (matches.length === 0 && keepsUnmatched) rows.push([...row, ...noRight]);
  }
  if (joinKind === 'fullouter') {
    const noLeft = left.columns.map(() => null);
    for (const row of right.rows) {
      const values = rightKeys.map((key) => key(row));
      if (values.includes(null) || !met.has(keyOf(values))) rows.push([...noLeft, ...row]);
    }
  }
  return { columns: joinedNames(left.columns, right.columns), rows };
}

function joinedNames(left: readonly string[], right: readonly string[]): string[] {
  const names = [...left];
  for (const name of right) {
    let free = name;
    for (let number = 1; names.includes(free); number++) free = `${name}${number}`;
    names.push(free);
  }
  return names;
}
