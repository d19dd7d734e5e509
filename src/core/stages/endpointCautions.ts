import { t } from '@vscode/l10n';
import { checkAssignment } from '../checks/cloudIdentity';
import { judgeCredential } from '../checks/credential';
import { parseArmId, shortPath } from '../model/armId';
import { targetWords } from '../model/connectionTargets';
import type { UsableEndpoint } from '../model/endpoint';
import { valueOf } from '../model/fact';
import { serviceAccounts } from '../names';
import type { CloudIdentity, Observation } from '../observe/observation';
import type { TargetAccess } from '../observe/targetAccess';

function accessCaution(
  name: string,
  { host }: UsableEndpoint,
  access: TargetAccess,
): string | undefined {
  switch (access.kind) {
    case 'granted':
      return undefined;
    case 'missing':
      return t(
        '{0} has no role at {1}. “Grant Access to a Cloud Resource…” proposes the fitting one.',
        name,
        shortPath(access.resourceId),
      );
    case 'noTarget':
      return t(
        'The role of {0} could not be checked. {1} {2}: your account sees none.',
        name,
        targetWords(access.targetKind),
        host,
      );
    case 'elsewhere':
      return access.place === 'database'
        ? t(
            'The access of {0} cannot be seen from here. The database of Azure Data Explorer grants it by a role of its own.',
            name,
          )
        : t(
            'The access of {0} cannot be seen from here. The workspace of Microsoft Fabric grants it by a role of its own.',
            name,
          );
    case 'unknown':
      return t('The role of {0} could not be checked. At {1}: {2}.', name, host, access.because);
  }
}

function assignmentCaution(seen: Observation, cloud: CloudIdentity): string | undefined {
  const { state, advice } = checkAssignment(seen, cloud);
  if (state === 'done') return undefined;
  return (
    advice ??
    t(
      '{0} is not assigned to {1}. “Assign Managed Identity for Cloud Connections…” does that.',
      parseArmId(cloud.id)?.name ?? cloud.id,
      valueOf(seen.instance)?.name ?? '',
    )
  );
}

function credentialCaution(seen: Observation, cloud: CloudIdentity): string | undefined {
  const { state, words } = judgeCredential(seen, cloud, serviceAccounts.dataflow);
  if (state === 'done') return undefined;
  return t(
    'Data flows cannot log in with {0}: {1}. “Assign Managed Identity for Cloud Connections…” mends it.',
    parseArmId(cloud.id)?.name ?? cloud.id,
    words.toLowerCase(),
  );
}

/**
 * What the endpoint will still lack when it uses the identity. Azure takes it all the same: data
 * flows only fail when they run.
 */
export const endpointCautions = (
  seen: Observation,
  cloud: CloudIdentity,
  endpoint: UsableEndpoint,
  access: TargetAccess,
): readonly string[] =>
  [
    assignmentCaution(seen, cloud),
    credentialCaution(seen, cloud),
    accessCaution(valueOf(cloud.identity)?.name ?? shortPath(cloud.id), endpoint, access),
  ].filter((caution) => caution !== undefined);
