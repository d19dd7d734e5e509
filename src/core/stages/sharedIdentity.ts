import { t } from '@vscode/l10n';
import { parseArmId, sameId } from '../model/armId';
import { valueOf } from '../model/fact';
import type { Observation } from '../observe/observation';

/**
 * What is to be known before it is agreed to, where the identity that reads the vault is one for cloud
 * connections as well: of those that were chosen, else of those that the instance has.
 */
export function sharedIdentityCautions(seen: Observation): readonly string[] {
  const { identityId = valueOf(seen.identity)?.id, cloudIdentityId } = seen.target;
  const assigned = (valueOf(seen.cloudIdentities) ?? []).filter(({ isAssigned }) => isAssigned);
  const forClouds = [
    ...(cloudIdentityId === undefined ? [] : [cloudIdentityId]),
    ...assigned.map(({ id }) => id),
  ];
  return identityId !== undefined && forClouds.some((id) => sameId(id, identityId))
    ? [
        t(
          '{0} is to read the vault and to connect to the cloud. Whatever logs in with it can do both: data flows could read every secret. Microsoft advises an identity of its own for each.',
          parseArmId(identityId)?.name ?? identityId,
        ),
      ]
    : [];
}
