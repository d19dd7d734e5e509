import { t } from '@vscode/l10n';
import {
  checkAgents,
  checkConnectivity,
  checkIssuer,
  checkOidcFlag,
  checkWorkloadIdentity,
} from '../checks/cluster';
import { provisioning } from '../checks/provisioning';
import { checkVault, ownCredential } from '../checks/secretSync';
import { parseArmId, shortPath } from '../model/armId';
import { valueOf, type Fact } from '../model/fact';
import type { Observation } from '../observe/observation';

/** Entra allows this many federated identity credentials on one managed identity. */
const credentialLimit = 20;

const secretStoreExtension = 'microsoft.azure.secretstore';

const readable = (fact: Fact<unknown>, what: string): string | undefined => {
  switch (fact.kind) {
    case 'known':
      return undefined;
    case 'absent':
      return t(
        '{0} does not exist, or your account may not see it. Refresh and choose again.',
        what,
      );
    case 'unknown':
      return t(
        '{0} could not be read: {1}. It is not changed before it was seen.',
        what,
        fact.because,
      );
  }
};

function subscriptionObstacle({ subscription, target }: Observation): string | undefined {
  const found = valueOf(subscription);
  if (!found || ['enabled', 'warned', 'pastdue'].includes(found.state.toLowerCase())) {
    return undefined;
  }
  return t(
    'Subscription {0} of {1} is {2}, so nothing in it can be changed. Enable the subscription again in the Azure portal.',
    found.name,
    shortPath(target.instanceId),
    found.state.toLowerCase(),
  );
}

function instanceObstacle({ instance }: Observation): string | undefined {
  const found = valueOf(instance);
  return found && provisioning(found.provisioningState) === 'running'
    ? t(
        '{0} is being changed at the moment ({1}). Try again when that has ended.',
        found.name,
        found.provisioningState ?? '',
      )
    : undefined;
}

function clusterObstacle(seen: Observation): string | undefined {
  const cluster = valueOf(seen.cluster);
  if (!cluster) return undefined;
  const connectivity = checkConnectivity(seen);
  if (connectivity.state !== 'done') {
    return t(
      'Cluster {0} is not connected to Azure ({1}), so changes would not reach it. {2}',
      cluster.name,
      connectivity.words.toLowerCase(),
      connectivity.advice ?? '',
    ).trim();
  }
  const flags = [
    { finding: checkOidcFlag(seen), name: t('OIDC issuer') },
    { finding: checkWorkloadIdentity(seen), name: t('workload identity') },
  ].filter(({ finding }) => finding.state !== 'done');
  const [first] = flags;
  if (first) {
    const names = flags.map(({ name }) => name).join(t(' and '));
    const id = parseArmId(cluster.id);
    return (
      first.finding.advice ??
      t(
        'Cluster {0} does not have {1} on. Turn it on first, on a machine with its kubeconfig: az connectedk8s update --name {0} --resource-group {2} --enable-oidc-issuer --enable-workload-identity',
        cluster.name,
        names,
        id?.resourceGroup ?? '',
      )
    );
  }
  const agents = checkAgents(seen);
  if (agents.state === 'failed') {
    return t('The Arc agents of {0} report a failure: {1}', cluster.name, agents.advice ?? '');
  }
  const issuer = checkIssuer(seen);
  return issuer.state === 'inProgress' ? (issuer.advice ?? issuer.words) : undefined;
}

function extensionObstacle(seen: Observation): string | undefined {
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
        'The Secret Store extension {0} on {1} is in state {2}. Repair it, or wait until it has succeeded.',
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
  const { target } = seen;
  return (
    readable(seen.instance, shortPath(target.instanceId)) ??
    subscriptionObstacle(seen) ??
    readable(seen.customLocation, t('The custom location of {0}', shortPath(target.instanceId))) ??
    readable(seen.cluster, t('The cluster of {0}', shortPath(target.instanceId))) ??
    clusterObstacle(seen) ??
    extensionObstacle(seen) ??
    instanceObstacle(seen) ??
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
