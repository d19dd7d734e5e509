import { describe, expect, it } from 'vitest';
import { stringAt } from '../../../../src/core/model/json';
import { breaks, chainOf, propertiesOf, set, type Chain } from '../../../fakes/breaks';
import { verified, type VerifiedOptions } from './verified';

const arm = 'ARM';
const index = 'Resource Graph';
const document = 'discovery document';

interface Pair {
  readonly check: string;
  /** Labels, what both values say, and where they were read. */
  readonly one: readonly [label: string, value: RegExp, source: string];
  readonly other: readonly [label: string, value: RegExp, source: string];
  /** At which they differ, from 1; ids of the simulator differ anywhere. */
  readonly byte?: number | 'of two ids';
  readonly options?: VerifiedOptions;
  readonly instance?: string;
}

const issuer = /^https:\/\/westeurope\.oic\.prod-arc\.azure\.com\/[-/0-9a-f]+\/?$/;
const guid = /^[0-9a-f]{8}-[-0-9a-f]{27}$/;

const changed =
  (change: (chain: Chain) => void): NonNullable<VerifiedOptions['change']> =>
  ({ simulator: { world } }) => {
    change(chainOf(world, 'aio-rotterdam-01'));
  };

/** By the break, the two values that are compared. */
const pairs: Readonly<Record<string, Pair>> = {
  'the discovery document names another issuer': {
    check: 'issuer',
    one: ['ARM shows', issuer, arm],
    other: ['Discovery document', /^https:\/\/issuer\.example\/of-another\/$/, document],
    byte: 9,
  },
  'the discovery document is gone': {
    check: 'issuer',
    one: ['ARM shows', issuer, arm],
    other: ['Discovery document', /HTTP 404/, document],
  },
  'the API server signs with its own issuer': {
    check: 'apiServer',
    one: ['historian', /^ProviderError$/, arm],
    other: ['Published issuer', issuer, document],
  },
  'the identity is gone': {
    check: 'identity',
    one: ['Class names client id', guid, arm],
    other: ['Identities with it', /^none$/, index],
  },
  'the credential is gone': {
    check: 'credential',
    one: ['Cluster signs with', issuer, document],
    other: ['Credentials for that', /^none of 0$/, arm],
  },
  'the credential’s issuer differs by a slash': {
    check: 'credential',
    one: ['Credential trusts', /[^/]$/, arm],
    other: ['Cluster signs with', /\/$/, document],
    byte: 116,
  },
  'the credential names the issuer of before a reconnect': {
    check: 'credential',
    one: ['Credential trusts', issuer, arm],
    other: ['Cluster signs with', issuer, document],
    byte: 'of two ids',
  },
  'the credential names another namespace': {
    check: 'credential',
    one: ['Credential trusts', /:other:/, arm],
    other: ['Cluster signs for', /:azure-iot-operations:/, index],
    byte: 23,
  },
  'the credential’s subject differs in case': {
    check: 'credential',
    one: ['Credential trusts', /^SYSTEM:/, arm],
    other: ['Cluster signs for', /^system:/, index],
    byte: 1,
  },
  'the vault is closed to every network': {
    check: 'vault',
    one: ['Public access', /^off$/, arm],
    other: ['Rules and private endpoints', /^none$/, arm],
  },
  'the vault trusts another tenant': {
    check: 'vault',
    one: ['Vault trusts tenant', guid, arm],
    other: ['Identity belongs to tenant', guid, index],
    byte: 'of two ids',
  },
  'the vault was deleted': {
    check: 'vault',
    one: ['Class names vault', /^kv-rotterdam-plant$/, arm],
    other: ['Deleted vault', /\/vaults\/kv-rotterdam-plant$/, arm],
  },
  'the class names a vault that does not exist': {
    check: 'vault',
    one: ['Class names vault', /^kv-nowhere/, arm],
    other: ['Vaults of that name', /^none$/, index],
  },
  'one role is gone': {
    check: 'roles',
    one: ['Key Vault Reader', /^missing$/, arm],
    other: ['Principal id', guid, index],
  },
  'the roles hold under a condition': {
    check: 'roles',
    one: ['Key Vault Reader', /^only under a condition$/, arm],
    other: ['Condition', /^@Resource\[name\] StringEquals 'x'$/, arm],
  },
  'the class names another tenant': {
    check: 'providerClass',
    one: ['tenantId', guid, arm],
    other: ['Tenant of the identity', guid, index],
    byte: 'of two ids',
  },
  'the instance references a class that is gone': {
    check: 'reference',
    one: ['defaultSecretProviderClassRef', /-gone$/, arm],
    other: ['Classes there', /^spc-ops-\w+$/, arm],
  },
  'the instance references nothing': {
    check: 'reference',
    one: ['defaultSecretProviderClassRef', /^–$/, arm],
    other: ['Class of vault and identity', /\/spc-ops-\w+$/, arm],
  },
  'the list of secrets lacks what is mapped': {
    check: 'sync historian',
    one: ['password', /^historian-password$/, arm],
    other: ['Class lists', /^none$/, arm],
  },
  'a secret is not in the vault': {
    check: 'secret historian-password',
    one: ['A SecretSync fetches', /^historian-password$/, arm],
    other: ['In the vault', /^none$/, 'vault'],
  },
  'a SecretSync names a class that is not there': {
    check: 'sync historian',
    one: ['secretProviderClassName', /^spc-mistyped$/, arm],
    other: ['Classes there', /^spc-ops-\w+$/, arm],
  },
};

