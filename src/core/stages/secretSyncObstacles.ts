import { t } from '@vscode/l10n';
import { provisioning } from '../checks/provisioning';
import { checkVault, ownCredential } from '../checks/secretSync';
import { publicCloudOnly } from '../checks/sovereignCloud';
import { shortPath } from '../model/armId';
import { valueOf } from '../model/fact';
import type { Observation } from '../observe/observation';
import {
  credentialLimit,
  findInstanceObstacle,
  findInstanceWork,
  readable,
} from './instanceObstacles';

export const secretStoreExtension = 'microsoft.azure.secretstore';

/** The extension that carries secrets into the cluster is missing or does not work. */
export function findExtensionObstacle(seen: Observation): string | undefined {
  const extensions = valueOf(seen.extensions);
  const cluster = valueOf(seen.cluster);
  if (!extensions || !cluster) return undefined;
  const store = extensions.find((extension) => extension.type === secretStoreExtension);
  if (!store) {
    return t(
      'Cluster {0} has no Secret Store extension ({1}). It comes with Azure IoT Operations: install or repair that first.',
      cluster.name,
      secretStoreExtension,
    );
  }
  return provisioning(store.provisioningState) === 'final'
    ? undefined
    : t(
        'The Secret Store extension {0} on {1} is in state {2}. Wait until its installation has ended; if it failed, use “Repair Secret Store Extension…”.',
        store.name,
        cluster.name,
        store.provisioningState ?? '',
      );
}

function credentialObstacle(seen: Observation): string | undefined {
  const credentials = valueOf(seen.credentials);
  const identity = valueOf(seen.identity);
  if (!credentials || !identity || ownCredential(seen)) return undefined;
  return credentials.length < credentialLimit
    ? undefined
    : t(
        'Managed identity {0} has {1} federated credentials, the most that Microsoft Entra allows. Delete unused ones or choose another identity.',
        identity.name,
        credentials.length,
      );
}

function vaultObstacle(seen: Observation): string | undefined {
  const finding = checkVault(seen);
  return finding.state === 'drifted' ? finding.advice : undefined;
}

/**
 * The first thing that keeps secret synchronization from being enabled: what is wrong, on which
 * resource, what to do. Undefined when nothing does.
 */
export function findObstacle(seen: Observation): string | undefined {
  const { target, sovereignCloud } = seen;
  if (sovereignCloud !== undefined) return publicCloudOnly(sovereignCloud);
  return (
    findInstanceObstacle(seen) ??
    findExtensionObstacle(seen) ??
    findInstanceWork(seen) ??
    readable(seen.vault, shortPath(target.vaultId ?? '')) ??
    readable(seen.identity, shortPath(target.identityId ?? '')) ??
    vaultObstacle(seen) ??
    readable(seen.issuer, t('The issuer of the cluster')) ??
    readable(
      seen.credentials,
      t('The federated credentials of {0}', shortPath(target.identityId ?? '')),
    ) ??
    readable(
      seen.roleAssignments,
      t('The role assignments at {0}', shortPath(target.vaultId ?? '')),
    ) ??
    readable(seen.providerClasses, t('The secret provider classes')) ??
    credentialObstacle(seen)
  );
}
