import { t } from '@vscode/l10n';
import { isAgentTooOld } from '../checks/cluster';
import { provisioning } from '../checks/provisioning';
import type { Cluster } from '../observe/observation';

/** How the two settings are turned on where Azure Arc cannot do it, by distribution. */
function elsewhere({ name, distribution, isProvisionedCluster }: Cluster): string | undefined {
  if (isProvisionedCluster || distribution === 'aks_management') {
    return t(
      '{0} runs on AKS on Azure Local, where the OIDC issuer and workload identity are chosen when the cluster is created (az aksarc create). Create the cluster again with both.',
      name,
    );
  }
  if (distribution.startsWith('aks_edge')) {
    return t(
      '{0} is an AKS Edge Essentials cluster: its quickstart script turns both settings on and configures the API server. Run that script; other ways are not supported.',
      name,
    );
  }
  return undefined;
}

/** Clusters that have a public issuer of their own, which Arc has to be told. */
const selfHosted: ReadonlySet<string> = new Set(['aks', 'eks', 'gke']);

/** True where the user has to give the cluster's own issuer URL. */
export const needsOwnIssuer = ({ distribution, selfHostedIssuerUrl }: Cluster): boolean =>
  selfHosted.has(distribution) && selfHostedIssuerUrl === undefined;

/** Why the settings cannot be turned on through Azure now, with what to do; undefined: they can. */
export function findClusterObstacle(cluster: Cluster): string | undefined {
  const { name, connectivity, provisioningState, agentVersion } = cluster;
  const guidance = elsewhere(cluster);
  if (guidance !== undefined) return guidance;
  if (connectivity !== 'connected') {
    return t(
      'Cluster {0} is not connected to Azure, so its agents would not notice. Bring it back first; then run this again.',
      name,
    );
  }
  if (isAgentTooOld(agentVersion)) {
    return t(
      'Workload identity needs Arc agents 1.21 or later; {0} has {1}. Upgrade the agents first (az connectedk8s upgrade).',
      name,
      agentVersion ?? '',
    );
  }
  if (provisioning(provisioningState) === 'running') {
    return t(
      '{0} is being changed at the moment ({1}). Try again when that has ended.',
      name,
      provisioningState ?? '',
    );
  }
  return undefined;
}
