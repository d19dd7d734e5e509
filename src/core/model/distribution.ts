import { t } from '@vscode/l10n';

const spelled: Readonly<Record<string, string>> = {
  k3s: 'k3s',
  aks: 'AKS',
  aks_edge_k3s: 'AKS Edge Essentials',
  aks_edge_k8s: 'AKS Edge Essentials',
  aks_management: 'AKS on Azure Local',
  gke: 'GKE',
  eks: 'EKS',
  openshift: 'OpenShift',
  tkg: 'Tanzu Kubernetes Grid',
};

/** How the OIDC issuer and workload identity of a cluster come to be on. */
export type IdentitySetup =
  /** By a write to Azure Arc. */
  | 'arc'
  /** The same, but Arc has to be told the public issuer that the cluster has of its own. */
  | 'ownIssuer'
  /** By the quickstart script of AKS Edge Essentials, and no other way. */
  | 'script'
  /** When the cluster is created, and never after. */
  | 'creation';

const withOwnIssuer: ReadonlySet<string> = new Set(['aks', 'eks', 'gke']);

export function identitySetup(distribution: string, isProvisionedCluster: boolean): IdentitySetup {
  const key = distribution.toLowerCase();
  if (isProvisionedCluster || key === 'aks_management') return 'creation';
  if (key.startsWith('aks_edge')) return 'script';
  return withOwnIssuer.has(key) ? 'ownIssuer' : 'arc';
}

/** Whether Azure Arc, or the Azure CLI by it, can turn the settings on. */
export const isSetByArc = (setup: IdentitySetup): boolean =>
  setup === 'arc' || setup === 'ownIssuer';

/** Whether somebody has to let the API server sign with the issuer: the platform does it elsewhere. */
export const isApiServerSetByHand = (setup: IdentitySetup): boolean =>
  setup === 'arc' || setup === 'script';

/** The same in words, for a row beside the cluster. */
export function setupWords(setup: IdentitySetup): string {
  switch (setup) {
    case 'arc':
      return t('turned on by Azure Arc; the API server has to be configured, too');
    case 'ownIssuer':
      return t('turned on by Azure Arc, with the public issuer that the cluster has of its own');
    case 'script':
      return t('turned on by the quickstart script of AKS Edge Essentials');
    case 'creation':
      return t('chosen when the cluster is created (az aksarc create)');
  }
}

/** A cluster's distribution as people call it. */
export function distributionName(distribution: string, isProvisionedCluster: boolean): string {
  if (isProvisionedCluster) return 'AKS on Azure Local';
  const key = distribution.toLowerCase();
  if (key === '' || key === 'generic') return t('Kubernetes');
  return spelled[key] ?? distribution;
}
