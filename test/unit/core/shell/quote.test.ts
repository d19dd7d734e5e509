import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { quoteSh } from '../../../../src/core/shell/quote';

const values = [
  '',
  'plain-name_1',
  "it's",
  '$(touch x)',
  '`touch x`',
  '"; rm -rf / #',
  'a b\tc',
  'two\nlines',
  '\\',
  '!!',
  '*?[a]~',
  '-n',
  'ünïcödé \u202e',
];

describe('quoteSh', () => {
  it.each(values)('gives the shell %j byte for byte', (value) => {
    const script = `printf '%s' ${quoteSh(value)}`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(value);
  });

  it('leaves ids and names readable', () => {
    expect(quoteSh('/subscriptions/1/resourceGroups/rg')).toBe(
      '/subscriptions/1/resourceGroups/rg',
    );
  });
});
