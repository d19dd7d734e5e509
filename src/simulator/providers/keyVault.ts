import { at, booleanAt, isObject, stringAt, type JsonObject } from '../../core/model/json';
import {
  describeDeletedVault,
  findDeletedVault,
  hasPurgeProtection,
  listDeletedVaults,
  purgeVault,
  softDeleteVault,
  type DeletedVault,
} from '../deletedVaults';
import {
  ArmFault,
  type ArmRequest,
  type Provider,
  type ResourceType,
  type WriteResult,
} from '../provider';
import {
  objectAt,
  omit,
  pick,
  requiredString,
  setStored,
  systemData,
  trackedParts,
} from '../requestBody';
import { timings } from '../timings';
import type { StoredResource, World } from '../world';
import { onVaultParts } from './vaultParts';

const apiVersions = [
  '2015-06-01',
  '2016-10-01',
  '2018-02-14-preview',
  '2018-02-14',
  '2019-09-01',
  '2020-04-01-preview',
  '2021-04-01-preview',
  '2021-06-01-preview',
  '2021-10-01',
  '2021-11-01-preview',
  '2022-07-01',
  '2022-11-01',
  '2023-02-01',
  '2023-07-01',
  '2024-04-01-preview',
  '2024-11-01',
  '2024-12-01-preview',
  '2025-05-01',
  '2026-02-01',
];

/** From this version on a new vault goes by roles unless told otherwise, before it by policies. */
const rbacByDefaultSince = '2026-02-01';

const readOnlyProperties = ['vaultUri', 'provisioningState', 'hsmPoolResourceId', 'createMode'];

const badRequest = (message: string): ArmFault => new ArmFault(400, 'BadRequest', message);

const vaults: ResourceType = {
  type: 'Microsoft.KeyVault/vaults',
  apiVersions,
  level: 'resourceGroup',
  isTracked: true,

  put(request, id, existing) {
    const name = id.split('/').at(-1) ?? '';
    if (!isValidName(name)) throw nameNotValid(name);
    const tracked = trackedParts(request, existing);
    const deleted = existing ? undefined : claimName(request, id, name);
    if (deleted) return recover(request, tracked, deleted);
    const properties = propertiesOf(request, name, existing);
    return {
      status: existing ? 200 : 201,
      stored: { ...tracked, properties },
    };
  },

  patch(request, existing) {
    const { tags } = request.body;
    return {
      status: 200,
      stored: {
        ...existing.body,
        ...(isObject(tags) ? { tags } : {}),
        systemData: systemData(request, existing),
        properties: propertiesOf(request, existing.name, existing),
      },
    };
  },

  delete(request, existing) {
    softDeleteVault(request.world, existing);
    return { status: 200 };
  },

  onWritten({ id, name, body }, world) {
    if (!world.secrets.has(name.toLowerCase())) world.secrets.set(name.toLowerCase(), new Map());
    if (at(body, 'properties', 'provisioningState') !== 'RegisteringDns') return;
    const [low, high] = timings.vaultDnsMs;
    world.schedule(world.now() + world.between(low, high), () => {
      setStored(world, id, () => ({ provisioningState: 'Succeeded' }));
    });
  },
};

/** Key vaults as resources; their secrets are at hosts of their own. */
export const keyVault: Provider = {
  namespace: 'Microsoft.KeyVault',
  types: [vaults],
  otherTypes: [
    { type: 'checkNameAvailability', apiVersions },
    { type: 'deletedVaults', apiVersions },
    { type: 'locations/deletedVaults', apiVersions },
    { type: 'managedHSMs', apiVersions },
    { type: 'deletedManagedHSMs', apiVersions },
  ],
  other: (request) =>
    checkNameAvailability(request) ??
    onDeletedVaults(request) ??
    onManagedHsms(request) ??
    onVaultParts(request),
};

/** 3 to 24 letters, digits and hyphens, first a letter, no double hyphen, none at the end. */
const isValidName = (name: string): boolean => /^[a-z](?!.*--)[a-z0-9-]{1,22}[a-z0-9]$/i.test(name);

const nameNotValid = (name: string): ArmFault =>
  new ArmFault(
    400,
    'VaultNameNotValid',
    `The vault name '${name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens.`,
  );

