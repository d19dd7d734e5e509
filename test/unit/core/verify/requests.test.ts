import { describe, expect, it } from 'vitest';
import { budgets } from '../../../../bench/budgets.mts';
import { at, isObject } from '../../../../src/core/model/json';
import type { StoredResource } from '../../../../src/simulator/world';
import { breakNames, breaks, chainOf, propertiesOf, set, type Chain } from '../../../fakes/breaks';
import { cloudChainOf } from '../../../fakes/cloudChain';
import { simulated, type Simulated } from '../../../fakes/simulated';
import { checkOf, verified, type Verified } from './verified';

const fullest = 'aio-rotterdam-01';
const instances = [
  ...simulated({ scenario: 'factory' }).simulator.world.resources.ofType(
    'Microsoft.IoTOperations/instances',
  ),
].map(({ name }) => name);

const expectWithinBudget = ({ requests, elapsedMs }: Verified): void => {
  expect(requests).toBeLessThanOrEqual(budgets.requestsToVerify);
  expect(elapsedMs).toBeLessThanOrEqual(budgets.verifyMs);
};

/** Puts identities into the instance's map beside those that are in it. */
function assign({ simulator: { world } }: Simulated, { id }: StoredResource, more: object): void {
  const stored = world.resources.get(id);
  if (!stored) return;
  const map = at(stored.body, 'identity', 'userAssignedIdentities');
  world.resources.put(id, stored.type, stored.tenantId, {
    ...stored.body,
    identity: {
      type: 'UserAssigned',
      userAssignedIdentities: { ...(isObject(map) ? map : {}), ...more },
    },
  });
}

/** Assigns so many identities more for cloud connections, each with a credential of its own. */
const assignMore =
  (count: number) =>
  (azure: Simulated, instance: StoredResource): void => {
    const { world } = azure.simulator;
    const { identity, credential } = cloudChainOf(world, instance, 'lake');
    for (let number = 2; number < 2 + count; number += 1) {
      const id = `${identity.id}-${number}`;
      const properties = {
        ...propertiesOf(identity),
        clientId: world.newGuid(),
        principalId: world.newGuid(),
      };
      world.resources.put(id, identity.type, identity.tenantId, { ...identity.body, properties });
      const credentialId = `${id}${credential.id.slice(identity.id.length)}`;
      world.resources.put(credentialId, credential.type, credential.tenantId, credential.body);
      assign(azure, instance, { [id]: properties });
    }
  };

/** Whatever may happen to a vault, one way with everybody still let in. */
const vaultBreaks: readonly (readonly [string, (chain: Chain) => void])[] = [
  ...Object.entries(breaks)
    .filter(([, { cause }]) => cause === 'vault')
    .map(
      ([name, each]) =>
        [
          name,
          (chain: Chain) => {
            each.apply(chain);
          },
        ] as const,
    ),
  [
    'the vault decides by access policies that let this account in',
    (chain) => {
      const { principals } = chain.world;
      const accessPolicies = [...principals.keys()].map((objectId) => ({
        tenantId: chain.vault.tenantId,
        objectId,
        permissions: { secrets: ['all'] },
      }));
      set(chain, chain.vault, { enableRbacAuthorization: false, accessPolicies });
    },
  ],
];
const roleBreaks = breakNames.filter((name) => breaks[name]?.cause === 'roles');

