import { absent, known, type Fact } from '../../src/core/model/fact';
import type {
  Cluster,
  Instance,
  Observation,
  ProviderClass,
  SecretSync,
} from '../../src/core/observe/observation';
import type { FederatedCredential, ManagedIdentity, Vault } from '../../src/core/ports';

const group = '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-plant-berlin';

export const ids = {
  group,
  cluster: `${group}/providers/Microsoft.Kubernetes/connectedClusters/arc-berlin-01`,
  location: `${group}/providers/Microsoft.ExtendedLocation/customLocations/cl-berlin`,
  instance: `${group}/providers/Microsoft.IoTOperations/instances/aio-berlin-01`,
  providerClass: `${group}/providers/Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses/spc-ops-1234567`,
  secretSync: `${group}/providers/Microsoft.SecretSyncController/secretSyncs/opc-password`,
  vault: `${group}/providers/Microsoft.KeyVault/vaults/kv-berlin`,
  identity: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-aio-secrets`,
} as const;

export const tenantId = '11111111-0000-4000-8000-000000000000';
export const issuer =
  'https://westeurope.oic.prod-arc.azure.com/11111111-0000-4000-8000-000000000000/22222222-0000-4000-8000-000000000000';
const subject = 'system:serviceaccount:azure-iot-operations:aio-ssc-sa';

/** A fact that was read from ARM at the epoch's second 1. */
export const fromArm = <T>(value: T): Fact<T> => known(value, 'ARM', 1_000);
export const notThere = <T>(): Fact<T> => absent<T>('ARM', 1_000);

export const anInstance = (change: Partial<Instance> = {}): Instance => ({
  id: ids.instance,
  name: 'aio-berlin-01',
  location: 'westeurope',
  customLocationId: ids.location,
  provisioningState: 'Succeeded',
  defaultClassId: ids.providerClass,
  identityType: 'None',
  userAssignedIdentities: [],
  body: {},
  ...change,
});

export const aCluster = (change: Partial<Cluster> = {}): Cluster => ({
  id: ids.cluster,
  name: 'arc-berlin-01',
  location: 'westeurope',
  distribution: 'k3s',
  isProvisionedCluster: false,
  connectivity: 'connected',
  lastSeenAtMs: 1_000,
  provisioningState: 'Succeeded',
  agentVersion: '1.28.3',
  agentState: 'Succeeded',
  agentErrors: [],
  isOidcEnabled: true,
  isWorkloadIdentityEnabled: true,
  issuerUrl: issuer,
  selfHostedIssuerUrl: undefined,
  body: {},
  ...change,
});

export const aVault = (change: Partial<Vault> = {}): Vault => ({
  id: ids.vault,
  name: 'kv-berlin',
  location: 'westeurope',
  tenantId,
  vaultUri: 'https://kv-berlin.vault.azure.net/',
  isRbac: true,
  publicNetworkAccess: 'enabled',
  firewallDefault: 'allow',
  provisioningState: 'Succeeded',
  ...change,
});

export const anIdentity = (change: Partial<ManagedIdentity> = {}): ManagedIdentity => ({
  id: ids.identity,
  name: 'id-aio-secrets',
  location: 'westeurope',
  tenantId,
  clientId: '33333333-0000-4000-8000-000000000000',
  principalId: '44444444-0000-4000-8000-000000000000',
  ...change,
});

export const aCredential = (change: Partial<FederatedCredential> = {}): FederatedCredential => ({
  id: `${ids.identity}/federatedIdentityCredentials/32c2bad`,
  name: '32c2bad',
  issuer,
  subject,
  audiences: ['api://AzureADTokenExchange'],
  ...change,
});

export const aProviderClass = (change: Partial<ProviderClass> = {}): ProviderClass => ({
  id: ids.providerClass,
  name: 'spc-ops-1234567',
  customLocationId: ids.location,
  clientId: anIdentity().clientId,
  vaultName: 'kv-berlin',
  tenantId,
  provisioningState: 'Succeeded',
  body: {
    properties: {
      objects: 'array:\n    - |\n      objectName: opc-password\n      objectType: secret\n',
    },
  },
  ...change,
});

export const aSecretSync = (change: Partial<SecretSync> = {}): SecretSync => ({
  id: ids.secretSync,
  name: 'opc-password',
  customLocationId: ids.location,
  providerClassName: 'spc-ops-1234567',
  provisioningState: 'Succeeded',
  mappings: [{ source: 'opc-password', key: 'password' }],
  createdAtMs: 0,
  condition: { isTrue: true, reason: 'CreateSucceeded', message: 'ok' },
  lastSuccessAtMs: 1_000,
  ...change,
});

export const aRole = (roleId: string, scope: string = ids.vault) => ({
  id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${roleId}`,
  scope,
  roleId,
  principalId: anIdentity().principalId,
  condition: undefined,
});

export const bothRoles = [
  aRole('4633458b-17de-408a-b874-0445c86b69e6'),
  aRole('21090545-7ca7-4776-b22c-e363652d74d2'),
];

/** An instance on which everything is done and one secret is synchronized. */
export const anObservation = (change: Partial<Observation> = {}): Observation => ({
  target: { tenantId, instanceId: ids.instance, vaultId: ids.vault, identityId: ids.identity },
  startedAtMs: 1_000,
  endedAtMs: 1_000,
  subscription: fromArm({ name: 'Contoso Plants', state: 'Enabled' }),
  instance: fromArm(anInstance()),
  customLocation: fromArm({
    id: ids.location,
    namespace: 'azure-iot-operations',
    clusterId: ids.cluster,
  }),
  cluster: fromArm(aCluster()),
  issuer: known({ issuer, published: `${issuer}/`, isVerified: true }, 'discovery document', 1_000),
  extensions: fromArm([
    {
      name: 'azure-secret-store',
      type: 'microsoft.azure.secretstore',
      provisioningState: 'Succeeded',
    },
  ]),
  providerClasses: fromArm([aProviderClass()]),
  secretSyncs: fromArm([aSecretSync()]),
  vault: fromArm(aVault()),
  identity: fromArm(anIdentity()),
  credentials: fromArm([aCredential()]),
  roleAssignments: fromArm(bothRoles),
  cloudIdentities: fromArm([]),
  chain: {
    secrets: fromArm([
      { name: 'opc-password', isEnabled: true, expiresAtMs: undefined, updatedAtMs: 0 },
    ]),
    deletedVault: absent('ARM', 1_000),
    endpoints: fromArm([]),
    targets: [],
    grants: fromArm([]),
  },
  ...change,
});
