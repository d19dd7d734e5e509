import { at, isObject, stringAt, type JsonObject } from '../../src/core/model/json';
import { issuerKey, setApiServerIssuer } from '../../src/simulator/arcAgents';
import type { StoredResource, VaultSecretVersion, World } from '../../src/simulator/world';

/** A working instance, taken apart: what its chain is made of. */
export interface Chain {
  readonly world: World;
  readonly instance: StoredResource;
  readonly cluster: StoredResource;
  readonly providerClass: StoredResource;
  readonly secretSync: StoredResource;
  readonly vault: StoredResource;
  readonly identity: StoredResource;
  readonly credential: StoredResource;
  readonly roles: readonly StoredResource[];
  readonly secretStore: StoredResource;
}

export interface Break {
  /** The check that must be named as the cause. */
  readonly cause: string;
  readonly state: 'drifted' | 'failed' | 'blocked' | 'notStarted';
  /** False: secrets go on to arrive, or nobody tells that they don't. */
  readonly stopsSync: boolean;
  apply(chain: Chain): void;
}

const roleType = 'Microsoft.Authorization/roleAssignments';
const credentialType =
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';

function must<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`The scenario has no ${what}.`);
  return found;
}

const idOf = (stored: StoredResource, ...path: readonly string[]): string =>
  stringAt(stored.body, ...path) ?? '';

/** Finds the chain of an instance that works. */
export function chainOf(world: World, instanceName: string): Chain {
  const all = (type: string) => world.resources.ofType(type);
  const instance = must(
    all('Microsoft.IoTOperations/instances').find(({ name }) => name === instanceName),
    instanceName,
  );
  const get = (id: string) => must(world.resources.get(id), id);
  const location = get(idOf(instance, 'extendedLocation', 'name'));
  const cluster = get(idOf(location, 'properties', 'hostResourceId'));
  const providerClass = get(
    idOf(instance, 'properties', 'defaultSecretProviderClassRef', 'resourceId'),
  );
  const of = (stored: StoredResource, name: string) => stringAt(stored.body, 'properties', name);
  const vaultName = of(providerClass, 'keyvaultName');
  const clientId = of(providerClass, 'clientId');
  const vault = must(
    all('Microsoft.KeyVault/vaults').find(({ name }) => name === vaultName),
    'vault',
  );
  const identity = must(
    all('Microsoft.ManagedIdentity/userAssignedIdentities').find(
      (each) => of(each, 'clientId') === clientId,
    ),
    'identity',
  );
  return {
    world,
    instance,
    cluster,
    providerClass,
    vault,
    identity,
    secretSync: must(
      all('Microsoft.SecretSyncController/secretSyncs').find(
        (each) =>
          of(each, 'secretProviderClassName') === providerClass.name &&
          idOf(each, 'extendedLocation', 'name') === location.id,
      ),
      'SecretSync',
    ),
    credential: must(
      world.resources.under(identity.id).find(({ type }) => type === credentialType),
      'credential',
    ),
    roles: all(roleType).filter(
      (each) =>
        of(each, 'principalId') === of(identity, 'principalId') &&
        each.id.toLowerCase().startsWith(`${vault.id.toLowerCase()}/`),
    ),
    secretStore: must(
      all('Microsoft.KubernetesConfiguration/extensions').find(
        (each) =>
          each.id.startsWith(`${cluster.id}/`) &&
          of(each, 'extensionType')?.toLowerCase() === 'microsoft.azure.secretstore',
      ),
      'Secret Store extension',
    ),
  };
}

export const propertiesOf = ({ body }: StoredResource): JsonObject =>
  isObject(body['properties']) ? body['properties'] : {};

export function set({ world }: Chain, { id }: StoredResource, change: JsonObject): void {
  const stored = world.resources.get(id);
  if (!stored) return;
  const { type, tenantId, body } = stored;
  world.resources.put(id, type, tenantId, {
    ...body,
    properties: { ...propertiesOf(stored), ...change },
  });
}

export function drop({ world }: Chain, { id }: StoredResource): void {
  for (const below of world.resources.under(id)) world.resources.delete(below.id);
  world.resources.delete(id);
}

export function setSecret(chain: Chain, change: Partial<VaultSecretVersion>): void {
  const secrets = chain.world.secrets.get(chain.vault.name.toLowerCase());
  for (const secret of secrets?.values() ?? []) {
    secret.versions = secret.versions.map((version) => ({ ...version, ...change }));
  }
}

const issuerOf = ({ cluster }: Chain): string =>
  stringAt(cluster.body, 'properties', 'oidcIssuerProfile', 'issuerUrl') ?? '';

const otherSlash = (text: string): string => (text.endsWith('/') ? text.slice(0, -1) : `${text}/`);

