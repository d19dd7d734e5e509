import { apiVersions } from '../../../../src/core/apiVersions';
import {
  parseArmId,
  parseArmIdOf,
  resourceGroupId,
  resourceTypes,
} from '../../../../src/core/model/armId';
import { valueOf } from '../../../../src/core/model/fact';
import { stringAt } from '../../../../src/core/model/json';
import type { NeededPermission } from '../../../../src/core/permissions';
import {
  readPrerequisites,
  type PrerequisitesReading,
} from '../../../../src/core/prerequisites/readPrerequisites';
import { isAllowed } from '../../../../src/simulator/authorize';
import { roleIds as scenarioRoles, aRole } from '../../../../src/simulator/scenarios/buildTrust';
import { findPerson } from '../../../../src/simulator/scenarios/directory';
import { simulatedPlans } from '../../../fakes/simulatedPlans';

export const roles = {
  ...scenarioRoles,
  managedIdentityContributor: 'e40ec5ca-96e0-45a2-b4ff-59039f2c2b59',
} as const;

/** Where a role is given, as seen from an instance. */
export type At = 'subscription' | 'group' | 'instance' | 'vault' | 'identity';

/** A role, at a scope; with a condition when there is a third. */
export type Given = readonly [role: string, at: At, condition?: string];

/** Somebody without any role, as an administrator and as Azure itself see them. */
export function strangerOf({ simulator }: ReturnType<typeof simulatedPlans>, tenantId: string) {
  const { world } = simulator;
  const stranger = findPerson(world, tenantId, 'stranger');
  if (!stranger) throw new Error('There is nobody to be given a role.');

  /** Sends a request that needs the action first of all; undefined: there is none of its own. */
  function send(need: NeededPermission): 'denied' | 'allowed' | undefined {
    const target = need.plane === 'data' ? secretsTarget(need) : armTarget(need);
    if (!target) return undefined;
    const token = simulator.tokenFor(tenantId, target.audience, 'stranger').token;
    const { status, body } = simulator.handle({
      method: target.method,
      url: new URL(target.url),
      headers: new Map([
        ['authorization', `Bearer ${token}`],
        ['content-type', 'application/json'],
      ]),
      body: target.method === 'PUT' || target.method === 'POST' ? '{}' : undefined,
    });
    if (status === 501) throw new Error(`${need.action} is not simulated.`);
    // A linked action that is missing is another one.
    return status === 403 && !body.includes('LinkedAuthorizationFailed') ? 'denied' : 'allowed';
  }

  return {
    world,
    caller: { objectId: stranger.objectId, kind: 'User' as const },
    give(role: string, scope: string, condition?: string): void {
      aRole(world, scope, role, { id: stranger.objectId, type: 'User' }, condition);
    },
    send,
    /** What the simulated Azure itself decides by. */
    isAllowed: ({ action, scope, plane }: NeededPermission): boolean =>
      isAllowed(world, stranger.objectId, action, scope, { isDataAction: plane === 'data' }),
  };

  function secretsTarget({ action, scope }: NeededPermission) {
    const vault = parseArmIdOf(resourceTypes.vault, scope);
    const host = stringAt(world.resources.get(scope)?.body, 'properties', 'vaultUri') ?? '';
    const ways: Readonly<Record<string, readonly [string, string]>> = {
      'readMetadata/action': ['GET', 'secrets'],
      'getSecret/action': ['GET', 'secrets/never-made'],
      'setSecret/action': ['PUT', 'secrets/never-made'],
      'update/action': ['PATCH', 'secrets/never-made'],
      delete: ['DELETE', 'secrets/never-made'],
      'recover/action': ['POST', 'deletedsecrets/never-made/recover'],
    };
    const way = ways[action.replace('Microsoft.KeyVault/vaults/secrets/', '')];
    if (!vault || !way) throw new Error(`No request is known for ${action}.`);
    return {
      method: way[0],
      url: `${host}${way[1]}?api-version=7.5`,
      audience: 'https://vault.azure.net/.default',
    };
  }
}