/** What no break makes. */
const others: Readonly<Record<string, Pair>> = {
  'the vault has had a newer secret for long': {
    check: 'sync historian',
    one: ['Last success', /^2025-12-31T23:46:30/, arm],
    other: ['Changed in the vault', /^2025-12-31T23:47:00/, 'vault'],
    options: {
      waitMs: 0,
      change: changed(({ world, secretSync, vault }) => {
        const agoMs = (minutes: number) => world.now() - minutes * 60_000;
        for (const secret of world.secrets.get(vault.name)?.values() ?? []) {
          secret.versions = secret.versions.map((each) => ({ ...each, updatedAtMs: agoMs(13) }));
        }
        const at = new Date(agoMs(13.5)).toISOString();
        const condition = { type: 'Update', status: 'True', reason: 'CreateSucceeded' };
        const status = {
          lastSuccessfulSyncTime: at,
          conditions: [{ ...condition, lastTransitionTime: at }],
        };
        set(chainOf(world, 'aio-rotterdam-01'), secretSync, { status });
        const stored = world.resources.get(secretSync.id);
        if (stored) stored.hidden['rounds'] = 'over';
      }),
    },
  },
  'the vault was deleted, and is kept for a time': {
    check: 'vault',
    one: ['Vaults of that name', /^none$/, index],
    other: ['Kept until', /^2026-04-01T00:/, arm],
    options: { change: changed((chain) => breaks['the vault was deleted']?.apply(chain)) },
  },
  'an endpoint names a client id of nobody': {
    check: 'cloud endpoint lake',
    one: ['Client id', guid, arm],
    other: ['Assigned', /^none$/, arm],
    instance: 'aio-bergen-01',
  },
  'the cloud identity was created anew': {
    check: 'cloud map id-ostrava-cloud',
    one: ['Client id in the instance', guid, arm],
    other: ['Client id of the identity', guid, arm],
    byte: 'of two ids',
    instance: 'aio-ostrava-01',
  },
  'a role comes from above': {
    check: 'roles',
    one: [
      'Key Vault Reader',
      /^assigned at \/subscriptions\/[^/]+\/resourceGroups\/rg-rotterdam$/,
      index,
    ],
    other: ['Key vault', /\/vaults\/kv-rotterdam-plant$/, arm],
    options: {
      change: changed(({ world, roles, vault }) => {
        for (const role of roles) {
          const scope = vault.id.split('/').slice(0, 5).join('/');
          const id = `${scope}/providers/${role.type}/${role.name}`;
          const properties = { ...propertiesOf(role), scope };
          world.resources.delete(role.id);
          world.resources.put(id, role.type, role.tenantId, { ...role.body, id, properties });
        }
      }),
    },
  },
};

/** Counted from 1, without the code that is tested. */
function firstDifferingByte(one: string, other: string): number {
  const bytes = Buffer.from(other);
  return Buffer.from(one).findIndex((byte, index) => byte !== bytes[index]) + 1;
}

describe('the evidence of a link', () => {
  it.each([
    ...Object.entries(pairs).map(([name, pair]) => [name, [name], pair] as const),
    ...Object.entries(others).map(([name, pair]) => [name, [], pair] as const),
  ])(
    'is the two values that are compared, with where and when each was read: %s',
    async (_, broken, { check, one, other, byte, options, instance }) => {
      const { seen, verification, elapsedMs } = await verified(broken, instance, options);
      const all = [...verification.checks, ...verification.cloud];
      const values = all.find(({ id }) => id === check)?.values ?? [];
      const textOf = (label: string) => values.find((each) => each.label === label)?.value ?? '';
      const differsAt =
        byte === 'of two ids' ? firstDifferingByte(textOf(one[0]), textOf(other[0])) : byte;
      for (const [label, value, source] of [one, other]) {
        const found = values.find((each) => each.label === label);
        expect(found).toMatchObject({
          label,
          source,
          value: expect.stringMatching(value) as string,
        });
        const agoMs = seen.endedAtMs - (found?.readAtMs ?? 0);
        expect(agoMs).toBeGreaterThanOrEqual(0);
        expect(agoMs).toBeLessThanOrEqual(elapsedMs);
        expect(found?.differsAtByte).toBe(differsAt);
      }
    },
  );

  it('is marked where it differs, and nowhere else', async () => {
    const { verification } = await verified(['the credential’s issuer differs by a slash']);
    const values = verification.checks.find(({ id }) => id === 'credential')?.values ?? [];
    expect(values.map(({ marks }) => marks)).toEqual([undefined, [[115, 116]], undefined]);
    const { cluster } = chainOf((await verified()).azure.simulator.world, 'aio-rotterdam-01');
    const published = stringAt(cluster.body, 'properties', 'oidcIssuerProfile', 'issuerUrl');
    expect(values[1]?.value).toBe(published);
  });
});
