import { idKey } from '../model/armId';
import { known, valueOf } from '../model/fact';
import { stringAt, type JsonObject } from '../model/json';
import { vaultReaderRoles } from '../model/roles';
import { currentClass } from './currentClass';
import type { Observation, SecretSync } from './observation';

/** The extension's own interval, when nobody set another. */
const ownPollMs = 3_600_000;
/** A change of Entra or of a vault takes up to a minute to count, a status as long to reach Azure. */
const graceMs = 2 * 60_000;
/** A role that was just assigned takes up to so long, in ms, to count. */
export const roleEffectMs = 10 * 60_000;

export const secretStore = (seen: Observation) =>
  (valueOf(seen.extensions) ?? []).find(({ type }) => type === 'microsoft.azure.secretstore');

/** How often the Secret Store extension looks at its secrets. */
export const pollMs = (seen: Observation): number => secretStore(seen)?.pollIntervalMs ?? ownPollMs;

const epochMs = (text: string | undefined): number => {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? 0 : ms;
};

/** When somebody changed a resource. Azure's own agents write their reports into it as applications. */
export function changedByPersonAtMs(body: JsonObject | undefined): number {
  const byType = stringAt(body, 'systemData', 'lastModifiedByType')?.toLowerCase();
  return byType === 'application' || byType === 'managedidentity'
    ? 0
    : epochMs(stringAt(body, 'systemData', 'lastModifiedAt'));
}

/** The writes of this window that are about a link of the chain. */
function ownWriteAtMs(seen: Observation, sync: SecretSync): number {
  const current = currentClass(valueOf(seen.instance), valueOf(seen.providerClasses) ?? []);
  const [identityId, vaultId] = [valueOf(seen.identity)?.id, valueOf(seen.vault)?.id];
  const links = [
    sync.id,
    ...(current ? [current.id] : []),
    ...(identityId === undefined ? [] : [`${identityId}/federatedidentitycredentials`]),
    ...(vaultId === undefined ? [] : [vaultId]),
    // At the vault's own host.
    ...sync.mappings.flatMap(({ source }) => {
      const name = source.split('/')[0] ?? '';
      return [`/secrets/${name}`, `/deletedsecrets/${name}`];
    }),
  ].map(idKey);
  const own = (seen.target.writes ?? []).filter(({ path }) =>
    links.some((link) => `${idKey(path)}/`.startsWith(`${link}/`)),
  );
  return Math.max(0, ...own.map(({ atMs }) => atMs));
}

/** When the newest of the roles that read the vault was assigned; 0: not known. */
export const rolesWrittenAtMs = (seen: Observation): number =>
  Math.max(
    0,
    ...(valueOf(seen.roleAssignments) ?? [])
      .filter(({ roleId }) => vaultReaderRoles.some(({ id }) => id === roleId))
      .map(({ createdAtMs }) => createdAtMs ?? 0),
  );

/** The last change of a link that the SecretSync depends on, as far as Azure or this window knows. */
function lastChangeAtMs(sync: SecretSync, seen: Observation, saidAtMs: number): number {
  const current = currentClass(valueOf(seen.instance), valueOf(seen.providerClasses) ?? []);
  const names = sync.mappings.map(({ source }) => source.split('/')[0]?.toLowerCase());
  const secrets = (seen.chain && valueOf(seen.chain.secrets)) ?? [];
  return Math.max(
    saidAtMs,
    ownWriteAtMs(seen, sync),
    sync.changedAtMs ?? 0,
    epochMs(stringAt(current?.body, 'systemData', 'lastModifiedAt')),
    valueOf(seen.vault)?.changedAtMs ?? 0,
    changedByPersonAtMs(valueOf(seen.cluster)?.body),
    rolesWrittenAtMs(seen),
    ...secrets
      .filter(({ name }) => names.includes(name.toLowerCase()))
      .map(({ updatedAtMs }) => updatedAtMs ?? 0),
  );
}

/** Since when a SecretSync's status says nothing of how the chain is now; undefined: it does. */
function awaitsSince(sync: SecretSync, seen: Observation, saidAtMs: number): number | undefined {
  const { condition } = sync;
  if (!condition) return undefined;
  const changedAtMs = lastChangeAtMs(sync, seen, saidAtMs);
  if (condition.isTrue) return (sync.lastSuccessAtMs ?? 0) < changedAtMs ? changedAtMs : undefined;
  const rolesAtMs = rolesWrittenAtMs(seen);
  if (seen.endedAtMs - rolesAtMs < roleEffectMs) return rolesAtMs;
  // The time of a condition is that of its first failure: one that goes on counts after a round.
  const isOlder = (condition.changedAtMs ?? 0) < changedAtMs;
  return isOlder && seen.endedAtMs - changedAtMs < pollMs(seen) + graceMs ? changedAtMs : undefined;
}

/**
 * Marks the SecretSyncs whose status is older than the last change of a link: what they say is of the
 * chain of before. `saidAtMs`: when somebody said that the API server was set.
 */
export function awaitRounds(seen: Observation, saidAtMs = 0): Observation {
  const { secretSyncs } = seen;
  if (secretSyncs.kind !== 'known') return seen;
  const marked = secretSyncs.value.map((sync): SecretSync => {
    const sinceMs = awaitsSince(sync, seen, saidAtMs);
    return sinceMs === undefined ? sync : { ...sync, awaitsSinceMs: sinceMs };
  });
  return { ...seen, secretSyncs: known(marked, secretSyncs.source, secretSyncs.readAtMs) };
}
