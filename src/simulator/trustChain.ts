import { objectsAt, stringAt } from '../core/model/json';
import { apiServerIssuerOf, isConnected } from './arcAgents';
import { exchangeToken, type Exchange } from './federation';
import { clusterAt, findExtension, locationIdOf } from './locations';
import { parseObjects } from './providerClassObjects';
import { ArmFault } from './provider';
import { objectAt } from './requestBody';
import { accessRefusal, findVault, networkRefusal } from './vaultAccess';
import type { Principal, StoredResource, VaultSecretVersion, World } from './world';

/** The audience that Kubernetes tokens for Entra carry in the public cloud. */
const tokenAudience = 'api://AzureADTokenExchange';

/** What one round of the Secret Store extension gives for a SecretSync. */
export type SyncOutcome =
  /** Nobody in the cluster looks at it, or nothing of it gets out: its status stays as it is. */
  | { readonly kind: 'silent' }
  /** `values` tells one set of secret versions from another. */
  | { readonly kind: 'synced'; readonly values: string }
  | { readonly kind: 'failed'; readonly reason: FailureReason; readonly message: string };

export type FailureReason =
  'ControllerSpcError' | 'UserInputValidationFailed' | 'ProviderError' | 'PartialSync';

const providerClassType = 'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses';
const secretStore = 'microsoft.azure.secretstore';

const failed = (reason: FailureReason, message: string): SyncOutcome => ({
  kind: 'failed',
  reason,
  message,
});

/**
 * Goes along the chain as the Secret Store extension does, now: cluster, extension, provider class,
 * mapping, token of the service account, Entra, vault, secrets. The first link that is broken
 * decides.
 *
 * @see https://learn.microsoft.com/azure/azure-arc/kubernetes/secret-store-extension
 */
export function followChain(world: World, secretSync: StoredResource): SyncOutcome {
  const locationId = locationIdOf(secretSync) ?? '';
  const cluster = clusterAt(world, locationId);
  if (!cluster || !isConnected(cluster) || !runsSecretStore(world, cluster)) {
    return { kind: 'silent' };
  }
  const providerClass = findProviderClass(world, secretSync, locationId);
  if (!providerClass) {
    const name = stringAt(secretSync.body, 'properties', 'secretProviderClassName') ?? '';
    return failed(
      'ControllerSpcError',
      `failed to get SecretProviderClass: secretproviderclasses.secrets-store.csi.x-k8s.io "${name}" not found`,
    );
  }
  const invalid = invalidMapping(secretSync, providerClass);
  if (invalid !== undefined) return failed('UserInputValidationFailed', invalid);
  const exchange = logIn(world, { secretSync, providerClass, cluster, locationId });
  if (exchange.kind === 'refused') {
    return failed('ProviderError', `failed to acquire token: ${exchange.message}`);
  }
  return fetchSecrets(world, secretSync, providerClass, exchange.principal);
}

/** The extension's SecretSync controller runs on the cluster. */
export const runsSecretStore = (world: World, cluster: StoredResource): boolean => {
  const extension = findExtension(world, cluster, secretStore);
  return stringAt(extension?.body, 'properties', 'provisioningState') === 'Succeeded';
};

/** By name in the same location: both are objects of one namespace of the cluster. */
const findProviderClass = (
  world: World,
  { body }: StoredResource,
  locationId: string,
): StoredResource | undefined =>
  world.resources
    .ofType(providerClassType)
    .find(
      (each) =>
        each.name === stringAt(body, 'properties', 'secretProviderClassName') &&
        locationIdOf(each)?.toLowerCase() === locationId.toLowerCase() &&
        stringAt(each.body, 'properties', 'provisioningState') !== 'Failed',
    );

interface Source {
  /** Of the vault secret. */
  readonly name: string;
  /** 0 is the latest version, 1 the one before. */
  readonly age: number;
}

const toSource = (sourcePath: string): Source => {
  const [name = '', age = '0'] = sourcePath.split('/');
  return { name, age: Number(age) };
};

const sourcesOf = ({ body }: StoredResource): readonly Source[] =>
  objectsAt(body, 'properties', 'objectSecretMapping').map((each) =>
    toSource(stringAt(each, 'sourcePath') ?? ''),
  );