describe('reading an instance to verify it', () => {
  it('needs 12 requests and less than a second for secrets, a cloud identity and its endpoints', async () => {
    const found = await verified([], fullest);
    expect(found.requests).toBe(12);
    expect(found.elapsedMs).toBeLessThanOrEqual(1_000);
    expect(found.azure.writes()).toEqual([]);
    const cloud = found.verification.cloud.map(({ id }) => id);
    expect(cloud).toContain('cloud credential id-rotterdam-cloud');
    expect(cloud).toContain('cloud endpoint lake role');
  });

  it.each(instances)('needs no more for %s', async (name) => {
    expectWithinBudget(await verified([], name));
  });

  it.each(breakNames)('needs no more where a link is broken: %s', async (name) => {
    expectWithinBudget(await verified([name], fullest));
  });

  // The index is behind by five seconds at least.
  it.each([
    ['the identity is gone', 'identity'],
    ['the identity was created anew', 'credential'],
    ['the credential is gone', 'credential'],
    ['the vault was deleted', 'vault'],
    ['the vault decides by access policies', 'vault'],
    ['the class names a client id that nobody has', 'identity'],
  ])('does not believe an index that is late: %s', async (name, id) => {
    const found = await verified([name], fullest, { waitMs: 1_000 });
    expect(checkOf(found, id)?.finding.state).not.toBe('done');
  });

  it.each(roleBreaks)('asks the vault before it calls a role missing: %s', async (name) => {
    const found = await verified([name], fullest);
    const roles = checkOf(found, 'roles');
    expect(roles?.finding.state).toBe(breaks[name]?.state);
    const held = roles?.values.filter(({ label }) => label.startsWith('Key Vault'));
    expect(held?.map(({ source }) => source)).toEqual(['ARM', 'ARM']);
  });

  it.each(vaultBreaks)(
    'sees what has just happened to the vault of which roles are missing: %s',
    async (_, late) => {
      const found = await verified(['both roles are gone'], fullest, { late });
      expect(found.verification.causeId).toBe('vault');
    },
  );

  it('reads the vault by its id where the roles turn out to be there', async () => {
    const found = await verified(['both roles are gone'], fullest, {
      late: ({ world, roles }) => {
        for (const { id, type, tenantId, body } of roles) {
          world.resources.put(id, type, tenantId, body);
        }
      },
    });
    expect(checkOf(found, 'roles')?.values[0]).toMatchObject({ source: 'ARM', value: 'assigned' });
    expect(checkOf(found, 'vault')?.values[0]?.source).toBe('ARM');
  });

  it.each([
    [1, 12],
    [2, 13],
  ])('lists the credentials of %i identities more with %i requests', async (count, most) => {
    const found = await verified([], fullest, { change: assignMore(count) });
    expect(found.requests).toBe(most);
    expect(found.elapsedMs).toBeLessThanOrEqual(budgets.verifyMs);
    expect(found.verification.causeId).toBeUndefined();
    const listed = found.verification.cloud.filter(({ id }) => id.startsWith('cloud credential'));
    expect(listed.map(({ finding }) => finding.state)).toEqual(listed.map(() => 'done'));
    expect(listed).toHaveLength(count + 1);
  });

  it('lists the credentials of an identity that serves both settings once', async () => {
    const found = await verified([], fullest, {
      change: (azure, instance) => {
        const { identity } = chainOf(azure.simulator.world, fullest);
        assign(azure, instance, { [identity.id]: propertiesOf(identity) });
      },
    });
    const lists = found.azure.sent
      .slice(-found.requests)
      .filter(({ url }) => url.pathname.endsWith('/federatedIdentityCredentials'));
    expect(lists).toHaveLength(2);
    expectWithinBudget(found);
  });

  it.each(vaultBreaks)(
    'sees what has just happened to the vault beside several identities: %s',
    async (_, late) => {
      const found = await verified([], fullest, { change: assignMore(1), late });
      expect(found.verification.causeId).toBe('vault');
    },
  );

  it.each([
    ['the group of the targets', undefined, 12],
    ['each target where the group hides its roles', 403, 15],
  ])('before it calls roles at targets missing asks %s', async (_, status, requests) => {
    const found = await verified([], fullest, {
      change: ({ simulator }, instance) => {
        const { world } = simulator;
        const { principalId } = propertiesOf(cloudChainOf(world, instance, 'lake').identity);
        for (const { id, body } of world.resources.ofType(
          'Microsoft.Authorization/roleAssignments',
        )) {
          if (at(body, 'properties', 'principalId') === principalId) world.resources.delete(id);
        }
        if (status === undefined) return;
        const ofGroup = /\/resourceGroups\/[^/]+\/providers\/Microsoft\.Authorization\//;
        simulator.failNext('GET', ofGroup, { status, code: 'AuthorizationFailed' });
      },
    });
    const missing = found.verification.cloud.filter(
      ({ finding: { words } }) => words === 'No role found',
    );
    expect(missing.map(({ values }) => values.at(-1)?.source)).toEqual(['ARM', 'ARM', 'ARM']);
    expect(found.requests).toBe(requests);
    expect(found.elapsedMs).toBeLessThanOrEqual(budgets.verifyMs);
  });

  it('judges the endpoints of an instance to which no identity is assigned', async () => {
    const found = await verified([], 'aio-bergen-01');
    const endpoint = found.verification.cloud.find(({ id }) => id === 'cloud endpoint lake');
    expect(endpoint?.finding.state).toBe('drifted');
    expect(endpoint?.remedy?.kind).toBe('assignCloudIdentity');
  });
});
