import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The rows of all tables, cell by cell, without heads and rules. */
function rowsOf(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n');
  return lines
    .filter((line, index) => {
      const isRule = /^\| *-/.test(line);
      const isHead = /^\| *-/.test(lines[index + 1] ?? '');
      return line.startsWith('|') && !isRule && !isHead;
    })
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const testsIn = (text: string): readonly string[] =>
  [...text.matchAll(/`(test\/[\w./-]+)`/g)].map(([, path = '']) => path);

describe.each([
  ['SECURITY.md', 10],
  ['docs/reliability.md', 10],
])('%s', (file, atLeast) => {
  const rows = rowsOf(read(file));

  it('names a test for each thing that it says', () => {
    expect(rows.length).toBeGreaterThanOrEqual(atLeast);
    for (const row of rows) expect(testsIn(row.at(-1) ?? '').length, row[0]).toBeGreaterThan(0);
  });

  it('names tests that are there', () => {
    for (const path of testsIn(read(file))) {
      expect(existsSync(join(root, path)), path).toBe(true);
    }
  });
});