function invalidMapping(
  secretSync: StoredResource,
  providerClass: StoredResource,
): string | undefined {
  const listed = listedObjects(providerClass);
  if (typeof listed === 'string') return listed;
  for (const { name, age } of sourcesOf(secretSync)) {
    const object = listed.find((each) => each.name === name);
    if (!object) {
      return `sourcePath "${name}" is not among the objects of ${providerClass.name}.`;
    }
    if (age >= object.versions) {
      return `sourcePath "${name}/${age}" needs an objectVersionHistory of at least ${age + 1} in ${providerClass.name}.`;
    }
  }
  const keys = objectsAt(secretSync.body, 'properties', 'objectSecretMapping').map((each) =>
    stringAt(each, 'targetKey'),
  );
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  return twice === undefined ? undefined : `targetKey "${twice}" is used more than once.`;
}

/** The list, or why it cannot be read. */
function listedObjects({ body }: StoredResource): ReturnType<typeof parseObjects> | string {
  try {
    return parseObjects(stringAt(body, 'properties', 'objects'));
  } catch (error) {
    if (error instanceof ArmFault) return error.message;
    throw error;
  }
}

function logIn(
  world: World,
  links: {
    readonly secretSync: StoredResource;
    readonly providerClass: StoredResource;
    readonly cluster: StoredResource;
    readonly locationId: string;
  },
): Exchange {
  const { secretSync, providerClass, cluster, locationId } = links;
  const location = world.resources.get(locationId);
  const namespace = stringAt(location?.body, 'properties', 'namespace') ?? '';
  const serviceAccount = stringAt(secretSync.body, 'properties', 'serviceAccountName') ?? '';
  return exchangeToken(world, {
    tenantId: stringAt(providerClass.body, 'properties', 'tenantId') ?? '',
    clientId: stringAt(providerClass.body, 'properties', 'clientId') ?? '',
    issuer: apiServerIssuerOf(cluster),
    subject: `system:serviceaccount:${namespace}:${serviceAccount}`,
    audience: tokenAudience,
    clusterId: cluster.id,
  });
}

function fetchSecrets(
  world: World,
  secretSync: StoredResource,
  providerClass: StoredResource,
  principal: Principal,
): SyncOutcome {
  const vaultName = stringAt(providerClass.body, 'properties', 'keyvaultName') ?? '';
  const refusal = vaultRefusal(world, vaultName, principal);
  const results = sourcesOf(secretSync).map((source) => ({
    source,
    result: refusal ?? readSecret(world, vaultName, source),
  }));
  const broken = results.flatMap(({ source, result }) =>
    typeof result === 'string'
      ? [`failed to get objectType:secret, objectName:${source.name}: ${result}`]
      : [],
  );
  if (broken.length === 0) {
    const values = results.map(({ source, result }) =>
      typeof result === 'string' ? '' : `${source.name}=${result.version}`,
    );
    return { kind: 'synced', values: values.join(';') };
  }
  const isPartial = broken.length < results.length;
  return failed(isPartial ? 'PartialSync' : 'ProviderError', broken.join('; '));
}

/** Why nothing at all can be read from the vault. */
function vaultRefusal(world: World, name: string, principal: Principal): string | undefined {
  const vault = findVault(world, name);
  if (!vault) {
    return `Get "https://${name.toLowerCase()}.vault.azure.net": dial tcp: lookup ${name.toLowerCase()}.vault.azure.net: no such host`;
  }
  const vaultTenant = stringAt(objectAt(vault.body, 'properties'), 'tenantId') ?? '';
  if (vaultTenant.toLowerCase() !== principal.tenantId.toLowerCase()) {
    return `RESPONSE 401 Unauthorized, ERROR CODE: Unauthorized, "AKV10032": Invalid issuer. Expected one of https://sts.windows.net/${vaultTenant}/, found https://sts.windows.net/${principal.tenantId}/.`;
  }
  const refusal = networkRefusal(vault) ?? accessRefusal(world, vault, principal, 'get');
  return (
    refusal &&
    `RESPONSE 403 Forbidden, ERROR CODE: Forbidden, "${refusal.innerCode}": ${refusal.message}`
  );
}

function readSecret(
  world: World,
  vaultName: string,
  { name, age }: Source,
): VaultSecretVersion | string {
  const secret = world.secrets.get(vaultName.toLowerCase())?.get(name.toLowerCase());
  const version = secret?.deletedAtMs === undefined ? secret?.versions.at(-1 - age) : undefined;
  if (!version) return 'RESPONSE 404 Not Found, ERROR CODE: SecretNotFound.';
  return version.enabled
    ? version
    : 'RESPONSE 403 Forbidden, ERROR CODE: Forbidden, "SecretDisabled".';
}
