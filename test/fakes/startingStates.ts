import { isObject, stringAt, type JsonObject } from '../../src/core/model/json';
import type { StoredResource, World } from '../../src/simulator/world';

/** Ids of everything that "enable all" works on in one instance. */
export interface Estate {
  readonly instanceId: string;
  readonly clusterId: string;
  readonly vaultId: string;
  readonly identityId: string;
  readonly cloudIdentityId: string;
}

const credentialType =
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';
const assignmentType = 'Microsoft.Authorization/roleAssignments';
const classType = 'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses';
/** In the name of all that somebody else has made. */
const foreign = 'somebody-elses';

const propertiesOf = ({ body }: StoredResource): JsonObject =>
  isObject(body['properties']) ? body['properties'] : {};

function setProperties(world: World, id: string, change: (old: JsonObject) => JsonObject): void {
  const stored = world.resources.get(id);
  if (!stored) return;
  const { type, tenantId, body } = stored;
  world.resources.put(id, type, tenantId, { ...body, properties: change(propertiesOf(stored)) });
}

const without = (body: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

export const isForeign = ({ id }: StoredResource): boolean =>
  id.includes(foreign) || id.includes('/colleague-');

const ownOf = (world: World, type: string): readonly StoredResource[] =>
  world.resources.ofType(type).filter((each) => !isForeign(each));

type Change = (world: World, estate: Estate, random: () => number) => void;

function dropSome(world: World, found: readonly StoredResource[], random: () => number): void {
  for (const { id } of found) if (random() < 0.6) world.resources.delete(id);
}

const pickOne = <T>(all: readonly T[], random: () => number): T | undefined =>
  all[Math.floor(random() * all.length)];

/** A role assignment as Azure stores it. */
function assign(world: World, scope: string, roleId: string, principalId: string): void {
  const resource = world.resources.get(scope);
  if (!resource) return;
  world.resources.put(
    `${scope}/providers/${assignmentType}/${world.newGuid()}`,
    assignmentType,
    resource.tenantId,
    { properties: { scope, roleDefinitionId: roleId, principalId, principalType: 'User' } },
  );
}

/** What can be otherwise than after "enable all": taken away, half done, or of somebody else. */
export const changes: Readonly<Record<string, Change>> = {
  'credentials are gone': (world, { identityId, cloudIdentityId }, random) => {
    const of = [identityId, cloudIdentityId].flatMap((id) => world.resources.under(id));
    dropSome(
      world,
      of.filter((each) => each.type === credentialType && !isForeign(each)),
      random,
    );
  },
  'a credential’s issuer lacks the slash at its end': (
    world,
    { identityId, cloudIdentityId },
    random,
  ) => {
    const all = [identityId, cloudIdentityId].flatMap((id) => world.resources.under(id));
    const one = pickOne(
      all.filter((each) => each.type === credentialType && !isForeign(each)),
      random,
    );
    const issuer = stringAt(one?.body, 'properties', 'issuer')?.replace(/\/$/, '');
    if (one && issuer !== undefined) {
      setProperties(world, one.id, (old) => ({ ...old, issuer }));
    }
  },
  'roles are gone': (world, { vaultId }, random) => {
    dropSome(
      world,
      ownOf(world, assignmentType).filter(({ id }) =>
        id.toLowerCase().startsWith(`${vaultId}/`.toLowerCase()),
      ),
      random,
    );
  },
  'the provider class is gone': (world, { instanceId }) => {
    for (const { id } of ownOf(world, classType)) world.resources.delete(id);
    setProperties(world, instanceId, (old) => without(old, 'defaultSecretProviderClassRef'));
  },
  'the provider class has objects': (world, _estate, random) => {
    const objects = `array:\n  - |\n    objectName: secret-${Math.floor(random() * 9)}\n    objectType: secret\n`;
    for (const { id } of ownOf(world, classType)) {
      setProperties(world, id, (old) => ({ ...old, objects }));
    }
  },
  'the default reference is gone': (world, { instanceId }) => {
    setProperties(world, instanceId, (old) => without(old, 'defaultSecretProviderClassRef'));
  },
  'the identity map is empty': (world, { instanceId }, random) => {
    const stored = world.resources.get(instanceId);
    if (!stored) return;
    const { type, tenantId, body } = stored;
    const identity: JsonObject =
      random() < 0.5
        ? { type: 'None' }
        : { type: 'SystemAssigned', principalId: world.newGuid(), tenantId };
    world.resources.put(instanceId, type, tenantId, { ...body, identity });
  },
  'the cloud identity is gone': (world, { instanceId, cloudIdentityId }) => {
    for (const { id } of world.resources.under(cloudIdentityId)) world.resources.delete(id);
    world.resources.delete(cloudIdentityId);
    takeFromMap(world, instanceId, cloudIdentityId);
  },
  'the identity of secret synchronization is gone': (world, { identityId }) => {
    for (const { id } of world.resources.under(identityId)) world.resources.delete(id);
    world.resources.delete(identityId);
  },
  'the OIDC issuer was never turned on': (world, { clusterId }) => {
    const cluster = world.resources.get(clusterId);
    if (!cluster) return;
    const published = stringAt(cluster.body, 'properties', 'oidcIssuerProfile', 'issuerUrl');
    // The issuer that the cluster will get, so that the end can be compared.
    if (published !== undefined) cluster.hidden['issuerUrl'] = published;
    setProperties(world, clusterId, (old) => without(old, 'oidcIssuerProfile', 'securityProfile'));
  },
  'workload identity is off': (world, { clusterId }) => {
    setProperties(world, clusterId, (old) => ({
      ...old,
      securityProfile: { workloadIdentity: { enabled: false } },
    }));
  },
  'workload identity was never asked for': (world, { clusterId }) => {
    setProperties(world, clusterId, (old) => without(old, 'securityProfile'));
  },
  'properties of tomorrow': (world, { instanceId, clusterId }, random) => {
    const future = { shape: ['a', Math.floor(random() * 100)], deep: { on: random() < 0.5 } };
    setProperties(world, instanceId, (old) => ({ ...old, description: `line ${random()}` }));
    setProperties(world, clusterId, (old) => ({ ...old, tomorrow: future }));
    for (const id of [instanceId, clusterId]) {
      const stored = world.resources.get(id);
      if (!stored) continue;
      const { type, tenantId, body } = stored;
      const tags = { ...(isObject(body['tags']) ? body['tags'] : {}), seen: String(random()) };
      world.resources.put(id, type, tenantId, { ...body, tags });
    }
  },
  'credentials of others': (world, { identityId, cloudIdentityId }, random) => {
    const identity = world.resources.get(random() < 0.5 ? identityId : cloudIdentityId);
    if (!identity) return;
    const name = `${foreign}-${Math.floor(random() * 1e6)}`;
    world.resources.put(
      `${identity.id}/federatedIdentityCredentials/${name}`,
      credentialType,
      identity.tenantId,
      {
        properties: {
          issuer: `https://issuer.example/${name}/`,
          subject: `system:serviceaccount:${name}:default`,
          audiences: ['api://AzureADTokenExchange'],
        },
      },
    );
  },
  'roles of others': (world, { vaultId }, random) => {
    const user = [...world.principals.values()].find(({ kind }) => kind === 'User');
    const role = pickOne(
      [
        '21090545-7ca7-4776-b22c-e363652d74d2',
        '4633458b-17de-408a-b874-0445c86b69e6',
        'acdd72a7-3385-48ef-bd42-f606fba81ae7',
      ],
      random,
    );
    const subscription = /^\/subscriptions\/[^/]+/.exec(vaultId)?.[0] ?? '';
    if (!user || role === undefined) return;
    assign(
      world,
      vaultId,
      `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      user.objectId,
    );
  },
  'a provider class of others': (world, _estate, random) => {
    const own = ownOf(world, classType)[0];
    if (!own) return;
    const id = own.id.replace(/[^/]+$/, `${foreign}-${Math.floor(random() * 1e6)}`);
    world.resources.put(id, own.type, own.tenantId, {
      ...own.body,
      properties: { ...propertiesOf(own), clientId: world.newGuid() },
    });
  },
  'another identity in the map': (world, { instanceId }, random) => {
    const stored = world.resources.get(instanceId);
    if (!stored) return;
    const { type, tenantId, body } = stored;
    const identity = isObject(body['identity']) ? body['identity'] : {};
    const map = isObject(identity['userAssignedIdentities'])
      ? identity['userAssignedIdentities']
      : {};
    const id = instanceId.replace(
      /\/providers\/.*$/,
      `/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${foreign}-${Math.floor(random() * 1e6)}`,
    );
    const ids = { principalId: world.newGuid(), clientId: world.newGuid() };
    world.resources.put(id, 'Microsoft.ManagedIdentity/userAssignedIdentities', tenantId, {
      location: 'westeurope',
      tags: {},
      properties: { ...ids, tenantId, isolationScope: 'None' },
    });
    world.resources.put(instanceId, type, tenantId, {
      ...body,
      identity: {
        ...identity,
        type: stringAt(identity, 'type')?.includes('SystemAssigned')
          ? 'SystemAssigned,UserAssigned'
          : 'UserAssigned',
        userAssignedIdentities: { ...map, [id]: ids },
      },
    });
  },
};

/** Takes an identity out of the instance's map, however its id is spelled there. */
export function takeFromMap(world: World, instanceId: string, identityId: string): void {
  const stored = world.resources.get(instanceId);
  const identity = stored?.body['identity'];
  if (!stored || !isObject(identity)) return;
  const map = identity['userAssignedIdentities'];
  if (!isObject(map)) return;
  const names = Object.keys(map).filter((id) => id.toLowerCase() === identityId.toLowerCase());
  const rest = without(map, ...names);
  const isSystem = stringAt(identity, 'type')?.includes('SystemAssigned') === true;
  const hasRest = Object.keys(rest).length > 0;
  world.resources.put(instanceId, stored.type, stored.tenantId, {
    ...stored.body,
    identity: {
      ...without(identity, 'userAssignedIdentities'),
      type:
        [...(isSystem ? ['SystemAssigned'] : []), ...(hasRest ? ['UserAssigned'] : [])].join(',') ||
        'None',
      ...(hasRest ? { userAssignedIdentities: rest } : {}),
    },
  });
}
