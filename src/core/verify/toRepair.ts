import { currentClass } from '../observe/currentClass';
import { ownClass } from '../checks/secretSync';
import { valueOf } from '../model/fact';
import { sharedKeys } from '../model/mappings';
import type { Observation, ProviderClass, SecretSync } from '../observe/observation';
import { listedSecrets, sourcesOf, straySyncs, syncsOn, verifyVaultSecret } from './syncs';

/** The class that counts: what the instance names by default, even if another one would be right. */
export const countingClass = (seen: Observation): ProviderClass | undefined =>
  currentClass(valueOf(seen.instance), valueOf(seen.providerClasses) ?? []) ?? ownClass(seen);

/** The SecretSyncs that name a class which is not there, or map two secrets to one key. */
export function syncsToRepair(seen: Observation): readonly SecretSync[] {
  const stray = straySyncs(seen);
  const own = countingClass(seen);
  const shared = (own ? syncsOn(own, seen) : []).filter(
    ({ mappings }) => sharedKeys(mappings).length > 0,
  );
  return [...stray, ...shared];
}

/** Names of vault secrets that the class lists and that are well, while no SecretSync of it fetches them. */
export function unmappedSecrets(seen: Observation): readonly string[] {
  const own = countingClass(seen);
  const syncs = own ? syncsOn(own, seen) : [];
  if (!own || syncs.length === 0) return [];
  const mapped = syncs.flatMap(sourcesOf);
  return listedSecrets(own)
    .map(({ name }) => name)
    .filter((name) => !mapped.includes(name) && verifyVaultSecret(name, seen).state === 'done');
}

/** The classes on the location, that of the instance first. */
export function classesToName(seen: Observation): readonly ProviderClass[] {
  const own = countingClass(seen);
  const rest = (valueOf(seen.providerClasses) ?? []).filter(({ id }) => id !== own?.id);
  return own ? [own, ...rest] : rest;
}
