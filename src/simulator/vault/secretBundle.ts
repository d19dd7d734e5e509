import type { JsonObject } from '../../core/model/json';
import { hasPurgeProtection, retentionDays } from '../deletedVaults';
import type { StoredResource, VaultSecret, VaultSecretVersion } from '../world';

const toSeconds = (ms: number): number => Math.floor(ms / 1_000);

const dayMs = 86_400_000;
const longestRetentionDays = 90;

/**
 * What becomes of a deleted secret, by the name that the data plane has for it.
 *
 * @see https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret#deletionrecoverylevel
 */
function recoveryLevelOf(vault: StoredResource): string {
  const isCustomized = retentionDays(vault) < longestRetentionDays;
  const level = isCustomized ? 'CustomizedRecoverable' : 'Recoverable';
  return hasPurgeProtection(vault) ? level : `${level}+Purgeable`;
}

const attributesOf = (vault: StoredResource, version: VaultSecretVersion): JsonObject => ({
  enabled: version.enabled,
  ...(version.notBeforeMs === undefined ? {} : { nbf: toSeconds(version.notBeforeMs) }),
  ...(version.expiresAtMs === undefined ? {} : { exp: toSeconds(version.expiresAtMs) }),
  created: toSeconds(version.createdAtMs),
  updated: toSeconds(version.updatedAtMs),
  recoveryLevel: recoveryLevelOf(vault),
  recoverableDays: retentionDays(vault),
});

/** What lists show of a secret or of a version: everything but the value. */
export const toItem = (
  vault: StoredResource,
  id: string,
  version: VaultSecretVersion,
): JsonObject => ({
  id,
  ...(version.contentType === undefined ? {} : { contentType: version.contentType }),
  attributes: attributesOf(vault, version),
  ...(Object.keys(version.tags).length === 0 ? {} : { tags: version.tags }),
});

/** One version with its value. */
export const toBundle = (
  vault: StoredResource,
  id: string,
  version: VaultSecretVersion,
): JsonObject => ({
  value: version.value,
  ...toItem(vault, `${id}/${version.version}`, version),
});

/** When a deleted secret is gone for good, epoch in ms. */
export const purgeTimeMs = (vault: StoredResource, deletedAtMs: number): number =>
  deletedAtMs + retentionDays(vault) * dayMs;

export interface DeletedSecret extends VaultSecret {
  readonly deletedAtMs: number;
}

/** A soft-deleted secret without its value; `recoveryId` is where it can be asked for. */
export const toDeleted = (
  vault: StoredResource,
  vaultUri: string,
  secret: DeletedSecret,
  item: JsonObject,
): JsonObject => ({
  recoveryId: `${vaultUri}deletedsecrets/${secret.name}`,
  deletedDate: toSeconds(secret.deletedAtMs),
  scheduledPurgeDate: toSeconds(purgeTimeMs(vault, secret.deletedAtMs)),
  ...item,
});