/** The stranger of the factory with these roles and no others, and an instance to set up. */
export async function aGrantee(name: string, given: readonly Given[]) {
  const owner = simulatedPlans({ scenario: 'factory' });
  const found = await owner.clock.run(owner.instance(name));
  const { tenantId, instanceId } = found;
  const seen = await owner.clock.run(owner.observe({ tenantId, instanceId }));
  const all = simulatedPlans({ scenario: 'factory', who: 'stranger' });
  const stranger = strangerOf(all, tenantId);
  const id = parseArmId(instanceId);
  if (!id) throw new Error('There is no such instance.');
  const scopes: Readonly<Record<At, string>> = {
    subscription: `/subscriptions/${id.subscriptionId}`,
    group: resourceGroupId(id),
    instance: instanceId,
    vault: valueOf(seen.vault)?.id ?? '',
    identity: valueOf(seen.identity)?.id ?? '',
  };
  for (const [role, at, condition] of given) stranger.give(role, scopes[at], condition);
  const read = (): Promise<PrerequisitesReading> =>
    all.clock.run(
      readPrerequisites(
        all.azure(tenantId),
        all.clock,
        // Ids of vault and identity are known from elsewhere, whoever may see them.
        {
          tenantId,
          instanceId,
          ...(scopes.vault === '' ? {} : { vaultId: scopes.vault }),
          ...(scopes.identity === '' ? {} : { identityId: scopes.identity }),
        },
        all.context,
      ),
    );

  return {
    ...all,
    ...stranger,
    tenantId,
    instanceId,
    name,
    scopes,
    read,
  };
}

const versions: readonly (readonly [RegExp, string])[] = [
  [/^Microsoft\.Kubernetes\//i, apiVersions.cluster],
  [/^Microsoft\.KubernetesConfiguration\//i, apiVersions.extensions],
  [/^Microsoft\.KeyVault\//i, apiVersions.keyVault],
  [/^Microsoft\.ManagedIdentity\//i, apiVersions.identity],
  [/^Microsoft\.Authorization\//i, apiVersions.authorization],
  [/^Microsoft\.SecretSyncController\//i, apiVersions.secretSync],
  [/^Microsoft\.ExtendedLocation\//i, apiVersions.customLocation],
  [/^Microsoft\.IoTOperations\//i, apiVersions.iotOperations],
];

const methods = { read: 'GET', write: 'PUT', delete: 'DELETE' } as const;
const someGuid = '11111111-2222-4333-8444-555555555555';

/** The path at which something of the type is addressed, at or under the scope. */
function pathOf(type: string, scope: string): string {
  const own = parseArmId(scope)?.type.toLowerCase();
  if (own === type.toLowerCase()) return scope;
  const name = type === 'Microsoft.Authorization/roleAssignments' ? someGuid : 'never-made';
  if (own !== undefined && type.toLowerCase().startsWith(`${own}/`)) {
    return `${scope}/${type.slice(own.length + 1)}/${name}`;
  }
  const [namespace = '', ...types] = type.split('/');
  return `${scope}/providers/${namespace}/${types.map((each) => `${each}/${name}`).join('/')}`;
}

/** Undefined: the action is asked about only on the way of another request. */
function armTarget({ action, scope }: NeededPermission) {
  const audience = 'https://management.azure.com/.default';
  const to = (method: string, path: string, version?: string) => ({
    method,
    url: `https://management.azure.com${path}?api-version=${version ?? ''}`,
    audience,
  });
  const version = versions.find(([pattern]) => pattern.test(action))?.[1];
  const [, namespace] = /^([^/]+)\/register\/action$/.exec(action) ?? [];
  if (namespace !== undefined) {
    return to('POST', `${scope}/providers/${namespace}/register`, apiVersions.providers);
  }
  switch (action) {
    case 'Microsoft.ExtendedLocation/customLocations/deploy/action':
    case 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action':
      return undefined;
    case 'Microsoft.KeyVault/checkNameAvailability/read':
      return to('POST', `${scope}/providers/Microsoft.KeyVault/checkNameAvailability`, version);
    case 'Microsoft.KeyVault/deletedVaults/read':
      return to('GET', `${scope}/providers/Microsoft.KeyVault/deletedVaults`, version);
    case 'Microsoft.ExtendedLocation/customLocations/enabledResourceTypes/read':
      return to('GET', `${scope}/enabledResourceTypes`, version);
    case 'Microsoft.Kubernetes/connectedClusters/listClusterUserCredential/action':
      return to('POST', `${scope}/listClusterUserCredential`, version);
  }
  const [, type = '', verb] = /^(.+)\/(read|write|delete)$/.exec(action) ?? [];
  if (verb === undefined) throw new Error(`No request is known for ${action}.`);
  return to(methods[verb as keyof typeof methods], pathOf(type, scope), version);
}