/** Each breaks one link of a working chain, as somebody or something would. */
export const breaks: Readonly<Record<string, Break>> = {
  'the cluster is offline': {
    cause: 'connectivity',
    state: 'failed',
    stopsSync: false,
    apply: (chain) => {
      set(chain, chain.cluster, { connectivityStatus: 'Offline' });
    },
  },
  'the certificate of the cluster has expired': {
    cause: 'connectivity',
    state: 'failed',
    stopsSync: false,
    apply: (chain) => {
      set(chain, chain.cluster, { connectivityStatus: 'Expired' });
    },
  },
  'the Arc agents are not installed': {
    cause: 'connectivity',
    state: 'notStarted',
    stopsSync: false,
    apply: (chain) => {
      set(chain, chain.cluster, { connectivityStatus: 'AgentNotInstalled' });
    },
  },
  'the OIDC issuer is off': {
    cause: 'oidc',
    state: 'notStarted',
    stopsSync: false,
    apply: (chain) => {
      set(chain, chain.cluster, { oidcIssuerProfile: { enabled: false } });
    },
  },
  'the last update of the cluster failed with the issuer off': {
    cause: 'oidc',
    state: 'failed',
    stopsSync: false,
    apply: (chain) => {
      set(chain, chain.cluster, {
        oidcIssuerProfile: { enabled: false },
        provisioningState: 'Failed',
      });
    },
  },
  'workload identity is off': {
    cause: 'workloadIdentity',
    state: 'drifted',
    stopsSync: false,
    apply: (chain) => {
      set(chain, chain.cluster, { securityProfile: { workloadIdentity: { enabled: false } } });
    },
  },
  'workload identity is off and the agents are too old for it': {
    cause: 'workloadIdentity',
    state: 'blocked',
    stopsSync: false,
    apply: (chain) => {
      set(chain, chain.cluster, {
        securityProfile: { workloadIdentity: { enabled: false } },
        agentVersion: '1.19.0',
      });
    },
  },
  'the agents report a failure': {
    cause: 'agents',
    state: 'failed',
    stopsSync: false,
    apply: (chain) => {
      const profile = at(chain.cluster.body, 'properties', 'arcAgentProfile');
      set(chain, chain.cluster, {
        arcAgentProfile: { ...(isObject(profile) ? profile : {}), agentState: 'Failed' },
      });
    },
  },
  'the discovery document is gone': {
    cause: 'issuer',
    state: 'failed',
    stopsSync: true,
    apply: (chain) => {
      chain.world.issuers.delete(issuerKey(issuerOf(chain)) ?? '');
    },
  },
  'the discovery document names another issuer': {
    cause: 'issuer',
    state: 'failed',
    stopsSync: true,
    apply: (chain) => {
      const document = chain.world.issuers.get(issuerKey(issuerOf(chain)) ?? '');
      if (document) document.issuer = 'https://issuer.example/of-another/';
    },
  },
  'the API server signs with its own issuer': {
    cause: 'apiServer',
    state: 'failed',
    stopsSync: true,
    apply: (chain) => {
      setApiServerIssuer(
        chain.world,
        chain.cluster.id,
        'https://kubernetes.default.svc.cluster.local',
      );
    },
  },
  'the identity is gone': {
    cause: 'identity',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      drop(chain, chain.identity);
    },
  },
  'the identity was created anew': {
    cause: 'identity',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      for (const { id } of chain.world.resources.under(chain.identity.id)) {
        chain.world.resources.delete(id);
      }
      const { principals } = chain.world;
      const former = principals.get(idOf(chain.identity, 'properties', 'principalId'));
      const [clientId, principalId] = [chain.world.newGuid(), chain.world.newGuid()];
      if (former) {
        principals.delete(former.objectId);
        principals.set(principalId, { ...former, objectId: principalId, appId: clientId });
      }
      set(chain, chain.identity, { clientId, principalId });
    },
  },
  'the class names a client id that nobody has': {
    cause: 'identity',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      set(chain, chain.providerClass, { clientId: chain.world.newGuid() });
    },
  },
  'the credential is gone': {
    cause: 'credential',
    state: 'notStarted',
    stopsSync: true,
    apply: (chain) => {
      drop(chain, chain.credential);
    },
  },
  'the credential’s issuer differs by a slash': {
    cause: 'credential',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      const issuer = stringAt(chain.credential.body, 'properties', 'issuer') ?? '';
      set(chain, chain.credential, { issuer: otherSlash(issuer) });
    },
  },
  'the credential names the issuer of before a reconnect': {
    cause: 'credential',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      const issuer = `https://westeurope.oic.prod-arc.azure.com/${chain.world.newGuid()}/`;
      set(chain, chain.credential, { issuer });
    },
  },
  'the credential names another namespace': {
    cause: 'credential',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      set(chain, chain.credential, { subject: 'system:serviceaccount:other:aio-ssc-sa' });
    },
  },
  'the credential’s subject differs in case': {
    cause: 'credential',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      const subject = stringAt(chain.credential.body, 'properties', 'subject') ?? '';
      set(chain, chain.credential, { subject: subject.toUpperCase() });
    },
  },
  'the credential’s audience is another one': {
    cause: 'credential',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      set(chain, chain.credential, { audiences: ['api://AzureADTokenExchangeUSGov'] });
    },
  },
  'the vault decides by access policies': {
    cause: 'vault',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      set(chain, chain.vault, { enableRbacAuthorization: false, accessPolicies: [] });
    },
  },
  'the vault is closed to every network': {
    cause: 'vault',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      set(chain, chain.vault, { publicNetworkAccess: 'Disabled' });
    },
  },
  'the vault trusts another tenant': {
    cause: 'vault',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      set(chain, chain.vault, { tenantId: chain.world.newGuid() });
    },
  },
  'the vault was deleted': {
    cause: 'vault',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      chain.world.deletedVaults.set(chain.vault.name.toLowerCase(), {
        resource: chain.vault,
        deletedAtMs: chain.world.now(),
      });
      drop(chain, chain.vault);
    },
  },
  'the class names a vault that does not exist': {
    cause: 'vault',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      set(chain, chain.providerClass, { keyvaultName: 'kv-nowhere-at-all' });
    },
  },
  'both roles are gone': {
    cause: 'roles',
    state: 'notStarted',
    stopsSync: true,
    apply: (chain) => {
      for (const role of chain.roles) drop(chain, role);
    },
  },
  'one role is gone': {
    cause: 'roles',
    state: 'drifted',
    stopsSync: false,
    apply: (chain) => {
      const reader = chain.roles.find(({ body }) =>
        stringAt(body, 'properties', 'roleDefinitionId')?.endsWith(
          '21090545-7ca7-4776-b22c-e363652d74d2',
        ),
      );
      if (reader) drop(chain, reader);
    },
  },
  'the roles are of a former principal': {
    cause: 'roles',
    state: 'notStarted',
    stopsSync: true,
    apply: (chain) => {
      const principalId = chain.world.newGuid();
      for (const role of chain.roles) set(chain, role, { principalId });
    },
  },
  'the roles hold under a condition': {
    cause: 'roles',
    state: 'drifted',
    stopsSync: false,
    apply: (chain) => {
      for (const role of chain.roles) {
        set(chain, role, {
          condition: "@Resource[name] StringEquals 'x'",
          conditionVersion: '2.0',
        });
      }
    },
  },
  'the class names another tenant': {
    cause: 'providerClass',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      set(chain, chain.providerClass, { tenantId: chain.world.newGuid() });
    },
  },
  'the last write of the class failed': {
    cause: 'providerClass',
    state: 'failed',
    stopsSync: true,
    apply: (chain) => {
      set(chain, chain.providerClass, { provisioningState: 'Failed' });
    },
  },
  'the instance references a class that is gone': {
    cause: 'reference',
    state: 'drifted',
    stopsSync: false,
    apply: (chain) => {
      set(chain, chain.instance, {
        defaultSecretProviderClassRef: { resourceId: `${chain.providerClass.id}-gone` },
      });
    },
  },
  'the instance references nothing': {
    cause: 'reference',
    state: 'drifted',
    stopsSync: false,
    apply: (chain) => {
      set(chain, chain.instance, { defaultSecretProviderClassRef: {} });
    },
  },
  'the last update of the instance failed': {
    cause: 'instance',
    state: 'failed',
    stopsSync: false,
    apply: (chain) => {
      set(chain, chain.instance, { provisioningState: 'Failed' });
    },
  },
  'the Secret Store extension is gone': {
    cause: 'secretStore',
    state: 'blocked',
    stopsSync: false,
    apply: (chain) => {
      drop(chain, chain.secretStore);
    },
  },
  'the Secret Store extension failed': {
    cause: 'secretStore',
    state: 'failed',
    stopsSync: false,
    apply: (chain) => {
      set(chain, chain.secretStore, { provisioningState: 'Failed' });
    },
  },
  'the list of secrets is not indented': {
    cause: 'objects',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      set(chain, chain.providerClass, {
        objects: 'array:\n- |\n  objectName: historian-password\n  objectType: secret\n',
      });
    },
  },
  'the list of secrets lacks what is mapped': {
    cause: 'sync historian',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      const { type, tenantId, body, id } = chain.providerClass;
      const rest = Object.entries(propertiesOf(chain.providerClass)).filter(
        ([name]) => name !== 'objects',
      );
      chain.world.resources.put(id, type, tenantId, {
        ...body,
        properties: Object.fromEntries(rest),
      });
    },
  },
  'a secret is disabled': {
    cause: 'secret historian-password',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      setSecret(chain, { enabled: false });
    },
  },
  'a secret was deleted': {
    cause: 'secret historian-password',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      for (const secret of chain.world.secrets.get(chain.vault.name.toLowerCase())?.values() ??
        []) {
        secret.deletedAtMs = chain.world.now();
      }
    },
  },
  'a secret has expired': {
    cause: 'secret historian-password',
    state: 'drifted',
    stopsSync: false,
    apply: (chain) => {
      setSecret(chain, { expiresAtMs: chain.world.now() - 60_000 });
    },
  },
  'a secret is not in the vault': {
    cause: 'secret historian-password',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      chain.world.secrets.get(chain.vault.name.toLowerCase())?.clear();
    },
  },
  'a SecretSync did not reach the cluster': {
    cause: 'sync historian',
    state: 'failed',
    stopsSync: false,
    apply: (chain) => {
      set(chain, chain.secretSync, { provisioningState: 'Failed' });
    },
  },
  'a SecretSync names a class that is not there': {
    cause: 'sync historian',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      set(chain, chain.secretSync, { secretProviderClassName: 'spc-mistyped' });
    },
  },
  'a SecretSync maps two secrets to one key': {
    cause: 'sync historian',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      const mapping = { sourcePath: 'historian-password', targetKey: 'password' };
      set(chain, chain.secretSync, { objectSecretMapping: [mapping, mapping] });
    },
  },
};

