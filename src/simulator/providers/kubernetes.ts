import { at, booleanAt, isObject, stringAt, type JsonObject } from '../../core/model/json';
import { applyDesiredState, isConnected } from '../arcAgents';
import {
  ArmFault,
  type ArmRequest,
  type Provider,
  type ResourceType,
  type WriteResult,
} from '../provider';
import {
  invalidBody,
  objectAt,
  omit,
  pick,
  requiredString,
  setStored,
  systemData,
  trackedParts,
} from '../requestBody';
import { timings } from '../timings';
import type { StoredResource, World } from '../world';

/** Versions below do not know the issuer and security profiles: a PUT through them drops both. */
const profilesSince = '2024-06-01';
const profileNames = [
  'oidcIssuerProfile',
  'securityProfile',
  'gateway',
  'arcAgentryConfigurations',
];

const readOnlyProperties = [
  'kubernetesVersion',
  'totalNodeCount',
  'totalCoreCount',
  'agentVersion',
  'offering',
  'managedIdentityCertificateExpirationTime',
  'lastConnectivityTime',
  'connectivityStatus',
  'miscellaneousProperties',
];

/** All that PATCH can change, besides tags. */
const patchableProperties = ['distribution', 'distributionVersion', 'azureHybridBenefit'];

const knowsProfiles = (apiVersion: string): boolean => apiVersion >= profilesSince;

/** Agents that are connected report all the time; `isSilent` ones have ceased to. */
const withHeartbeat = (cluster: StoredResource, world: World): JsonObject =>
  isConnected(cluster) && cluster.hidden['isSilent'] !== true
    ? {
        ...cluster.body,
        properties: {
          ...objectAt(cluster.body, 'properties'),
          lastConnectivityTime: new Date(world.now() - timings.heartbeatMs).toISOString(),
        },
      }
    : cluster.body;

const connectedClusters: ResourceType = {
  type: 'Microsoft.Kubernetes/connectedClusters',
  apiVersions: [
    '2020-01-01-preview',
    '2021-03-01',
    '2021-04-01-preview',
    '2021-10-01',
    '2022-05-01-preview',
    '2022-10-01-preview',
    '2023-11-01-preview',
    '2024-01-01',
    '2024-02-01-preview',
    '2024-06-01-preview',
    '2024-07-01-preview',
    '2024-07-15-preview',
    '2024-12-01-preview',
    '2025-08-01-preview',
    '2025-12-01-preview',
    '2026-05-01',
  ],
  level: 'resourceGroup',
  isTracked: true,

  present(cluster, apiVersion, world) {
    const body = withHeartbeat(cluster, world);
    if (knowsProfiles(apiVersion)) return body;
    return { ...body, properties: omit(objectAt(body, 'properties'), profileNames) };
  },

  put(request, id, existing) {
    refuseProvisioned(existing);
    const tracked = trackedParts(request, existing);
    if (typeof at(request.body, 'properties', 'agentPublicKeyCertificate') !== 'string') {
      throw invalidBody("The property 'properties.agentPublicKeyCertificate' is required.");
    }
    const stored = {
      ...tracked,
      ...pick(request.body, ['kind']),
      identity: identityOf(request, existing),
      properties: propertiesOf(request, existing),
    };
    if (existing) rememberIssuer(existing);
    const isCutOff =
      existing !== undefined && certificateOf(existing.body) !== certificateOf(stored);
    return {
      status: existing ? 200 : 201,
      stored,
      operation: {
        durationMs: timings.clusterUpdateMs,
        style: 'azureAsync',
        retryAfterSeconds: 2,
        runningState: existing ? 'Updating' : 'Provisioning',
        onDone: () => {
          if (isCutOff) cutOff(request, id);
          const cluster = request.world.resources.get(id);
          if (cluster) applyDesiredState(cluster, request.world);
        },
      },
    };
  },

  patch(request, existing) {
    refuseProvisioned(existing);
    const before = objectAt(existing.body, 'properties');
    const changes = pick(objectAt(request.body, 'properties'), patchableProperties);
    return {
      status: 200,
      stored: {
        ...existing.body,
        ...(isObject(request.body['tags']) ? { tags: request.body['tags'] } : {}),
        systemData: systemData(request, existing),
        properties: { ...before, ...changes },
      },
    };
  },

  delete: () => ({
    status: 202,
    operation: {
      durationMs: timings.deleteMs,
      style: 'both',
      retryAfterSeconds: 2,
      runningState: 'Deleting',
    },
  }),

  actions: { listclusterusercredential: listUserCredential },
};

/** Azure Arc-enabled Kubernetes. */
export const kubernetes: Provider = {
  namespace: 'Microsoft.Kubernetes',
  types: [connectedClusters],
};

