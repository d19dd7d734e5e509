import { kqlString } from '../kql';
import { idKey, resourceTypes, sameId } from '../model/armId';
import { targetTypes } from '../model/connectionTargets';
import { booleanAt, stringAt, type JsonObject } from '../model/json';
import type { ManagedIdentity, Vault } from '../ports';
import type {
  ConnectionTarget,
  CustomLocation,
  ProviderClass,
  RoleAssignment,
} from './observation';
import { toRoleAssignment } from './parse';

/** What Resource Graph knows of one custom location: itself and what is on it. */
export type IndexedRows = readonly JsonObject[];

/** What else of an instance is asked for in the same query. */
export interface IndexedBeside {
  /** Ids of its identities for cloud connections. */
  readonly identityIds: readonly string[];
  /** Names of the hosts that its data flow endpoints lead to. */
  readonly hosts: readonly string[];
}

const listOf = (values: readonly string[]): string => values.map(kqlString).join(', ');

/** Hosts whose first word is the name of their resource. */
const named = /^([^.]+)\.(?:servicebus|blob\.core|dfs\.core)\.windows\.net$/i;

function conditions(
  customLocationId: string,
  { identityIds, hosts }: IndexedBeside,
): readonly string[] {
  const names = [...new Set(hosts.flatMap((host) => named.exec(host)?.[1] ?? []))];
  const { eventGrid, ...others } = targetTypes;
  return [
    `id =~ ${kqlString(customLocationId)}`,
    `(type in~ (${listOf([resourceTypes.providerClass, resourceTypes.secretSync])}) and extendedLocation.name =~ ${kqlString(customLocationId)})`,
    ...(identityIds.length > 0 ? [`id in~ (${listOf(identityIds)})`] : []),
    ...(names.length > 0
      ? [`(type in~ (${listOf(Object.values(others))}) and name in~ (${listOf(names)}))`]
      : []),
    ...(hosts.length > 0
      ? [
          `(type =~ ${kqlString(eventGrid)} and tostring(properties.topicSpacesConfiguration.hostname) in~ (${listOf(hosts)}))`,
        ]
      : []),
  ];
}

/** What of a vault is asked for: not its policies, of which there may be a thousand. */
const vaultColumns = {
  vaultLocation: 'location',
  vaultTenant: 'tostring(properties.tenantId)',
  vaultUri: 'tostring(properties.vaultUri)',
  vaultIsRbac: 'tobool(properties.enableRbacAuthorization)',
  vaultAccess: 'tostring(properties.publicNetworkAccess)',
  vaultFirewall: 'tostring(properties.networkAcls.defaultAction)',
  vaultState: 'tostring(properties.provisioningState)',
  vaultChangedAt: 'tostring(systemData.lastModifiedAt)',
} as const;

const vaultLeg = Object.entries(vaultColumns)
  .map(([name, expression]) => `${name} = ${expression}`)
  .join(', ');

/**
 * All in one query: the custom location, the provider classes and secret syncs on it wherever they are,
 * the identities for cloud connections, the targets of the endpoints; for each class the vault and the
 * identity that it names; for each identity its role assignments. Resource Graph allows three joins, one
 * of them into another table, and a union only with groups and subscriptions.
 *
 * @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/query-language
 */
export const locationQuery = (
  customLocationId: string,
  beside: IndexedBeside = { identityIds: [], hosts: [] },
): string =>
  [
    'resources',
    `where ${conditions(customLocationId, beside).join(' or ')}`,
    'extend vaultName = tolower(tostring(properties.keyvaultName)), clientId = tolower(tostring(properties.clientId))',
    'extend namespace = tostring(properties.namespace), host = tostring(properties.hostResourceId), brokerHost = tolower(tostring(properties.topicSpacesConfiguration.hostname))',
    'project id, name, namespace, host, vaultName, clientId, brokerHost',
    `join kind=leftouter (resources | where type =~ '${resourceTypes.vault}' | project vaultName = tolower(name), vaultId = id, ${vaultLeg}) on vaultName`,
    `join kind=leftouter (resources | where type =~ '${resourceTypes.identity}' | project clientId = tolower(tostring(properties.clientId)), identityId = id, identityName = name, identityLocation = location, identityTenant = tostring(properties.tenantId), principalId = tolower(tostring(properties.principalId))) on clientId`,
    "join kind=leftouter (authorizationresources | where type =~ 'microsoft.authorization/roleassignments' | project principalId = tolower(tostring(properties.principalId)), roleAssignmentId = id, roleAssignment = properties) on principalId",
    `project id, name, namespace, host, vaultName, clientId, brokerHost, vaultId, ${Object.keys(vaultColumns).join(', ')}, identityId, identityName, identityLocation, identityTenant, principalId, roleAssignmentId, roleAssignment`,
    'order by id asc, roleAssignmentId asc',
  ].join(' | ');