/** The breaks in the order of trust, as the checks stand in a verification. */
export const breakNames = Object.keys(breaks);

const underCondition = {
  condition: "@Resource[name] StringEquals 'x'",
  conditionVersion: '2.0',
};

/** Lists another secret, which the vault has in two versions; so has it the usual one. */
function addSecret(chain: Chain, name: string): void {
  const secrets = chain.world.secrets.get(chain.vault.name.toLowerCase());
  for (const secret of [...(secrets?.values() ?? [])]) {
    const versions = secret.versions.flatMap((each) => [
      { ...each, version: `${each.version}-former` },
      each,
    ]);
    secrets?.set(secret.name.toLowerCase(), { ...secret, versions });
    secrets?.set(name, { ...secret, name, versions });
  }
  const objects = stringAt(chain.providerClass.body, 'properties', 'objects') ?? '';
  set(chain, chain.providerClass, {
    objects: `${objects}    - |\n      objectName: ${name}\n      objectType: secret\n`,
  });
}

/** As `breaks`: other ways to break what one of those breaks as well. */
export const moreBreaks: Readonly<Record<string, Break>> = {
  'one of the roles holds under a condition': {
    cause: 'roles',
    state: 'drifted',
    stopsSync: false,
    apply: (chain) => {
      const [role] = chain.roles;
      if (role) set(chain, role, underCondition);
    },
  },
  'the roles hold under a condition and from above alone': {
    cause: 'roles',
    state: 'drifted',
    stopsSync: false,
    apply: (chain) => {
      const group = chain.vault.id.split('/providers/')[0] ?? '';
      for (const role of chain.roles) {
        drop(chain, role);
        const { id, type, tenantId, body } = role;
        chain.world.resources.put(id.replace(chain.vault.id, group), type, tenantId, {
          ...body,
          properties: { ...propertiesOf(role), ...underCondition, scope: group },
        });
      }
    },
  },
  'a SecretSync maps two different secrets to one key': {
    cause: 'sync historian',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      addSecret(chain, 'historian-user');
      set(chain, chain.secretSync, {
        objectSecretMapping: [
          { sourcePath: 'historian-password', targetKey: 'password' },
          { sourcePath: 'historian-user', targetKey: 'password' },
        ],
      });
    },
  },
  'a SecretSync maps a version that the list does not keep': {
    cause: 'sync historian',
    state: 'drifted',
    stopsSync: true,
    apply: (chain) => {
      addSecret(chain, 'historian-user');
      set(chain, chain.secretSync, {
        objectSecretMapping: [
          { sourcePath: 'historian-password/1', targetKey: 'former' },
          { sourcePath: 'historian-user', targetKey: 'user' },
        ],
      });
    },
  },
  'a secret that is listed is in no Kubernetes secret': {
    cause: 'secret historian-user',
    state: 'drifted',
    stopsSync: false,
    apply: (chain) => {
      addSecret(chain, 'historian-user');
    },
  },
};
