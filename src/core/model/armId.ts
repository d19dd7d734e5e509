/** An ARM resource id taken apart by its segment pairs. */
export interface ArmId {
  /** As it was given, with its casing, without trailing slash. */
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** Provider and type segments, as given: `Microsoft.IoTOperations/instances/dataflowEndpoints`. */
  readonly type: string;
  /** One name per type segment; the last is the resource's own. */
  readonly names: readonly string[];
  readonly name: string;
}

/**
 * Parses the id of a resource in a resource group. Undefined for anything else: another depth,
 * a missing segment, an empty name.
 */
export function parseArmId(text: string): ArmId | undefined {
  const id = text.trim().replace(/\/+$/, '');
  const parts = id.split('/');
  const [
    lead,
    subscriptions,
    subscriptionId,
    groups,
    resourceGroup,
    providers,
    namespace,
    ...rest
  ] = parts;
  if (lead !== '' || subscriptions?.toLowerCase() !== 'subscriptions') return undefined;
  if (groups?.toLowerCase() !== 'resourcegroups') return undefined;
  if (providers?.toLowerCase() !== 'providers') return undefined;
  if (!subscriptionId || !resourceGroup || !namespace) return undefined;
  if (rest.length === 0 || rest.length % 2 !== 0 || rest.some((part) => part === ''))
    return undefined;
  const types = rest.filter((_, index) => index % 2 === 0);
  const names = rest.filter((_, index) => index % 2 === 1);
  const name = names.at(-1);
  if (name === undefined) return undefined;
  return {
    id,
    subscriptionId,
    resourceGroup,
    type: [namespace, ...types].join('/'),
    names,
    name,
  };
}

/** Parses and insists on a resource type, compared without case. */
export function parseArmIdOf(type: string, text: string): ArmId | undefined {
  const parsed = parseArmId(text);
  return parsed?.type.toLowerCase() === type.toLowerCase() ? parsed : undefined;
}

/** The form under which ids are compared and used as map keys: Azure ignores their case. */
export const idKey = (id: string): string => id.trim().replace(/\/+$/, '').toLowerCase();

export const sameId = (a: string, b: string): boolean => idKey(a) === idKey(b);

/** `{type's last segment}/{name}`: how a resource is named in a technical line. */
export function shortPath(id: string): string {
  const parsed = parseArmId(id);
  if (!parsed) return id;
  return `${parsed.type.split('/').at(-1) ?? parsed.type}/${parsed.name}`;
}

export const resourceGroupId = (id: ArmId): string =>
  `/subscriptions/${id.subscriptionId}/resourceGroups/${id.resourceGroup}`;

/** The resource types this extension works with, spelled as Azure spells them. */
export const resourceTypes = {
  cluster: 'Microsoft.Kubernetes/connectedClusters',
  customLocation: 'Microsoft.ExtendedLocation/customLocations',
  instance: 'Microsoft.IoTOperations/instances',
  providerClass: 'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses',
  secretSync: 'Microsoft.SecretSyncController/secretSyncs',
  identity: 'Microsoft.ManagedIdentity/userAssignedIdentities',
  vault: 'Microsoft.KeyVault/vaults',
} as const;
