import { t } from '@vscode/l10n';
import { checkAssignment } from '../checks/cloudIdentity';
import { judgeCredential } from '../checks/credential';
import { shortPath } from '../model/armId';
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
        '{0} has no role at {1}: {2}. Grant one with “Grant Access to a Cloud Resource…”.',
        name,
        shortPath(access.resourceId),
        access.roles.join(t(' or ')),
      );
    case 'noTarget':
      return t(
        '{0}: your account sees none with the host {1}, so the role of {2} there could not be checked.',
        targetWords(access.targetKind),
        host,
        name,
      );
    case 'elsewhere':
      return access.place === 'database'
        ? t(
            'Whether {0} may write is decided by a role in the database of Azure Data Explorer, which cannot be seen from here.',
            name,
          )
        : t(
            'Whether {0} may write is decided by a role in the workspace of Microsoft Fabric, which cannot be seen from here.',
            name,
          );
    case 'unknown':
      return t('The role of {0} at {1} could not be checked: {2}.', name, host, access.because);
  }
}

function assignmentCaution(seen: Observation, cloud: CloudIdentity): string | undefined {
  const { state, advice } = checkAssignment(seen, cloud);
  if (state === 'done') return undefined;
  return (
    advice ??
    t(
      '{0} is not assigned to {1}. Do that with “Assign Managed Identity for Cloud Connections…”.',
      shortPath(cloud.id),
      valueOf(seen.instance)?.name ?? '',
    )
  );
}

function credentialCaution(seen: Observation, cloud: CloudIdentity): string | undefined {
  const { state, words, advice } = judgeCredential(seen, cloud, serviceAccounts.dataflow);
  if (state === 'done') return undefined;
  return t(
    '{0} is not trusted with the data flows of this cluster ({1}). {2}',
    shortPath(cloud.id),
    words,
    advice ?? t('“Assign Managed Identity for Cloud Connections…” adds the federated credential.'),
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
