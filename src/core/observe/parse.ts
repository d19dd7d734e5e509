import { idKey } from '../model/armId';
import { at, booleanAt, isObject, objectsAt, stringAt, type JsonObject } from '../model/json';
import type { Connectivity } from '../model/node';
import { changedByPersonAtMs } from './awaitRounds';
import type {
  Cluster,
  ClusterExtension,
  CustomLocation,
  Instance,
  PermissionEntry,
  ProviderClass,
  RoleAssignment,
  SecretSync,
} from './observation';

// Answers are data from outside: whatever is missing or of another type becomes undefined.

const properties = 'properties';

const epochMs = (text: string | undefined): number | undefined => {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
};

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

const connectivities: Readonly<Record<string, Connectivity>> = {
  connected: 'connected',
  connecting: 'connecting',
  offline: 'offline',
  expired: 'expired',
  agentnotinstalled: 'agentNotInstalled',
};

export const toConnectivity = (status: string | undefined): Connectivity =>
  connectivities[status?.toLowerCase() ?? ''] ?? 'unknown';

export function toInstance(body: JsonObject): Instance | undefined {
  const id = stringAt(body, 'id');
  const name = stringAt(body, 'name');
  const customLocationId = stringAt(body, 'extendedLocation', 'name');
  if (!id || !name || !customLocationId) return undefined;
  const identities = at(body, 'identity', 'userAssignedIdentities');
  const map = isObject(identities) ? identities : {};
  return {
    id,
    name,
    location: stringAt(body, 'location') ?? '',
    customLocationId,
    provisioningState: stringAt(body, properties, 'provisioningState'),
    defaultClassId: stringAt(body, properties, 'defaultSecretProviderClassRef', 'resourceId'),
    identityType: stringAt(body, 'identity', 'type') ?? 'None',
    userAssignedIdentities: Object.keys(map).map((each) => ({
      id: each,
      clientId: stringAt(map, each, 'clientId'),
    })),
    body,
  };
}

export function toCustomLocation(body: JsonObject): CustomLocation | undefined {
  const id = stringAt(body, 'id');
  const namespace = stringAt(body, properties, 'namespace');
  const clusterId = stringAt(body, properties, 'hostResourceId');
  return id && namespace && clusterId ? { id, namespace, clusterId } : undefined;
}

export function toCluster(body: JsonObject): Cluster | undefined {
  const id = stringAt(body, 'id');
  const name = stringAt(body, 'name');
  if (!id || !name) return undefined;
  return {
    id,
    name,
    location: stringAt(body, 'location') ?? '',
    distribution: (stringAt(body, properties, 'distribution') ?? '').toLowerCase(),
    isProvisionedCluster: stringAt(body, 'kind')?.toLowerCase() === 'provisionedcluster',
    connectivity: toConnectivity(stringAt(body, properties, 'connectivityStatus')),
    lastSeenAtMs: epochMs(stringAt(body, properties, 'lastConnectivityTime')),
    provisioningState: stringAt(body, properties, 'provisioningState'),
    agentVersion: stringAt(body, properties, 'agentVersion'),
    agentState: stringAt(body, properties, 'arcAgentProfile', 'agentState'),
    agentErrors: objectsAt(body, properties, 'arcAgentProfile', 'agentErrors').flatMap((error) => {
      const message = stringAt(error, 'message');
      return message === undefined ? [] : [message];
    }),
    isOidcEnabled: booleanAt(body, properties, 'oidcIssuerProfile', 'enabled') === true,
    isWorkloadIdentityEnabled:
      booleanAt(body, properties, 'securityProfile', 'workloadIdentity', 'enabled') === true,
    issuerUrl: stringAt(body, properties, 'oidcIssuerProfile', 'issuerUrl'),
    selfHostedIssuerUrl: stringAt(body, properties, 'oidcIssuerProfile', 'selfHostedIssuerUrl'),
    body,
  };
}

