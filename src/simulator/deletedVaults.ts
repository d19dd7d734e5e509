import { at, stringAt, type JsonObject } from '../core/model/json';
import type { StoredResource, World } from './world';

const dayMs = 86_400_000;

/** A vault that was deleted and can still be recovered. */
export interface DeletedVault {
  readonly resource: StoredResource;
  readonly deletedAtMs: number;
  /** When it is gone for good; until then its name is taken. */
  readonly purgedAtMs: number;
}

/** The soft-deleted vault of that name, unless its retention is over. */
export function findDeletedVault(world: World, name: string): DeletedVault | undefined {
  const found = world.deletedVaults.get(name.toLowerCase());
  if (!found) return undefined;
  const purgedAtMs = found.deletedAtMs + retentionDays(found.resource) * dayMs;
  if (purgedAtMs > world.now()) return { ...found, purgedAtMs };
  purgeVault(world, name);
  return undefined;
}

/** Deleted vaults of a subscription. */
export const listDeletedVaults = (world: World, subscriptionId: string): DeletedVault[] =>
  [...world.deletedVaults.keys()].flatMap((name) => {
    const found = findDeletedVault(world, name);
    return found?.resource.id.split('/')[2]?.toLowerCase() === subscriptionId.toLowerCase()
      ? [found]
      : [];
  });

/** Keeps the vault as it is; the role assignments at it go, and recovery does not bring them back. */
export function softDeleteVault(world: World, vault: StoredResource): void {
  world.deletedVaults.set(vault.name.toLowerCase(), {
    resource: { ...vault },
    deletedAtMs: world.now(),
  });
}

/** The vault's secrets go with it. */
export function purgeVault(world: World, name: string): void {
  world.deletedVaults.delete(name.toLowerCase());
  world.secrets.delete(name.toLowerCase());
}

/** As `deletedVaults` of the provider shows it. */
export function describeDeletedVault({
  resource,
  deletedAtMs,
  purgedAtMs,
}: DeletedVault): JsonObject {
  const location = stringAt(resource.body, 'location') ?? '';
  const subscriptionId = resource.id.split('/')[2] ?? '';
  return {
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/locations/${location}/deletedVaults/${resource.name}`,
    name: resource.name,
    type: 'Microsoft.KeyVault/deletedVaults',
    properties: {
      vaultId: resource.id,
      location,
      tags: resource.body['tags'] ?? {},
      deletionDate: new Date(deletedAtMs).toISOString(),
      scheduledPurgeDate: new Date(purgedAtMs).toISOString(),
      ...(hasPurgeProtection(resource) ? { purgeProtectionEnabled: true } : {}),
    },
  };
}

/** How long what was deleted, the vault or a secret in it, can be recovered; default 90. */
export function retentionDays({ body }: StoredResource): number {
  const days = at(body, 'properties', 'softDeleteRetentionInDays');
  return typeof days === 'number' ? days : 90;
}

export const hasPurgeProtection = ({ body }: StoredResource): boolean =>
  at(body, 'properties', 'enablePurgeProtection') === true;
