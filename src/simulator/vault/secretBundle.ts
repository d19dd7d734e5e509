import type { JsonObject } from '../../core/model/json';
import type { VaultSecret, VaultSecretVersion } from '../world';

const toSeconds = (ms: number): number => Math.floor(ms / 1_000);

const attributesOf = (version: VaultSecretVersion): JsonObject => ({
  enabled: version.enabled,
  ...(version.expiresAtMs === undefined ? {} : { exp: toSeconds(version.expiresAtMs) }),
  created: toSeconds(version.createdAtMs),
  updated: toSeconds(version.updatedAtMs),
  recoveryLevel: 'Recoverable+Purgeable',
  recoverableDays: 90,
});

/** What lists show of a secret or of a version: everything but the value. */
export const toItem = (id: string, version: VaultSecretVersion): JsonObject => ({
  id,
  ...(version.contentType === undefined ? {} : { contentType: version.contentType }),
  attributes: attributesOf(version),
  ...(Object.keys(version.tags).length === 0 ? {} : { tags: version.tags }),
});

/** One version with its value. */
export const toBundle = (id: string, version: VaultSecretVersion): JsonObject => ({
  value: version.value,
  ...toItem(`${id}/${version.version}`, version),
});

/** A soft-deleted secret; `recoveryId` is where it can be asked for. */
export function toDeleted(
  vaultUri: string,
  secret: VaultSecret,
  latest: VaultSecretVersion,
): JsonObject {
  const deletedAtMs = secret.deletedAtMs ?? 0;
  return {
    recoveryId: `${vaultUri}deletedsecrets/${secret.name}`,
    deletedDate: toSeconds(deletedAtMs),
    scheduledPurgeDate: toSeconds(deletedAtMs + 90 * 86_400_000),
    ...toItem(`${vaultUri}secrets/${secret.name}/${latest.version}`, latest),
  };
}
