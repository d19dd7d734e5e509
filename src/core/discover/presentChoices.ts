import { valueOf } from '../model/fact';
import type { Observation } from '../observe/observation';

/** What the instance has already, to begin the questions with. */
export interface PresentChoices {
  readonly vaultId?: string;
  readonly identityId?: string;
  readonly cloudIdentityId?: string;
}

/** Vault and identity of its provider class, and the first identity assigned that still exists. */
export function presentChoices(seen: Observation): PresentChoices {
  const vaultId = valueOf(seen.vault)?.id;
  const identityId = valueOf(seen.identity)?.id;
  const cloud = (valueOf(seen.cloudIdentities) ?? []).find(
    ({ isAssigned, identity }) => isAssigned && identity.kind !== 'absent',
  );
  return {
    ...(vaultId === undefined ? {} : { vaultId }),
    ...(identityId === undefined ? {} : { identityId }),
    ...(cloud === undefined ? {} : { cloudIdentityId: cloud.id }),
  };
}