const takenMessage = (name: string): string =>
  `The vault name '${name}' is already in use. Vault names are globally unique so it is possible that the name is already taken. If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted but not purged after being placed in a recoverable state.`;

const findLive = (world: World, name: string): StoredResource | undefined =>
  world.resources
    .ofType('Microsoft.KeyVault/vaults')
    .find((each) => each.name.toLowerCase() === name.toLowerCase());

/**
 * Makes sure that the name is free in the world; gives the deleted vault when the request is to
 * recover it.
 */
function claimName(request: ArmRequest, id: string, name: string): DeletedVault | undefined {
  const { world, body } = request;
  if (findLive(world, name)) throw new ArmFault(409, 'VaultAlreadyExists', takenMessage(name));
  const deleted = findDeletedVault(world, name);
  const isRecovery = stringAt(body, 'properties', 'createMode')?.toLowerCase() === 'recover';
  if (!deleted) {
    if (!isRecovery) return undefined;
    throw new ArmFault(404, 'DeletedVaultNotFound', `No deleted vault '${name}' was found.`);
  }
  const isOurs = deleted.resource.id.toLowerCase() === id.toLowerCase();
  if (!isOurs) throw new ArmFault(409, 'VaultAlreadyExists', takenMessage(name));
  if (isRecovery) return deleted;
  throw new ArmFault(
    409,
    'ConflictError',
    `A vault with the same name '${name}' already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.`,
  );
}

function recover(
  { world }: ArmRequest,
  tracked: JsonObject,
  { resource }: DeletedVault,
): ReturnType<NonNullable<ResourceType['put']>> {
  const location = stringAt(resource.body, 'location');
  if (location !== tracked['location']) {
    throw badRequest(`The deleted vault '${resource.name}' is in location '${location ?? ''}'.`);
  }
  world.deletedVaults.delete(resource.name.toLowerCase());
  return { status: 201, stored: { ...resource.body, systemData: tracked['systemData'] } };
}

function propertiesOf(
  request: ArmRequest,
  name: string,
  existing: StoredResource | undefined,
): JsonObject {
  const sent = omit(objectAt(request.body, 'properties'), readOnlyProperties);
  const before = objectAt(existing?.body, 'properties');
  const isPatch = request.method === 'PATCH';
  if (!isPatch) requireBasics(request);
  checkDeletion(sent, before);
  const isRbac =
    booleanAt(sent, 'enableRbacAuthorization') ??
    booleanAt(before, 'enableRbacAuthorization') ??
    request.apiVersion >= rbacByDefaultSince;
  if (existing && isRbac !== (before['enableRbacAuthorization'] === true)) {
    request.authorize('Microsoft.Authorization/roleAssignments/write', existing.id);
  }
  return {
    accessPolicies: [],
    enabledForDeployment: false,
    publicNetworkAccess: 'Enabled',
    softDeleteRetentionInDays: 90,
    ...(isPatch
      ? before
      : pick(before, ['enablePurgeProtection', 'softDeleteRetentionInDays', 'networkAcls'])),
    ...sent,
    enableSoftDelete: true,
    enableRbacAuthorization: isRbac,
    vaultUri: `https://${name.toLowerCase()}.vault.azure.net/`,
    provisioningState: existing ? (before['provisioningState'] ?? 'Succeeded') : 'RegisteringDns',
  };
}

function requireBasics({ body, world }: ArmRequest): void {
  requiredString(body, 'properties', 'sku', 'name');
  const tenantId = requiredString(body, 'properties', 'tenantId');
  if (world.tenants.has(tenantId.toLowerCase())) return;
  throw badRequest(`An invalid value was provided for 'tenantId': '${tenantId}'.`);
}

/** What about deletion can be chosen once, or not at all. */
function checkDeletion(sent: JsonObject, before: JsonObject): void {
  if (sent['enableSoftDelete'] === false) {
    throw badRequest("The property 'enableSoftDelete' cannot be set to false.");
  }
  if (sent['enablePurgeProtection'] === false) {
    throw badRequest(
      "The property 'enablePurgeProtection' cannot be set to false. Enabling the purge protection for a vault is an irreversible action.",
    );
  }
  const days = sent['softDeleteRetentionInDays'];
  if (days === undefined) return;
  if (typeof days !== 'number' || days < 7 || days > 90) {
    throw badRequest("The property 'softDeleteRetentionInDays' must be between 7 and 90.");
  }
  const known = before['softDeleteRetentionInDays'];
  if (known !== undefined && known !== days) {
    throw badRequest(
      "The property 'softDeleteRetentionInDays' has been set already and it can't be modified.",
    );
  }
}

