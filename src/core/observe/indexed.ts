import { kqlString } from '../kql';
import { resourceTypes, sameId } from '../model/armId';
import { stringAt, type JsonObject } from '../model/json';
import type { CustomLocation, ProviderClass } from './observation';

/** What Resource Graph knows of one custom location: itself and what is on it. */
export type IndexedRows = readonly JsonObject[];

/**
 * The custom location, the provider classes and secret syncs on it wherever they are, and for each class
 * the ids of the vault and the identity that it names: all in one query.
 */
export const locationQuery = (customLocationId: string): string =>
  [
    'resources',
    `where id =~ ${kqlString(customLocationId)} or (type in~ ('${resourceTypes.providerClass}', '${resourceTypes.secretSync}') and extendedLocation.name =~ ${kqlString(customLocationId)})`,
    'extend vaultName = tolower(tostring(properties.keyvaultName)), clientId = tolower(tostring(properties.clientId))',
    'extend namespace = tostring(properties.namespace), host = tostring(properties.hostResourceId)',
    'project id, namespace, host, vaultName, clientId',
    `join kind=leftouter (resources | where type =~ '${resourceTypes.vault}' | project vaultName = tolower(name), vaultId = id) on vaultName`,
    `join kind=leftouter (resources | where type =~ '${resourceTypes.identity}' | project clientId = tolower(tostring(properties.clientId)), identityId = id) on clientId`,
    'project id, namespace, host, vaultName, clientId, vaultId, identityId',
    'order by id asc',
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
