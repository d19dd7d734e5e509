import { t } from '@vscode/l10n';
import { isAgentTooOld, setElsewhere } from '../checks/cluster';
import { provisioning } from '../checks/provisioning';
import type { Cluster } from '../observe/observation';

/** Where the user finds the issuer URL of a cluster that has its own. */
export function ownIssuerHint({ distribution }: Cluster): string {
  switch (distribution) {
    case 'aks':
      return t(
        'AKS shows it by: az aks show --query oidcIssuerProfile.issuerUrl (turn it on there first: az aks update --enable-oidc-issuer --enable-workload-identity)',
      );
    case 'eks':
      return t('EKS shows it by: aws eks describe-cluster --query cluster.identity.oidc.issuer');
    case 'gke':
      return t(
        'GKE: https://container.googleapis.com/v1/projects/PROJECT/locations/LOCATION/clusters/CLUSTER',
      );
    default:
      return '';
  }
}

/** Why the settings cannot be turned on through Azure now, with what to do; undefined: they can. */
export function findClusterObstacle(cluster: Cluster): string | undefined {
  const { name, connectivity, provisioningState, agentVersion } = cluster;
  const guidance = setElsewhere(cluster)?.advice;
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
