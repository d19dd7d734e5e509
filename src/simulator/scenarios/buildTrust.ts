import type { JsonObject } from '../../core/model/json';
import type { World } from '../world';
import type { Instance } from './buildInstance';
import { addPrincipal } from './directory';
import { hash7, isoAgo, dayMs, put, putUnder, type Built, type Place } from './place';

/** Role definition GUIDs that the scenarios assign. They are the same in every tenant. */
export const roleIds = {
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  userAccessAdministrator: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
  keyVaultAdministrator: '00482a5a-887f-4fb3-b363-3b7fe8e74483',
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6',
  keyVaultReader: '21090545-7ca7-4776-b22c-e363652d74d2',
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
  keyVaultDataAccessAdministrator: '8b54135c-b56d-4d72-a534-26097cfdc8d8',
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
} as const;

const tokenAudience = 'api://AzureADTokenExchange';

export interface Identity extends Built {
  readonly clientId: string;
  readonly principalId: string;
}

export interface Vault extends Built {
  readonly vaultTenantId: string;
}

/** A user-assigned managed identity and its service principal. */
export function anIdentity(place: Place, name: string): Identity {
  const { world } = place;
  const clientId = world.newGuid();
  const principalId = world.newGuid();
  const tenantId = world.subscriptions.get(place.group.subscriptionId)?.tenantId ?? '';
  const built = put(place, 'Microsoft.ManagedIdentity/userAssignedIdentities', name, {
    properties: { tenantId, principalId, clientId, isolationScope: 'None' },
  });
  addPrincipal(world, {
    objectId: principalId,
    tenantId,
    kind: 'ServicePrincipal',
    displayName: name,
    appId: clientId,
    managedIdentityId: built.id,
    replicatedAtMs: 0,
  });
  return { ...built, clientId, principalId };
}

/** A federated identity credential of the identity; gives its name. */
export function aCredential(
  world: World,
  identity: Identity,
  spec: {
    readonly name: string;
    readonly issuer: string;
    readonly subject: string;
    readonly audience?: string;
  },
): string {
  putUnder(
    world,
    identity,
    `federatedIdentityCredentials/${spec.name}`,
    'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
    {
      properties: {
        issuer: spec.issuer,
        subject: spec.subject,
        audiences: [spec.audience ?? tokenAudience],
      },
    },
  );
  return spec.name;
}

export interface VaultSpec {
  readonly name: string;
  readonly mode?: 'rbac' | 'accessPolicies';
  /** `firewall`: only listed addresses; `private`: public access is off. */
  readonly network?: 'open' | 'firewall' | 'private';
  readonly hasPurgeProtection?: boolean;
  /** Default: the tenant of the subscription. */
  readonly tenantId?: string;
  /** Object ids that access policies let read and write secrets. */
  readonly policyHolders?: readonly string[];
}

/** A key vault with an empty set of secrets. */
export function aVault(place: Place, spec: VaultSpec): Vault {
  const { world } = place;
  const tenantId =
    spec.tenantId ?? world.subscriptions.get(place.group.subscriptionId)?.tenantId ?? '';
  const network = spec.network ?? 'open';
  const built = put(place, 'Microsoft.KeyVault/vaults', spec.name, {
    properties: {
      tenantId,
      sku: { family: 'A', name: 'standard' },
      accessPolicies: (spec.policyHolders ?? []).map((objectId) => ({
        tenantId,
        objectId,
        permissions: { secrets: ['get', 'list', 'set', 'delete'], keys: [], certificates: [] },
      })),
      enabledForDeployment: false,
      enabledForDiskEncryption: false,
      enabledForTemplateDeployment: false,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      enableRbacAuthorization: (spec.mode ?? 'rbac') === 'rbac',
      ...(spec.hasPurgeProtection ? { enablePurgeProtection: true } : {}),
      vaultUri: `https://${spec.name.toLowerCase()}.vault.azure.net/`,
      provisioningState: 'Succeeded',
      publicNetworkAccess: network === 'private' ? 'Disabled' : 'Enabled',
      networkAcls: {
        bypass: 'AzureServices',
        defaultAction: network === 'firewall' ? 'Deny' : 'Allow',
        ipRules: network === 'firewall' ? [{ value: '203.0.113.0/24' }] : [],
        virtualNetworkRules: [],
      },
    },
  });
  world.secrets.set(spec.name.toLowerCase(), new Map());
  return { ...built, vaultTenantId: tenantId };
}

