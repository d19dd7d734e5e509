import { isObject, type JsonObject } from '../../src/core/model/json';
import type { StoredResource, World } from '../../src/simulator/world';

const classType = 'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses';
const assignmentType = 'Microsoft.Authorization/roleAssignments';
const credentialType =
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';

export function getStored(world: World, type: string, name: string): StoredResource {
  const found = world.resources
    .ofType(type)
    .find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (!found) throw new Error(`There is no ${type} ${name}.`);
  return found;
}

const propertiesOf = ({ body }: StoredResource): JsonObject =>
  isObject(body['properties']) ? body['properties'] : {};

/** A text among the stored properties. */
export function textOf(stored: StoredResource | undefined, name: string): string {
  const found = stored && propertiesOf(stored)[name];
  if (typeof found !== 'string') throw new Error(`${stored?.id ?? 'It'} has no ${name}.`);
  return found;
}

/** Replaces some of the stored properties. */
export function setStoredProperties(world: World, id: string, properties: JsonObject): void {
  const stored = world.resources.get(id);
  if (!stored) throw new Error(`There is no ${id}.`);
  world.resources.put(id, stored.type, stored.tenantId, {
    ...stored.body,
    properties: { ...propertiesOf(stored), ...properties },
  });
}

/** A provider class that somebody else made: as `like`, but for its name, place and properties. */
export function aForeignClass(
  world: World,
  like: StoredResource,
  change: { readonly name: string; readonly locationId?: string } & JsonObject,
): StoredResource {
  const { name, locationId, ...properties } = change;
  return world.resources.put(like.id.replace(/[^/]+$/, name), classType, like.tenantId, {
    ...like.body,
    ...(locationId === undefined
      ? {}
      : { extendedLocation: { name: locationId, type: 'CustomLocation' } }),
    properties: { ...propertiesOf(like), ...properties },
  });
}

/** A role assignment as Azure stores it. */
export function anAssignment(
  world: World,
  scope: string,
  principalId: string,
  roleId: string,
  condition?: string,
): StoredResource {
  const subscription = /^\/subscriptions\/[^/]+/.exec(scope)?.[0] ?? '';
  const tenantId = world.subscriptions.get(subscription.split('/')[2] ?? '')?.tenantId ?? '';
  const id = `${scope}/providers/${assignmentType}/${world.newGuid()}`;
  return world.resources.put(id, assignmentType, tenantId, {
    properties: {
      scope,
      principalId,
      principalType: 'ServicePrincipal',
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
      condition: condition ?? null,
    },
  });
}

/** A federated credential as Azure stores it. */
export function aStoredCredential(
  world: World,
  identityId: string,
  name: string,
  content: { readonly issuer: string; readonly subject: string },
): StoredResource {
  const tenantId = world.resources.get(identityId)?.tenantId ?? '';
  const id = `${identityId}/federatedIdentityCredentials/${name}`;
  return world.resources.put(id, credentialType, tenantId, {
    properties: { ...content, audiences: ['api://AzureADTokenExchange'] },
  });
}