const rowOf = (rows: IndexedRows, id: string): JsonObject | undefined =>
  rows.find((row) => sameId(stringAt(row, 'id') ?? '', id));

/** Namespace and cluster of a custom location never change, so the index can be believed. */
export function indexedLocation(rows: IndexedRows, id: string): CustomLocation | undefined {
  const row = rowOf(rows, id);
  const [ownId, namespace, clusterId] = ['id', 'namespace', 'host'].map((key) =>
    stringAt(row, key),
  );
  return ownId && namespace && clusterId ? { id: ownId, namespace, clusterId } : undefined;
}

/** What the index says of a class, unless it still shows what the class named before. */
export function indexedReferences(
  rows: IndexedRows,
  { id, vaultName = '', clientId = '' }: ProviderClass,
): { readonly vaultId: string | undefined; readonly identityId: string | undefined } | undefined {
  const row = rowOf(rows, id);
  const isCurrent =
    (stringAt(row, 'vaultName') ?? '') === vaultName.toLowerCase() &&
    (stringAt(row, 'clientId') ?? '') === clientId.toLowerCase();
  return row && isCurrent
    ? { vaultId: stringAt(row, 'vaultId'), identityId: stringAt(row, 'identityId') }
    : undefined;
}

/** The vault of that id, if the index shows all of it that counts. */
export function indexedVault(rows: IndexedRows, id: string): Vault | undefined {
  const row = rows.find((each) => sameId(stringAt(each, 'vaultId') ?? '', id));
  const of = (column: keyof typeof vaultColumns): string | undefined => stringAt(row, column);
  const ownId = stringAt(row, 'vaultId');
  const name = ownId?.split('/').at(-1);
  const [location, tenantId, vaultUri] = [of('vaultLocation'), of('vaultTenant'), of('vaultUri')];
  const [access, provisioningState] = [of('vaultAccess'), of('vaultState')];
  if (!ownId || !name || !location || !tenantId || !vaultUri || !access || !provisioningState) {
    return undefined;
  }
  const changedAtMs = Date.parse(of('vaultChangedAt') ?? '');
  return {
    id: ownId,
    name,
    location,
    tenantId,
    vaultUri,
    isRbac: booleanAt(row, 'vaultIsRbac') === true,
    publicNetworkAccess: access.toLowerCase() === 'enabled' ? 'enabled' : 'disabled',
    // Azure shows no firewall where none was ever set.
    firewallDefault: ['', 'allow'].includes(of('vaultFirewall')?.toLowerCase() ?? '')
      ? 'allow'
      : 'deny',
    provisioningState,
    ...(Number.isNaN(changedAtMs) ? {} : { changedAtMs }),
  };
}

/** The identity of that id, if the index knows it. */
export function indexedIdentity(rows: IndexedRows, id: string): ManagedIdentity | undefined {
  const row = rows.find((each) => sameId(stringAt(each, 'identityId') ?? '', id));
  const [ownId, name, location, tenantId, clientId, principalId] = [
    'identityId',
    'identityName',
    'identityLocation',
    'identityTenant',
    'clientId',
    'principalId',
  ].map((key) => stringAt(row, key));
  return ownId && name && location && tenantId && clientId && principalId
    ? { id: ownId, name, location, tenantId, clientId, principalId }
    : undefined;
}

/** The role assignments that the index shows of a principal, each once. */
export function indexedRoles(rows: IndexedRows, principalId: string): readonly RoleAssignment[] {
  const own = rows
    .filter((row) => stringAt(row, 'principalId') === principalId.toLowerCase())
    .flatMap(
      (row) =>
        toRoleAssignment({
          id: row['roleAssignmentId'] ?? null,
          properties: row['roleAssignment'] ?? null,
        }) ?? [],
    );
  return [...new Map(own.map((each) => [idKey(each.id), each])).values()];
}

/** The resource behind the host of an endpoint, if the index shows it. */
export function indexedTarget(rows: IndexedRows, host: string): ConnectionTarget | undefined {
  const name = named.exec(host)?.[1]?.toLowerCase();
  const isEventHubs = host.endsWith('.servicebus.windows.net');
  const kind = name === undefined ? 'eventGrid' : isEventHubs ? 'eventHubs' : 'storage';
  const type = `/providers/${targetTypes[kind]}/`.toLowerCase();
  const row = rows.find(
    (each) =>
      (stringAt(each, 'id') ?? '').toLowerCase().includes(type) &&
      (name === undefined
        ? stringAt(each, 'brokerHost') === host
        : stringAt(each, 'name')?.toLowerCase() === name),
  );
  const id = stringAt(row, 'id');
  return id === undefined ? undefined : { host, id };
}
