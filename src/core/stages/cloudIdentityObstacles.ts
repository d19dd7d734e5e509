import { t } from '@vscode/l10n';
import { similarCredential, wantedCredential } from '../checks/credential';
import { sameId, shortPath } from '../model/armId';
import { valueOf } from '../model/fact';
import { serviceAccounts } from '../names';
import type { CloudIdentity, Observation } from '../observe/observation';
import type { CloudUsage } from '../model/cloudUsages';
import {
  credentialLimit,
  findInstanceObstacle,
  findInstanceWork,
  readable,
} from './instanceObstacles';

export interface CloudIdentityChoice {
  readonly tenantId: string;
  readonly cloudIdentityId: string;
  readonly usages: readonly CloudUsage[];
}

function tenantObstacle(
  { identity }: CloudIdentity,
  { tenantId }: CloudIdentityChoice,
): string | undefined {
  const found = valueOf(identity);
  return found && found.tenantId.toLowerCase() !== tenantId.toLowerCase()
    ? t(
        'Managed identity {0} belongs to tenant {1}, the instance to {2}. Choose an identity of the same tenant.',
        found.name,
        found.tenantId,
        tenantId,
      )
    : undefined;
}

function roomObstacle(
  seen: Observation,
  { identity, credentials }: CloudIdentity,
  { usages }: CloudIdentityChoice,
): string | undefined {
  const present = valueOf(credentials) ?? [];
  const missing = usages.filter((usage) => {
    const want = wantedCredential(seen, serviceAccounts[usage]);
    return want && !similarCredential(present, want);
  });
  return present.length + missing.length > credentialLimit
    ? t(
        'Managed identity {0} has {1} federated credentials and needs {2} more; Microsoft Entra allows {3}. Delete unused ones or choose another identity.',
        valueOf(identity)?.name ?? '',
        present.length,
        missing.length,
        credentialLimit,
      )
    : undefined;
}

/**
 * The first thing that keeps the identity from being assigned: what is wrong, on which resource, what
 * to do. Undefined when nothing does.
 */
export function findCloudObstacle(
  seen: Observation,
  choice: CloudIdentityChoice,
): string | undefined {
  const name = shortPath(choice.cloudIdentityId);
  const obstacle =
    findInstanceObstacle(seen) ??
    findInstanceWork(seen) ??
    readable(seen.issuer, t('The issuer of the cluster')) ??
    readable(seen.cloudIdentities, name);
  if (obstacle !== undefined) return obstacle;
  const cloud = (valueOf(seen.cloudIdentities) ?? []).find(({ id }) =>
    sameId(id, choice.cloudIdentityId),
  );
  if (!cloud) return t('{0} could not be read. Refresh and choose again.', name);
  return (
    readable(cloud.identity, name) ??
    readable(cloud.credentials, t('The federated credentials of {0}', name)) ??
    tenantObstacle(cloud, choice) ??
    roomObstacle(seen, cloud, choice)
  );
}
