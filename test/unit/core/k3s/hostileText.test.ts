import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { UserFacingError } from '../../../../src/core/errors';
import { mergeConfig } from '../../../../src/core/k3s/mergeConfig';
import { createScript } from '../../../../src/core/k3s/script';
import { visible } from '../../../../src/core/model/visible';
import { hostileNames } from '../../../fakes/hostileNames';
import { K3sNode } from '../../../fakes/k3sNode';
import { issuer, lasts, own, signs } from './configFiles';

const numbered = hostileNames.map((text, index) => [index, text.slice(0, 40), text] as const);
const unseen = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'k3s-hostile-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A configuration that has the text among its own keys and among the API server's arguments. */
const configWith = (written: string, arg: string): string =>
  `node-label:\n  - ${written}\nkube-apiserver-arg:\n  - ${arg}\n`;

const inApostrophes = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** In quotes, and in apostrophes where it stands on one line. */
const configsWith = (text: string): readonly string[] => [
  configWith(JSON.stringify(text), JSON.stringify(`feature=${text}`)),
  ...(/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)
    ? []
    : [configWith(inApostrophes(text), inApostrophes(`feature=${text}`))]),
];

function merged(text: string): string {
  const merge = mergeConfig({ before: [], file: { name: 'config.yaml', text }, after: [] }, issuer);
  return merge.kind === 'changed' ? merge.text : text;
}

const expected = (text: string) => ({
  'node-label': [text],
  'kube-apiserver-arg': expect.arrayContaining([`feature=${text}`, signs, own, lasts]) as unknown,
});

describe('a hostile text beside what k3s is told', () => {
  it.each(numbered)('%i, %j, is kept by the merge to the letter', (_, _short, text) => {
    for (const config of configsWith(text)) {
      expect(parse(merged(config))).toEqual(expected(text));
      expect(merged(merged(config))).toBe(merged(config));
    }
  });

  it.each(numbered)('%i, %j, is no issuer', (_, _short, text) => {
    for (const bad of [text, `https://issuer.example/${text}/`]) {
      // Two of them are but long, or a path.
      if (/^https:\/\/[\w.~:/%+-]*$/.test(bad)) continue;
      expect(() => createScript({ clusterName: 'arc-01', issuer: bad })).toThrow(UserFacingError);
      const files = { before: [], file: { name: 'config.yaml', text: '' }, after: [] };
      expect(() => mergeConfig(files, bad)).toThrow(UserFacingError);
    }
  });
});

describe('a hostile text on a node', { timeout: 30_000 }, () => {
  it.each(numbered)('%i, %j, is said plainly and kept, or refused', (index, _short, text) => {
    const script = createScript({ clusterName: text, issuer });
    for (const [at, config] of configsWith(text).entries()) {
      const root = join(folder, `${index}-${at}`);
      const node = new K3sNode(root, config);
      const { status, said, warned } = node.run(script);
      expect(said).toContain(
        `Cluster ${visible(text)}: its API server is to sign with ${issuer}\n`,
      );
      expect(said).not.toMatch(unseen);
      expect(existsSync(join(root, 'pwned'))).toBe(false);
      if (status === 0) {
        expect(warned).toBe('');
        expect(parse(node.config ?? '')).toEqual(expected(text));
        continue;
      }
      expect(warned).toMatch(/config\.yaml, line \d+: .* Nothing was changed\.\n$/);
      expect([node.config, node.deeds, node.neighbours]).toEqual([config, [], []]);
    }
  });
});
