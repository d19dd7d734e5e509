import type { World } from '../world';

/** A Kubernetes distribution as `Microsoft.Kubernetes/connectedClusters` describes it. */
export interface Distribution {
  /** `properties.distribution`: free text that the agents detect. */
  readonly distribution: string;
  readonly infrastructure: string;
  readonly kubernetesVersion: string;
  readonly nodes: number;
  readonly coresPerNode: number;
  /** Marks clusters that another provider made and that must not be PUT as connected clusters. */
  readonly kind?: 'ProvisionedCluster';
  /** The public issuer that a managed cluster has of its own; it is used in place of Arc's. */
  readonly ownIssuer?: (world: World, tenantId: string, clusterName: string) => string;
}

export const distributions = {
  k3s: {
    distribution: 'k3s',
    infrastructure: 'generic',
    kubernetesVersion: '1.31.5+k3s1',
    nodes: 1,
    coresPerNode: 8,
  },
  aksEdgeK3s: {
    distribution: 'aks_edge_k3s',
    infrastructure: 'generic',
    kubernetesVersion: '1.30.6+k3s1',
    nodes: 1,
    coresPerNode: 4,
  },
  aksEdgeK8s: {
    distribution: 'aks_edge_k8s',
    infrastructure: 'generic',
    kubernetesVersion: '1.30.5',
    nodes: 2,
    coresPerNode: 4,
  },
  aks: {
    distribution: 'aks',
    infrastructure: 'azure',
    kubernetesVersion: '1.32.4',
    nodes: 3,
    coresPerNode: 4,
    ownIssuer: (world, tenantId) =>
      `https://northeurope.oic.prod-aks.azure.com/${tenantId}/${world.newGuid()}/`,
  },
  azureLocal: {
    kind: 'ProvisionedCluster',
    distribution: 'aks_workload',
    infrastructure: 'azure_stack_hci',
    kubernetesVersion: '1.30.4',
    nodes: 3,
    coresPerNode: 8,
  },
  eks: {
    distribution: 'eks',
    infrastructure: 'aws',
    kubernetesVersion: '1.31.6-eks-bc803b4',
    nodes: 3,
    coresPerNode: 4,
    ownIssuer: (world) =>
      `https://oidc.eks.us-east-1.amazonaws.com/id/${world.newGuid().replaceAll('-', '').toUpperCase()}`,
  },
  gke: {
    distribution: 'gke',
    infrastructure: 'gcp',
    kubernetesVersion: '1.31.6-gke.1020000',
    nodes: 3,
    coresPerNode: 4,
    ownIssuer: (_world, _tenantId, clusterName) =>
      `https://container.googleapis.com/v1/projects/contoso-edge/locations/us-central1/clusters/${clusterName}`,
  },
  openshift: {
    distribution: 'openshift',
    infrastructure: 'generic',
    kubernetesVersion: '1.30.9',
    nodes: 6,
    coresPerNode: 8,
  },
  tkg: {
    distribution: 'tkg',
    infrastructure: 'vsphere',
    kubernetesVersion: '1.28.11+vmware.2',
    nodes: 3,
    coresPerNode: 4,
  },
} as const satisfies Record<string, Distribution>;

export type DistributionName = keyof typeof distributions;
