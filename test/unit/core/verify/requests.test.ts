import { describe, expect, it } from 'vitest';
import { budgets } from '../../../../bench/budgets.mts';
import { at, isObject } from '../../../../src/core/model/json';
import type { StoredResource } from '../../../../src/simulator/world';
import { breakNames, breaks, propertiesOf } from '../../../fakes/breaks';
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

/** Assigns so many identities more for cloud connections, each with a credential of its own. */
const assignMore =
  (count: number) =>
  ({ simulator: { world } }: Simulated, instance: StoredResource): void => {
    const { identity, credential } = cloudChainOf(world, instance, 'lake');
    const more = Array.from({ length: count }, (_, at) => {
      const id = `${identity.id}-${at + 2}`;
      const properties = {
        ...propertiesOf(identity),
        clientId: world.newGuid(),
        principalId: world.newGuid(),
      };
      world.resources.put(id, identity.type, identity.tenantId, { ...identity.body, properties });
      const credentialId = `${id}${credential.id.slice(identity.id.length)}`;
      world.resources.put(credentialId, credential.type, credential.tenantId, credential.body);
      return [id, properties] as const;
    });
    const { id, type, tenantId, body } = instance;
    const map = at(body, 'identity', 'userAssignedIdentities');
    world.resources.put(id, type, tenantId, {
      ...body,
      identity: {
        type: 'UserAssigned',
        userAssignedIdentities: { ...(isObject(map) ? map : {}), ...Object.fromEntries(more) },
      },
    });
  };

const vaultBreaks = breakNames.filter((name) => breaks[name]?.cause === 'vault');
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
    async (name) => {
      const found = await verified(['both roles are gone'], fullest, { late: [name] });
      expect(found.verification.causeId).toBe('vault');
    },
  );

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

  it.each(vaultBreaks)(
    'sees what has just happened to the vault beside several identities: %s',
    async (name) => {
      const found = await verified([], fullest, { change: assignMore(1), late: [name] });
      expect(found.verification.causeId).toBe('vault');
    },
  );

  it('judges the endpoints of an instance to which no identity is assigned', async () => {
    const found = await verified([], 'aio-bergen-01');
    const endpoint = found.verification.cloud.find(({ id }) => id === 'cloud endpoint lake');
    expect(endpoint?.finding.state).toBe('drifted');
    expect(endpoint?.remedy?.kind).toBe('assignCloudIdentity');
  });
});
