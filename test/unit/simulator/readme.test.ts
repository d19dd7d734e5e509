import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loginHosts } from '../../../src/simulator/entra/discovery';
import type { Provider } from '../../../src/simulator/provider';
import { providers } from '../../../src/simulator/providers/all';

const text = readFileSync(new URL('../../../src/simulator/README.md', import.meta.url), 'utf8');

/** The table's row of a provider. */
const rowOf = (namespace: string): string =>
  text.split('\n').find((line) => line.startsWith(`| [\`${namespace}\`](`)) ?? '';

/** Sorted, oldest first; none for a provider that is but one operation. */
const versionsOf = ({ types, otherTypes = [] }: Provider): string[] =>
  [...types, ...otherTypes].flatMap(({ apiVersions }) => apiVersions).sort();

const newestOf = (versions: readonly string[]): string =>
  versions.findLast((version) => !version.includes('preview')) ?? versions.at(-1) ?? '';

describe("the simulator's README", () => {
  it.each(providers.map((provider) => [provider.namespace, provider] as const))(
    'names the newest version and all types of %s',
    (namespace, provider) => {
      const row = rowOf(namespace);
      expect(row).toMatch(/\) `20\d\d-\d\d-\d\d(?:-preview)?`/);
      expect(row).toContain(newestOf(versionsOf(provider)));
      for (const { type } of provider.types) expect(row).toContain(type.split('/').at(-1));
    },
  );

  it('names every host that signs people in', () => {
    for (const host of loginHosts) expect(text).toContain(`\`${host}\``);
  });
});