function refuseProvisioned(existing: StoredResource | undefined): void {
  if (existing?.body['kind'] !== 'ProvisionedCluster') return;
  throw new ArmFault(
    400,
    'BadRequest',
    `The connected cluster '${existing.name}' of kind 'ProvisionedCluster' is managed by Microsoft.HybridContainerService and cannot be updated here.`,
  );
}

function identityOf(request: ArmRequest, existing: StoredResource | undefined): JsonObject {
  const type = requiredString(request.body, 'identity', 'type');
  if (type === 'None') return { type };
  const { principalId = request.world.newGuid() } = objectAt(existing?.body, 'identity');
  return { type, principalId, tenantId: request.tenantId };
}

function propertiesOf(request: ArmRequest, existing: StoredResource | undefined): JsonObject {
  const sent = objectAt(request.body, 'properties');
  const before = objectAt(existing?.body, 'properties');
  const known = knowsProfiles(request.apiVersion) ? sent : omit(sent, profileNames);
  return {
    ...omit(known, [...readOnlyProperties, 'provisioningState']),
    ...(existing ? pick(before, readOnlyProperties) : { connectivityStatus: 'Connecting' }),
    arcAgentProfile: {
      agentAutoUpgrade: 'Enabled',
      systemComponents: [],
      ...objectAt(sent, 'arcAgentProfile'),
      agentState: null,
      agentErrors: at(before, 'arcAgentProfile', 'agentErrors') ?? [],
    },
    ...issuerProfile(known, existing),
    provisioningState: 'Succeeded',
  };
}

/** The profile as sent, with the URL that the service keeps. It can be dropped, not disabled. */
function issuerProfile(sent: JsonObject, existing: StoredResource | undefined): JsonObject {
  const profile = sent['oidcIssuerProfile'];
  if (!isObject(profile)) return {};
  const before = objectAt(existing?.body, 'properties', 'oidcIssuerProfile');
  if (before['enabled'] === true && booleanAt(profile, 'enabled') === false) {
    throw new ArmFault(
      400,
      'BadRequest',
      'Disabling the OIDC issuer of a connected cluster is not supported.',
    );
  }
  const isEnabled = profile['enabled'] === true;
  return {
    oidcIssuerProfile: {
      enabled: isEnabled,
      issuerUrl: isEnabled
        ? (stringAt(before, 'issuerUrl') ?? stringAt(existing?.hidden, 'issuerUrl') ?? '')
        : '',
      selfHostedIssuerUrl: stringAt(profile, 'selfHostedIssuerUrl') ?? '',
    },
  };
}

/** The service keeps the URL when the profile is dropped: it is the same when it comes back. */
function rememberIssuer({ body, hidden }: StoredResource): void {
  const issuerUrl = stringAt(body, 'properties', 'oidcIssuerProfile', 'issuerUrl');
  if (issuerUrl !== undefined) hidden['issuerUrl'] = issuerUrl;
}

const certificateOf = (body: JsonObject): string =>
  stringAt(body, 'properties', 'agentPublicKeyCertificate') ?? '';

/** Agents that hold another key than the one in Azure can no longer log in. */
function cutOff({ world }: ArmRequest, id: string): void {
  setStored(world, id, () => ({ connectivityStatus: 'Offline' }));
}

/** A kubeconfig for the cluster through Azure's relay. There is no relay here: nothing answers. */
function listUserCredential(request: ArmRequest, cluster: StoredResource): WriteResult {
  request.authorize(
    'Microsoft.Kubernetes/connectedClusters/listClusterUserCredential/action',
    cluster.id,
  );
  requiredString(request.body, 'authenticationMethod');
  const expiresAtSeconds = Math.floor(request.world.now() / 1000) + 10_800;
  const server = 'https://127.0.0.1:47011/proxies/simulated';
  const kubeconfig = [
    'apiVersion: v1',
    'kind: Config',
    `current-context: ${cluster.name}`,
    `clusters: [{name: ${cluster.name}, cluster: {server: ${server}}}]`,
    `contexts: [{name: ${cluster.name}, context: {cluster: ${cluster.name}, user: relay}}]`,
    'users: [{name: relay, user: {token: simulated}}]',
    '',
  ].join('\n');
  return {
    status: 200,
    body: {
      hybridConnectionConfig: {
        expirationTime: expiresAtSeconds,
        hybridConnectionName: `microsoft.kubernetes/connectedclusters/${cluster.name}`,
        relay: 'simulated-relay',
        token: 'simulated',
      },
      kubeconfigs: [{ name: 'Remote', value: Buffer.from(kubeconfig).toString('base64') }],
    },
  };
}
