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

/** A cluster's distribution as people call it. */
export function distributionName(distribution: string, isProvisionedCluster: boolean): string {
  if (isProvisionedCluster) return 'AKS on Azure Local';
  const key = distribution.toLowerCase();
  if (key === '' || key === 'generic') return t('Kubernetes');
  return spelled[key] ?? distribution;
}