/** A secret with one version; its value is made up. */
export function aSecret(
  world: World,
  vault: Vault,
  name: string,
  state: {
    readonly isEnabled?: boolean;
    readonly expiresAtMs?: number;
    readonly deletedAtMs?: number;
  } = {},
): void {
  const createdAtMs = world.now() - 30 * dayMs;
  world.secrets.get(vault.name.toLowerCase())?.set(name.toLowerCase(), {
    name,
    versions: [
      {
        version: world.newGuid().replaceAll('-', ''),
        value: `simulated-${world.newGuid()}`,
        tags: {},
        enabled: state.isEnabled ?? true,
        ...(state.expiresAtMs === undefined ? {} : { expiresAtMs: state.expiresAtMs }),
        createdAtMs,
        updatedAtMs: createdAtMs,
      },
    ],
    ...(state.deletedAtMs === undefined ? {} : { deletedAtMs: state.deletedAtMs }),
  });
}

/** A role assignment, in force for long. `scope` is a resource, group or subscription id. */
export function aRole(
  world: World,
  scope: string,
  role: string,
  principal: { readonly id: string; readonly type: 'User' | 'ServicePrincipal' },
  condition?: string,
): void {
  const subscriptionId = scope.split('/')[2] ?? '';
  const tenantId = world.subscriptions.get(subscriptionId)?.tenantId ?? '';
  const type = 'Microsoft.Authorization/roleAssignments';
  const writtenAt = isoAgo(world, 60 * dayMs);
  world.resources.put(`${scope}/providers/${type}/${world.newGuid()}`, type, tenantId, {
    properties: {
      roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      principalId: principal.id,
      principalType: principal.type,
      scope,
      condition: condition ?? null,
      conditionVersion: condition === undefined ? null : '2.0',
      createdOn: writtenAt,
      updatedOn: writtenAt,
      createdBy: null,
      updatedBy: null,
      delegatedManagedIdentityResourceId: null,
      description: null,
    },
  });
}

/** Both roles that the Secret Store extension needs, for the identity at the vault. */
export function vaultRoles(
  world: World,
  vault: Vault,
  identity: Pick<Identity, 'principalId'>,
): void {
  const principal = { id: identity.principalId, type: 'ServicePrincipal' } as const;
  aRole(world, vault.id, roleIds.keyVaultSecretsUser, principal);
  aRole(world, vault.id, roleIds.keyVaultReader, principal);
}

/** The subject of a service account's tokens in the instance's namespace. */
export const subjectOf = ({ customLocation }: Instance, serviceAccount: string): string =>
  `system:serviceaccount:${customLocation.namespace}:${serviceAccount}`;

/** The name under which the az extension writes a credential. */
export const credentialName = (instance: Instance, issuer: string, subject: string): string =>
  hash7(`${instance.customLocation.cluster.name}-${issuer}-${subject}`);

/** The name under which the az extension writes the default provider class. */
const providerClassName = ({ customLocation, place, name }: Instance): string =>
  `spc-ops-${hash7(`${customLocation.cluster.name}-${place.group.name}-${name}`)}`;

export interface ProviderClassSpec {
  readonly name?: string;
  readonly vaultName: string;
  readonly clientId: string;
  readonly tenantId: string;
  /** Names of vault secrets in `objects`; none: the property is absent. */
  readonly objects?: readonly string[];
  readonly provisioningState?: string;
}

/** A secret provider class on the instance's custom location, in the instance's group. */
export function aProviderClass(instance: Instance, spec: ProviderClassSpec): Built {
  const names = spec.objects ?? [];
  const objects = names.map(
    (name) => `    - |\n      objectName: ${name}\n      objectType: secret\n`,
  );
  return put(
    instance.place,
    'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses',
    spec.name ?? providerClassName(instance),
    {
      extendedLocation: { name: instance.customLocation.id, type: 'CustomLocation' },
      properties: {
        clientId: spec.clientId,
        keyvaultName: spec.vaultName,
        tenantId: spec.tenantId,
        ...(names.length > 0 ? { objects: `array:\n${objects.join('').trimEnd()}\n` } : {}),
        provisioningState: spec.provisioningState ?? 'Succeeded',
      },
    },
  );
}

export interface SecretSyncSpec {
  /** Also the name of the Kubernetes secret. */
  readonly name: string;
  readonly providerClass: string;
  readonly mapping: Readonly<Record<string, string>>;
  readonly status?: JsonObject;
  readonly provisioningState?: string;
}

/** A SecretSync; `mapping` goes from vault secret to key. */
export function aSecretSync(instance: Instance, spec: SecretSyncSpec): Built {
  return put(instance.place, 'Microsoft.SecretSyncController/secretSyncs', spec.name, {
    extendedLocation: { name: instance.customLocation.id, type: 'CustomLocation' },
    properties: {
      secretProviderClassName: spec.providerClass,
      serviceAccountName: 'aio-ssc-sa',
      kubernetesSecretType: 'Opaque',
      objectSecretMapping: Object.entries(spec.mapping).map(([sourcePath, targetKey]) => ({
        sourcePath,
        targetKey,
      })),
      provisioningState: spec.provisioningState ?? 'Succeeded',
      ...(spec.status ? { status: spec.status } : {}),
    },
  });
}
