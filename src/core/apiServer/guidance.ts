import { t } from '@vscode/l10n';
import type { Cluster } from '../observe/observation';

/** Who configures the API server to sign with the issuer. */
export type ApiServerKind =
  /** The user, in k3s' config file on every server node. */
  | 'k3s'
  /** The quickstart script of AKS Edge Essentials. */
  | 'edgeScript'
  /** The user, as the distribution has it. */
  | 'byHand'
  /** The platform: there is nothing to do. */
  | 'managed';

const managed: ReadonlySet<string> = new Set(['aks', 'eks', 'gke', 'aks_management']);

export function apiServerKind({ distribution, isProvisionedCluster }: Cluster): ApiServerKind {
  if (isProvisionedCluster || managed.has(distribution)) return 'managed';
  if (distribution.startsWith('aks_edge')) return 'edgeScript';
  return distribution === 'k3s' ? 'k3s' : 'byHand';
}

/** What has to be done so that the API server signs with the issuer, and where. */
export function apiServerGuidance(cluster: Cluster): string {
  const { name, distribution } = cluster;
  switch (apiServerKind(cluster)) {
    case 'managed':
      return t('{0}: the platform configures its API server; there is nothing to do.', name);
    case 'k3s':
      return t(
        '{0}: set service-account-issuer in config.yaml on every server node, then restart k3s.',
        name,
      );
    case 'edgeScript':
      return t(
        '{0} is an AKS Edge Essentials cluster: its quickstart script configures the API server. Other ways are not supported.',
        name,
      );
    case 'byHand':
      switch (distribution) {
        case 'openshift':
          return t(
            '{0} runs OpenShift: set spec.serviceAccountIssuer of authentications.config.openshift.io/cluster to the issuer URL, then restart the deployments in azure-arc and arc-workload-identity.',
            name,
          );
        case 'tkg':
          return t(
            '{0} runs Tanzu Kubernetes Grid: set service-account-issuer in apiServerExtraArgs of the cluster’s configuration.',
            name,
          );
        default:
          return t(
            '{0}: set the API server’s service-account-issuer to the issuer URL as its distribution documents it, then restart the Arc agents.',
            name,
          );
      }
  }
}