export function toProviderClass(body: JsonObject): ProviderClass | undefined {
  const id = stringAt(body, 'id');
  const name = stringAt(body, 'name');
  if (!id || !name) return undefined;
  return {
    id,
    name,
    customLocationId: stringAt(body, 'extendedLocation', 'name') ?? '',
    clientId: stringAt(body, properties, 'clientId'),
    vaultName: stringAt(body, properties, 'keyvaultName'),
    tenantId: stringAt(body, properties, 'tenantId'),
    provisioningState: stringAt(body, properties, 'provisioningState'),
    body,
  };
}

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;

export function toSecretSync(body: JsonObject): SecretSync | undefined {
  const id = stringAt(body, 'id');
  const name = stringAt(body, 'name');
  if (!id || !name) return undefined;
  const changedAtMs = changedByPersonAtMs(body);
  const newest = [...objectsAt(body, properties, 'status', 'conditions')].sort(
    (a, b) =>
      (epochMs(stringAt(b, 'lastTransitionTime')) ?? 0) -
      (epochMs(stringAt(a, 'lastTransitionTime')) ?? 0),
  )[0];
  return {
    id,
    name,
    customLocationId: stringAt(body, 'extendedLocation', 'name') ?? '',
    providerClassName: stringAt(body, properties, 'secretProviderClassName'),
    provisioningState: stringAt(body, properties, 'provisioningState'),
    mappings: objectsAt(body, properties, 'objectSecretMapping').map((each) => ({
      source: stringAt(each, 'sourcePath') ?? '',
      key: stringAt(each, 'targetKey') ?? '',
    })),
    createdAtMs: epochMs(stringAt(body, 'systemData', 'createdAt')),
    ...(changedAtMs > 0 ? { changedAtMs } : {}),
    condition: newest && {
      isTrue: stringAt(newest, 'status')?.toLowerCase() === 'true',
      ...(stringAt(newest, 'status')?.toLowerCase() === 'unknown' ? { isUnknown: true } : {}),
      reason: stringAt(newest, 'reason') ?? '',
      message: stringAt(newest, 'message') ?? '',
      changedAtMs: epochMs(stringAt(newest, 'lastTransitionTime')),
      generation: numberOf(newest['observedGeneration']),
    },
    lastSuccessAtMs: epochMs(stringAt(body, properties, 'status', 'lastSuccessfulSyncTime')),
  };
}

export function toExtension(body: JsonObject): ClusterExtension {
  const error = stringAt(body, properties, 'errorInfo', 'message');
  const seconds = Number(
    at(body, properties, 'configurationSettings', 'rotationPollIntervalInSeconds'),
  );
  return {
    name: stringAt(body, 'name') ?? '',
    type: (
      stringAt(body, properties, 'extensionType') ??
      stringAt(body, properties, 'ExtensionType') ??
      ''
    ).toLowerCase(),
    provisioningState: stringAt(body, properties, 'provisioningState'),
    ...(error === undefined ? {} : { error }),
    ...(seconds > 0 ? { pollIntervalMs: seconds * 1_000 } : {}),
  };
}

export function toRoleAssignment(body: JsonObject): RoleAssignment | undefined {
  const id = stringAt(body, 'id');
  const scope = stringAt(body, properties, 'scope');
  const role = stringAt(body, properties, 'roleDefinitionId');
  const principalId = stringAt(body, properties, 'principalId');
  if (!id || !scope || !role || !principalId) return undefined;
  const createdAtMs = epochMs(stringAt(body, properties, 'createdOn'));
  return {
    id,
    scope,
    roleId: idKey(role).split('/').at(-1) ?? '',
    principalId,
    condition: stringAt(body, properties, 'condition'),
    ...(createdAtMs === undefined ? {} : { createdAtMs }),
  };
}

export const toPermissionEntry = (body: JsonObject): PermissionEntry => ({
  actions: strings(body['actions']),
  notActions: strings(body['notActions']),
  dataActions: strings(body['dataActions']),
  notDataActions: strings(body['notDataActions']),
  condition: stringAt(body, 'condition'),
});
