import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { UserFacingError } from '../../../../src/core/errors';
import { awkMerge } from '../../../../src/core/k3s/awkMerge';
import { mergeConfig } from '../../../../src/core/k3s/mergeConfig';
import { seeded } from '../../../fakes/seeded';
import { issuer, lasts, signs } from './configFiles';

const args = [
  'v=2',
  '"v=2"',
  "'profiling=false' # quiet",
  signs,
  `"${signs}"`,
  `--${signs}`,
  'service-account-issuer=https://old.example.com',
  "'service-account-issuer=https://older.example.com' # since 2021",
  lasts,
  'service-account-max-token-expiration=48h # audit',
  'audit-log-path=/var/log/a.log   ',
];
const oddArgs = [
  '',
  '~',
  '- v=2',
  'a: b',
  '*x',
  '&y v=3',
  '"v=\\x32"',
  '[v=2]',
  '|',
  '"open',
  'v=2 "x"',
  '#none',
  '5',
  'true',
  '>-',
  'v:',
  "'it''s'",
  '"a" #b',
  'v=2\t',
];
const keys = [
  'kube-apiserver-arg:',
  'kube-apiserver-arg :',
  '"kube-apiserver-arg":',
  'kube-apiserver-arg+:',
];
const others = [
  'debug: true',
  '# a remark',
  '',
  'tls-san:',
  '  - a.example.com',
  '- b',
  'token: "a: b"',
  "node-label: [a=b, 'c=d']",
  'cluster-domain: plant.local',
  '   # deeper',
];
const oddOthers = [
  '---',
  '...',
  'text: |',
  '  more',
  'x',
  'a: b: c',
  '\tdebug: true',
  'z: &x v=9',
  'y: *x',
  'q: "open',
  '? k',
  ': v',
  '{a: b}',
  'n: [a,',
  '  - [a, b]',
  'm: {a: b}',
  '<<: {debug: true}',
  "w: 'a' b",
  'e: a #b',
  'f: #g',
  '%YAML 1.2',
  'g: @h',
  'h: - i',
  'j: k\\',
  'l: "m" # n',
];

function aConfig(random: () => number): string {
  const of = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const isOdd = random() < 0.5;
  const arg = () => of(isOdd && random() < 0.2 ? oddArgs : args);
  const block = (): string[] => {
    const indent = of(['', '  ', '    ']);
    const body = Array.from({ length: 1 + Math.floor(random() * 5) }, () =>
      random() < 0.15 ? of(['', '  # above', '# margin']) : `${indent}-${of([' ', '   '])}${arg()}`,
    );
    return [`${of(keys)}${of(['', ' # why'])}`, ...body];
  };
  const flow = (): string[] => [
    `${of(keys)} [${Array.from({ length: Math.floor(random() * 3) }, () => arg().replace(/ *#.*/, '')).join(of([', ', ',']))}]${of(['', ' # flow'])}`,
  ];
  const single = (): string[] => [`${of(keys)} ${arg()}`];
  const other = (): string[] => [of(isOdd && random() < 0.2 ? oddOthers : others)];
  const parts = Array.from({ length: Math.floor(random() * 6) }, () =>
    of([block, block, flow, single, other, other, other, other])(),
  );
  const text = parts.flat().join('\n') + of(['\n', '\n', '']);
  return random() < 0.2 ? text.replaceAll('\n', '\r\n') : text;
}

function byCore(text: string): string | undefined {
  try {
    const merged = mergeConfig(
      { before: [], file: { name: 'config.yaml', text }, after: [] },
      issuer,
    );
    return merged.kind === 'changed' ? merged.text : text;
  } catch (error) {
    if (UserFacingError.is(error)) return undefined;
    throw error;
  }
}

/** Arguments are text to the API server, however they are written. */
const meaning = (text: string): unknown => {
  const root: unknown = parse(text, { uniqueKeys: false, merge: true }) ?? {};
  return JSON.parse(
    JSON.stringify(root, (_, value: unknown) =>
      typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
    ),
  );
};

const without = (text: string): unknown =>
  Object.entries(
    (parseDocument(text, { uniqueKeys: false, merge: true }).toJS() ?? {}) as object,
  ).filter(([key]) => !key.startsWith('kube-apiserver-arg'));

describe('whatever a configuration looks like', () => {
  it('is merged into the same by both, or refused', () => {
    const random = seeded(4);
    const counts = { merged: 0, refused: 0, left: 0 };
    for (let round = 0; round < 200; round += 1) {
      const text = aConfig(random);
      const core = byCore(text);
      if (core !== undefined) {
        expect(byCore(core), text).toBe(core);
        expect(without(core), text).toEqual(without(text));
        for (const [comment] of text.matchAll(/^(?!.*service-account).*?(?<=^|\s)#.*/gm))
          expect(core, text).toContain(comment.slice(comment.indexOf('#')).trim());
      }
      const { status, stdout } = spawnSync('awk', [awkMerge], {
        input: text,
        encoding: 'utf8',
        env: {
          LC_ALL: 'C',
          PATH: process.env['PATH'],
          ISSUER: issuer,
          OWN_ISSUER: 'https://kubernetes.default.svc',
          DOMAIN: 'cluster.local',
        },
      });
      if (core === undefined) expect(status, text).toBe(4);
      else if (status === 4) counts.left += 1;
      else {
        expect(status, text).toBe(core === text ? 3 : 0);
        if (status === 0) expect(meaning(stdout), text).toEqual(meaning(core));
      }
      counts[core === undefined ? 'refused' : 'merged'] += 1;
    }
    // Enough of each kind, and awk is not shy.
    expect(counts.merged).toBeGreaterThan(100);
    expect(counts.refused).toBeGreaterThan(20);
    expect(counts.left).toBeLessThan(counts.merged / 5);
  }, 60_000);
});