const ofSubscription = (path: string, rest: string): RegExpExecArray | null =>
  new RegExp(`^/subscriptions/([^/]+)/providers/microsoft\\.keyvault/${rest}$`, 'i').exec(path);

function checkNameAvailability(request: ArmRequest): WriteResult | undefined {
  const [, subscriptionId] = ofSubscription(request.path, 'checknameavailability') ?? [];
  if (subscriptionId === undefined || request.method !== 'POST') return undefined;
  checkVersion(request, 'checkNameAvailability');
  request.authorize(
    'Microsoft.KeyVault/checkNameAvailability/read',
    `/subscriptions/${subscriptionId}`,
  );
  const name = requiredString(request.body, 'name');
  if (!isValidName(name)) {
    const { message } = nameNotValid(name);
    return { status: 200, body: { nameAvailable: false, reason: 'AccountNameInvalid', message } };
  }
  const isTaken = findLive(request.world, name) ?? findDeletedVault(request.world, name);
  return {
    status: 200,
    body: isTaken
      ? { nameAvailable: false, reason: 'AlreadyExists', message: takenMessage(name) }
      : { nameAvailable: true },
  };
}

/** There are none, but clients that list vaults ask for them in the same breath. */
function onManagedHsms(request: ArmRequest): WriteResult | undefined {
  const [, owner] = ofSubscription(request.path, '(?:deleted)?managedhsms') ?? [];
  if (owner === undefined || request.method !== 'GET') return undefined;
  request.authorize('Microsoft.KeyVault/managedHSMs/read', `/subscriptions/${owner}`);
  return { status: 200, body: { value: [] } };
}

function onDeletedVaults(request: ArmRequest): WriteResult | undefined {
  const { method, path, world } = request;
  const [, owner] = ofSubscription(path, 'deletedvaults') ?? [];
  if (owner !== undefined && method === 'GET') {
    checkVersion(request, 'deletedVaults');
    request.authorize('Microsoft.KeyVault/deletedVaults/read', `/subscriptions/${owner}`);
    return {
      status: 200,
      body: { value: listDeletedVaults(world, owner).map(describeDeletedVault) },
    };
  }
  const [, subscriptionId, location, name, verb] =
    ofSubscription(path, 'locations/([^/]+)/deletedvaults/([^/]+)(?:/(purge))?') ?? [];
  if (subscriptionId === undefined || location === undefined || name === undefined)
    return undefined;
  const right = verb === undefined ? 'read' : 'purge/action';
  if (method !== (verb === undefined ? 'GET' : 'POST')) return undefined;
  checkVersion(request, 'deletedVaults');
  request.authorize(
    `Microsoft.KeyVault/locations/deletedVaults/${right}`,
    `/subscriptions/${subscriptionId}`,
  );
  const deleted = findDeletedVault(world, name);
  const isHere =
    deleted?.resource.id.split('/')[2]?.toLowerCase() === subscriptionId.toLowerCase() &&
    stringAt(deleted.resource.body, 'location') === location.toLowerCase();
  if (!deleted || !isHere) {
    throw new ArmFault(404, 'DeletedVaultNotFound', `No deleted vault '${name}' was found.`);
  }
  return verb === undefined
    ? { status: 200, body: describeDeletedVault(deleted) }
    : purge(world, deleted);
}

function purge(world: World, { resource }: DeletedVault): WriteResult {
  if (hasPurgeProtection(resource)) {
    throw new ArmFault(
      409,
      'ConflictError',
      `The vault '${resource.name}' has purge protection and cannot be purged before its retention is over.`,
    );
  }
  purgeVault(world, resource.name);
  return { status: 200 };
}

function checkVersion({ apiVersion }: ArmRequest, type: string): void {
  if (apiVersions.includes(apiVersion.toLowerCase())) return;
  throw new ArmFault(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for API version '${apiVersion}' for type '${type}'. The supported api-versions are '${apiVersions.join(', ')}'.`,
  );
}
