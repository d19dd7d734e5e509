import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { quoteBash, quotePowerShell, quoteSh } from '../../../../src/core/shell/quote';
import { hostileNames } from '../../../fakes/hostileNames';
import { evaluate } from '../../../fakes/powerShell';

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

describe('quoteBash', () => {
  it.each([...values, ...hostileNames])('gives Bash %j byte for byte', (value) => {
    const script = `printf '%s' ${quoteBash(value)}`;
    for (const LC_ALL of ['C', 'C.UTF-8']) {
      const env = { ...process.env, LC_ALL };
      expect(execFileSync('bash', ['-c', script], { env }).toString()).toBe(value);
    }
  });

  it('shows what cannot be seen, on one line', () => {
    expect(quoteBash("it's\r\u202e")).toBe(String.raw`$'it\'s\x0d\xe2\x80\xae'`);
    for (const value of hostileNames) expect(quoteBash(value)).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u);
  });
});

describe('quotePowerShell', () => {
  it.each([...values, ...hostileNames])('gives PowerShell %j as it is', (value) => {
    const quoted = quotePowerShell(value);
    expect(evaluate(quoted)).toBe(value);
    // In whatever encoding the file is read.
    expect(quoted).toMatch(/^[\u0020-\u007e]+$/);
  });

  it('doubles quotes, and writes the typographic ones by their codes', () => {
    expect(quotePowerShell("it's")).toBe("'it''s'");
    expect(quotePowerShell('a‘b')).toBe("('a' + [char]0x2018 + 'b')");
    expect(quotePowerShell('\n')).toBe("('' + [char]0x000A)");
    expect(quotePowerShell('')).toBe("''");
  });
});
