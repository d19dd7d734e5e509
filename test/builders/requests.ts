import type { KeptRun } from '../../src/core/plan/keptRun';
import type { PlanId, PlanRequest } from '../../src/core/plan/request';

const subscriptionId = '11111111-2222-4333-8444-555555555555';
const tenantId = '99999999-2222-4333-8444-555555555555';
const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-berlin/providers`;

export const requestIds = {
  instance: `${group}/Microsoft.IoTOperations/instances/aio-berlin-01`,
  otherInstance: `${group}/Microsoft.IoTOperations/instances/aio-hamburg-01`,
  cluster: `${group}/Microsoft.Kubernetes/connectedClusters/arc-berlin-01`,
  vault: `${group}/Microsoft.KeyVault/vaults/kv-berlin`,
  identity: `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/id-secrets`,
  cloudIdentity: `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/id-cloud`,
} as const;

const { instance: instanceId, cluster: clusterId, vault: vaultId } = requestIds;
const { identity: identityId, cloudIdentity: cloudIdentityId } = requestIds;
const instance = { tenantId, instanceId };
const named = { ...instance, instanceName: 'aio-berlin-01' };
const cluster = { tenantId, clusterId, subjectId: instanceId, subjectName: 'aio-berlin-01' };
const usages = ['dataflow', 'schemaRegistry'] as const;
const vault = {
  kind: 'create',
  location: 'westeurope',
  retentionDays: 30,
  isPurgeProtected: false,
} as const;
const identity = { location: 'westeurope' };

/** A request of each plan, with everything that it may hold. */
const requests: { readonly [Id in PlanId]: PlanRequest<Id>['target'] } = {
  allowPublicAccess: { ...named, vaultId },
  assignCloudIdentity: {
    ...instance,
    cloudIdentityId,
    usages,
    creations: { cloudIdentity: identity },
  },
  becomeOfficer: { ...named, vaultId },
  createResource: { ...named, vaultId, creations: { vault }, isOfficerWanted: true },
  disableClusterIdentity: cluster,
  disableSecretSync: {
    ...instance,
    vaultId,
    identityId,
    classId: `${group}/Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses/spc`,
    remove: [`${identityId}/federatedIdentityCredentials/aio`],
  },
  enableAll: {
    ...instance,
    vaultId,
    identityId,
    cloudIdentityId,
    usages,
    creations: { vault, identity, cloudIdentity: identity },
    isOfficerWanted: true,
    selfHostedIssuerUrl: 'https://issuer.example/aks/',
  },
  enableClusterIdentity: { ...cluster, selfHostedIssuerUrl: 'https://issuer.example/aks/' },
  enableSecretSync: {
    ...instance,
    vaultId,
    identityId,
    creations: { vault: { kind: 'recover', location: 'westeurope' } },
    isOfficerWanted: false,
  },
  grantAccess: {
    ...instance,
    identityId,
    resourceId: `${group}/Microsoft.EventHub/namespaces/hubs`,
    role: { id: '2b629674-e913-4c01-ae53-ef4638d8f975', name: 'Azure Event Hubs Data Sender' },
  },
  liftConditions: { ...named, vaultId, identityId },
  registerProviders: {
    ...named,
    providers: [{ subscriptionId, namespace: 'Microsoft.KeyVault' }],
  },
  removeCloudIdentity: {
    ...instance,
    cloudIdentityId,
    remove: [`${cloudIdentityId}/federatedIdentityCredentials/aio`],
  },
  repairList: named,
  repairSecretStore: named,
  repairSync: {
    ...named,
    secretSyncId: `${group}/Microsoft.SecretSyncController/secretSyncs/sync`,
    classId: `${group}/Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses/spc`,
    mappingChanges: [
      { kind: 'rename', source: 'user', key: 'password', to: 'user' },
      { kind: 'drop', source: 'former/1', key: 'password' },
      { kind: 'add', source: 'certificate', key: 'tls.crt' },
    ],
  },
  restoreSecret: { ...named, vaultId, secretNames: ['historian-password'] },
  rewriteInstance: named,
  switchToRbac: { ...named, vaultId },
  syncNow: {
    ...named,
    secretSyncId: `${group}/Microsoft.SecretSyncController/secretSyncs/sync`,
  },
  useIdentityInEndpoint: {
    ...instance,
    endpointId: `${instanceId}/dataflowEndpoints/hubs`,
    identityId,
  },
};

export const aRequest = (planId: PlanId): PlanRequest =>
  ({ planId, target: requests[planId] }) as PlanRequest;

export const aKeptRun = (changes: Partial<KeptRun> = {}): KeptRun => ({
  runId: 'run-1',
  startedAtMs: 1_764_000_000_000,
  owner: { id: 'host-1', machine: 'workstation', processId: 4_711, windowName: 'plant' },
  request: aRequest('enableAll'),
  ...changes,
});
