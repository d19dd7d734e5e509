import { expect } from 'vitest';
import {
  at,
  isObject,
  stringAt,
  type Json,
  type JsonObject,
} from '../../../../src/core/model/json';
import type { StoredResource, World } from '../../../../src/simulator/world';
import { seeded } from '../../../fakes/seeded';
import { changes, isForeign, takeFromMap, type Estate } from '../../../fakes/startingStates';
import { everythingFor } from './enableAllFixture';

const short = (id: string): string => id.toLowerCase().split('/').slice(-2).join('/');

/** What matters of the final state, in names: ids that Azure draws anew do not count. */
export function meaningOf(world: World, estate: Estate): JsonObject {
  const instance = world.resources.get(estate.instanceId)?.body ?? {};
  const cluster = world.resources.get(estate.clusterId)?.body ?? {};
  const identityOf = (clientOrPrincipal: Json | undefined): string => {
    const found = [estate.identityId, estate.cloudIdentityId].find((id) => {
      const body = world.resources.get(id)?.body;
      return ['clientId', 'principalId'].some(
        (name) => at(body, 'properties', name) === clientOrPrincipal,
      );
    });
    return found === undefined ? 'somebody' : short(found);
  };
  const own = (type: string): readonly StoredResource[] =>
    world.resources.ofType(type).filter((each) => !isForeign(each));
  const credentials = own(
    'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
  ).map(({ id, body }) => {
    const { issuer, subject, audiences } = isObject(body['properties']) ? body['properties'] : {};
    const identity = short(id.replace(/\/federatedIdentityCredentials\/.*$/i, ''));
    return JSON.stringify({ identity, issuer, subject, audiences });
  });
  const roles = own('Microsoft.Authorization/roleAssignments').flatMap(({ id, body }) => {
    const by = identityOf(at(body, 'properties', 'principalId'));
    const role = stringAt(body, 'properties', 'roleDefinitionId')?.split('/').at(-1) ?? '';
    return by === 'somebody'
      ? []
      : [`${by} ${role} ${short(id.replace(/\/providers\/[^/]+\/roleAssignments\/.*$/i, ''))}`];
  });
  const classes = own('Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses').map(
    ({ name, body }) =>
      `${name} ${stringAt(body, 'properties', 'keyvaultName') ?? ''} ${identityOf(at(body, 'properties', 'clientId'))}`,
  );
  const map = at(instance, 'identity', 'userAssignedIdentities');
  return {
    flags: [
      at(cluster, 'properties', 'oidcIssuerProfile', 'enabled') ?? null,
      at(cluster, 'properties', 'securityProfile', 'workloadIdentity', 'enabled') ?? null,
    ],
    credentials: [...new Set(credentials)].sort(),
    credentialCount: credentials.length,
    roles: roles.sort(),
    classes: classes.sort(),
    reference:
      stringAt(instance, 'properties', 'defaultSecretProviderClassRef', 'resourceId') ?? '',
    map: (isObject(map) ? Object.keys(map) : [])
      .map(short)
      .filter((name) => !name.includes('somebody'))
      .sort(),
  };
}

const without = (body: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

/** What the plan must leave alone: all that is not its own, and of its own all that it does not set. */
export function foreignState(
  world: World,
  { instanceId, clusterId }: Estate,
): ReadonlyMap<string, Json> {
  const kept = new Map<string, Json>();
  for (const each of world.resources.all()) {
    if (isForeign(each)) kept.set(each.id, each.body);
  }
  for (const id of [instanceId, clusterId]) {
    const body = world.resources.get(id)?.body ?? {};
    const properties = isObject(body['properties']) ? body['properties'] : {};
    kept.set(`${id} of others`, {
      tags: body['tags'] ?? {},
      ...without(
        properties,
        'defaultSecretProviderClassRef',
        'oidcIssuerProfile',
        'securityProfile',
        'arcAgentProfile',
        'provisioningState',
        'lastConnectivityTime',
      ),
    });
  }
  const identity = world.resources.get(instanceId)?.body['identity'];
  kept.set(
    `${instanceId} system identity`,
    stringAt(identity, 'type')?.includes('SystemAssigned') === true,
  );
  const map = at(identity, 'userAssignedIdentities');
  for (const id of isObject(map) ? Object.keys(map) : []) kept.set(`${instanceId} map ${id}`, true);
  for (const { id, body } of world.resources.ofType(
    'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses',
  )) {
    kept.set(`${id} objects`, at(body, 'properties', 'objects') ?? null);
  }
  return kept;
}

/**
 * Takes an instance through `count` random states, runs "enable all" from each, and checks that the
 * end is the one from nothing, that all of others is kept, and that a second run writes nothing.
 */
export async function checkStartingStates(seed: number, count: number): Promise<void> {
  const random = seeded(seed);
  const azure = await everythingFor({}, { seed, latencyMs: 5 });
  const { world, estate } = azure;
  const fromNothing = await azure.enable();
  expect(fromNothing.run.failure, `seed ${seed}`).toBeUndefined();
  const wanted = meaningOf(world, estate);

  for (let state = 0; state < count; state += 1) {
    for (const { id } of [...world.resources.all()].filter(isForeign)) {
      if (random() < 0.5) {
        world.resources.delete(id);
        takeFromMap(world, estate.instanceId, id);
      }
    }
    const made = Object.entries(changes).filter(() => random() < 0.25);
    for (const [, change] of made) change(world, estate, random);
    const label = `seed ${seed}, state ${state}: ${made.map(([name]) => name).join(', ')}`;
    const before = foreignState(world, estate);

    const { run } = await azure.enable();
    expect(run.failure, label).toBeUndefined();
    expect(meaningOf(world, estate), label).toEqual(wanted);
    const after = foreignState(world, estate);
    for (const [what, value] of before) expect(after.get(what), `${label}: ${what}`).toEqual(value);

    const again = await azure.enable();
    expect(again.sent, label).toEqual([]);
    expect(again.planned, label).toEqual([]);
  }
}
