import type { Table } from '../../../../src/simulator/kql/compile';
import { parseQuery } from '../../../../src/simulator/kql/parseQuery';
import { run } from '../../../../src/simulator/kql/run';
import type { Value } from '../../../../src/simulator/kql/values';

export const nowMs = Date.UTC(2026, 4, 1, 12);

const things: Table = {
  columns: ['id', 'name', 'type', 'size', 'kind', 'tags', 'properties'],
  rows: [
    [
      '/s/1',
      'Alpha',
      'a/x',
      3,
      '',
      { env: 'prod' },
      { state: 'On', list: ['u', 'v'], deep: { 'k.k': [{ z: 1 }] }, flag: true },
    ],
    ['/s/2', 'beta', 'a/y', 1, 'K', null, { state: 'off', list: [], flag: false, count: 5 }],
    [
      '/s/3',
      'Gamma-Ray',
      'A/X',
      2,
      '',
      { env: 'test', 'two words': 'yes' },
      { list: null, when: '2026-04-30T12:00:00Z', text: '{"a":1}' },
    ],
  ],
};

const owners: Table = {
  columns: ['thing', 'name', 'owner'],
  rows: [
    ['/s/1', 'first', 'ann'],
    ['/s/1', 'second', 'bob'],
    ['/s/9', 'third', 'cyd'],
    [null, 'none', 'dan'],
  ],
};

/** Runs a query over two small tables, `things` and `owners`. */
export function query(text: string): Table {
  return run(parseQuery(text), {
    nowMs,
    table: (name) => ({ things, owners })[name.toLowerCase()],
  });
}

/** Rows as objects. */
export const rowsOf = (text: string): Record<string, Value>[] => {
  const { columns, rows } = query(text);
  return rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null])));
};

/** The first column of each row. */
export const first = (text: string): Value[] => query(text).rows.map(([value = null]) => value);

/** What an expression gives for the first row of `things`. */
export const value = (expression: string): Value =>
  first(`things | take 1 | project x = ${expression}`)[0] ?? null;
