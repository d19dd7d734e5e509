import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../src/core/ssh/parseConfig';
import { matchesPattern } from '../../../../src/core/ssh/wildcards';
import { hostileNames } from '../../../fakes/hostileNames';

const aliases = (text: string): readonly string[] =>
  parseConfig(text).hosts.map(({ alias }) => alias);

describe('a configuration of ssh', () => {
  it('names machines, with what their own block says', () => {
    const text = [
      'User everywhere',
      '# Hall B',
      'Host plant-1 plant-2   # two nodes',
      '  HostName 10.0.0.5',
      '\tUser = iot',
      '  User second',
      'Host "plant-3"',
      'Match host plant-3 exec "true"',
      '  HostName 10.0.0.9',
      'HOST=plant-4',
      'hostname="plant-4.corp.example"',
    ].join('\r\n');
    expect(parseConfig(text).hosts).toEqual([
      { alias: 'plant-1', hostName: '10.0.0.5', user: 'iot' },
      { alias: 'plant-2', hostName: '10.0.0.5', user: 'iot' },
      { alias: 'plant-3' },
      { alias: 'plant-4', hostName: 'plant-4.corp.example' },
    ]);
  });

  it('has patterns, which are no machines', () => {
    expect(aliases('Host *\nHost plant-? !plant-1 *.corp.example plant-9\nHost !x')).toEqual([
      'plant-9',
    ]);
  });

  it('names each machine once, and the first value counts', () => {
    const text = 'Host a\n  HostName one\nHost b a\n  HostName two\n  User iot\n';
    expect(parseConfig(text).hosts).toEqual([
      { alias: 'a', hostName: 'one', user: 'iot' },
      { alias: 'b', hostName: 'two', user: 'iot' },
    ]);
  });

  it('includes files, also from within a block', () => {
    const text = 'Include config.d/* "my hosts"\nHost a\n  Include ~/other # why\n';
    expect(parseConfig(text).includes).toEqual(['config.d/*', 'my hosts', '~/other']);
  });

  it('offers no name that ssh would take otherwise', () => {
    const odd = ['-oProxyCommand=id', '$(id)', '`id`', 'a;b', 'iot@plant', 'a/b', '__proto__'];
    expect(aliases(`Host ${odd.join(' ')}`)).toEqual(['__proto__']);
    for (const text of hostileNames) {
      for (const alias of aliases(`Host "${text}"\nHost ${text}`)) {
        expect(alias).toMatch(/^[\p{L}\p{N}_][\p{L}\p{N}_.:%+-]*$/u);
      }
    }
  });

  it('is empty, or anything else', () => {
    for (const text of ['', '\0\0', 'Host', 'Host=', '"', 'Include', 'HostName x', '= =']) {
      expect(parseConfig(text)).toEqual({ hosts: [], includes: [] });
    }
  });

  it('is read in bounded time, to a bounded number', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => `Host h${index} g${index}`);
    const startedAtMs = performance.now();
    expect(aliases(many.join('\n')).length).toBeLessThanOrEqual(1_000);
    parseConfig(`Host ${'"'.repeat(200_000)}\nHost${' '.repeat(200_000)}`);
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  });
});

describe('a pattern of an include', () => {
  it.each([
    ['*', 'plant', true],
    ['*', '.hidden', false],
    ['.*', '.hidden', true],
    ['*.conf', 'a.conf', true],
    ['*.conf', 'aconf', false],
    ['plant-?', 'plant-1', true],
    ['plant-?', 'plant-10', false],
    ['a[b]+', 'a[b]+', true],
  ])('%s means %s: %s', (pattern, name, isMeant) => {
    expect(matchesPattern(pattern, name)).toBe(isMeant);
  });
});
