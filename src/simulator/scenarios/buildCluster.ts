import type { JsonObject } from '../../core/model/json';
import { distributions, type Distribution, type DistributionName } from './distributions';
import { dayMs, hash7, isoAgo, minuteMs, put, putUnder, type Built, type Place } from './place';

export interface AgentError {
  readonly message: string;
  readonly severity: 'Low' | 'Medium' | 'High' | 'Critical';
  readonly component: string;
}

export interface ClusterSpec {
  readonly name: string;
  readonly distribution?: DistributionName;
  readonly connectivity?: 'Connecting' | 'Connected' | 'Offline' | 'Expired' | 'AgentNotInstalled';
  readonly lastSeenMsAgo?: number;
  readonly provisioningState?: string;
  readonly agentVersion?: string;
  readonly agentAutoUpgrade?: 'Enabled' | 'Disabled';
  readonly agentState?: string | null;
  readonly agentErrors?: readonly AgentError[];
  /**
   * `published`: the issuer URL is in ARM and its document answers. `pending`: the flag is on, no URL
   * yet. `unreachable`: there is a URL, its document is 404. Default: `published`.
   */
  readonly oidc?: 'off' | 'pending' | 'published' | 'unreachable';
  /** `absent`: never asked for; `disabled`: asked for once, off now. Default: as `oidc`. */
  readonly workloadIdentity?: 'enabled' | 'disabled' | 'absent';
  /** `differs`: ARM's issuer URL ends with a slash that tokens and the document don't have. */
  readonly trailingSlash?: 'agrees' | 'differs';
  /** `dropped`: a managed cluster whose `selfHostedIssuerUrl` is no longer in ARM. */
  readonly ownIssuer?: 'known' | 'dropped';
  /** What the API server signs tokens with: the published issuer, or its own cluster-local one. */
  readonly apiServer?: 'published' | 'local';
}

export interface Cluster extends Built {
  /** ARM's `oidcIssuerProfile.issuerUrl`; empty while there is none. */
  readonly issuerUrl: string;
  readonly selfHostedIssuerUrl: string;
  /** The issuer exactly as tokens and the discovery document carry it; empty while there is none. */
  readonly tokenIssuer: string;
}

const clusterType = 'Microsoft.Kubernetes/connectedClusters';
const extensionType = 'Microsoft.KubernetesConfiguration/extensions';

/** A connected cluster with the agents' view of it, and the issuer document that Arc publishes. */
export function aCluster(place: Place, spec: ClusterSpec): Cluster {
  const { world, group } = place;
  const location = place.location ?? group.location;
  const tenantId = world.subscriptions.get(group.subscriptionId)?.tenantId ?? '';
  const facts: Distribution = distributions[spec.distribution ?? 'k3s'];
  const oidc = spec.oidc ?? 'published';
  const hasUrl = oidc === 'published' || oidc === 'unreachable';
  const bare = hasUrl
    ? `https://${location}.oic.prod-arc.azure.com/${tenantId}/${world.newGuid()}`
    : '';
  const issuerUrl = hasUrl ? `${bare}/` : '';
  const ownIssuer = (hasUrl && facts.ownIssuer?.(world, tenantId, spec.name)) || '';
  const selfHostedIssuerUrl = spec.ownIssuer === 'dropped' ? '' : ownIssuer;
  const tokenIssuer = ownIssuer || (spec.trailingSlash === 'differs' ? bare : issuerUrl);

  const connectivity = spec.connectivity ?? 'Connected';
  const profiles: JsonObject =
    oidc === 'off' ? {} : { oidcIssuerProfile: { enabled: true, issuerUrl, selfHostedIssuerUrl } };
  const workloadIdentity = spec.workloadIdentity ?? (oidc === 'off' ? 'absent' : 'enabled');
  const built = put(
    place,
    clusterType,
    spec.name,
    {
      ...(facts.kind ? { kind: facts.kind } : {}),
      identity: { type: 'SystemAssigned', principalId: world.newGuid(), tenantId },
      properties: {
        agentPublicKeyCertificate: facts.kind ? '' : publicKey(world.newGuid()),
        provisioningState: spec.provisioningState ?? 'Succeeded',
        connectivityStatus: connectivity,
        distribution: facts.distribution,
        distributionVersion: facts.kubernetesVersion,
        infrastructure: facts.infrastructure,
        azureHybridBenefit: 'NotApplicable',
        privateLinkState: 'Disabled',
        agentVersion: spec.agentVersion ?? '1.28.3',
        kubernetesVersion: facts.kubernetesVersion,
        totalNodeCount: facts.nodes,
        totalCoreCount: facts.nodes * facts.coresPerNode,
        offering: '',
        lastConnectivityTime: isoAgo(world, spec.lastSeenMsAgo ?? 2 * minuteMs),
        managedIdentityCertificateExpirationTime: isoAgo(
          world,
          connectivity === 'Expired' ? 6 * dayMs : -60 * dayMs,
        ),
        miscellaneousProperties: {},
        arcAgentryConfigurations: [],
        arcAgentProfile: {
          desiredAgentVersion: '',
          agentAutoUpgrade: spec.agentAutoUpgrade ?? 'Enabled',
          systemComponents: [],
          agentState: spec.agentState === undefined ? 'Succeeded' : spec.agentState,
          agentErrors: (spec.agentErrors ?? []).map((error) => ({
            ...error,
            time: isoAgo(world, 40 * minuteMs),
          })),
        },
        ...profiles,
        ...(workloadIdentity === 'absent'
          ? {}
          : { securityProfile: { workloadIdentity: { enabled: workloadIdentity === 'enabled' } } }),
      },
    },
    spec.apiServer === 'local' || tokenIssuer === ''
      ? { apiServerIssuer: 'https://kubernetes.default.svc.cluster.local' }
      : { apiServerIssuer: tokenIssuer },
  );
  if (oidc === 'published') {
    const { host, pathname } = new URL(tokenIssuer);
    const key = `${host}${pathname.replace(/\/$/, '')}`;
    world.issuers.set(key, { issuer: tokenIssuer, clusterId: built.id });
  }
  return { ...built, issuerUrl, selfHostedIssuerUrl, tokenIssuer };
}

export interface ExtensionSpec {
  readonly name: string;
  readonly type: string;
  readonly version: string;
  readonly namespace: string;
  readonly provisioningState?: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly settings?: Record<string, string>;
}

/** A cluster extension; gives its id. */
function anExtension(place: Place, cluster: Cluster, spec: ExtensionSpec): string {
  const { world } = place;
  return putUnder(world, cluster, `providers/${extensionType}/${spec.name}`, extensionType, {
    identity: { type: 'SystemAssigned', principalId: world.newGuid(), tenantId: cluster.tenantId },
    properties: {
      extensionType: spec.type,
      autoUpgradeMinorVersion: false,
      releaseTrain: 'stable',
      version: spec.version,
      currentVersion: spec.version,
      scope: { cluster: { releaseNamespace: spec.namespace } },
      configurationSettings: spec.settings ?? {},
      configurationProtectedSettings: {},
      provisioningState: spec.provisioningState ?? 'Succeeded',
      statuses: [],
      errorInfo: spec.error ?? null,
      customLocationSettings: null,
      packageUri: null,
      isSystemExtension: false,
    },
  }).id;
}

/** Extensions that Azure IoT Operations brings along. */
export interface PlatformSpec {
  /** The Secret Store extension; `absent` on clusters that were deployed without it. */
  readonly secretStore?: 'Succeeded' | 'Failed' | 'absent';
}

/** IoT Operations and what it needs on the cluster; gives the ids a custom location lists. */
export function aPlatform(place: Place, cluster: Cluster, spec: PlatformSpec = {}): string[] {
  const secretStore = spec.secretStore ?? 'Succeeded';
  const ids = [
    anExtension(place, cluster, {
      name: 'azure-iot-operations-platform',
      type: 'microsoft.iotoperations.platform',
      version: '0.7.25',
      namespace: 'cert-manager',
    }),
    anExtension(place, cluster, {
      name: `azure-iot-operations-${hash7(cluster.id).slice(0, 5)}`,
      type: 'microsoft.iotoperations',
      version: '1.2.36',
      namespace: 'azure-iot-operations',
      settings: { 'connectors.values.mqttBroker.address': 'mqtts://aio-broker:18883' },
    }),
  ];
  if (secretStore !== 'absent') {
    ids.push(
      anExtension(place, cluster, {
        name: 'azure-secret-store',
        type: 'microsoft.azure.secretstore',
        version: '1.1.5',
        namespace: 'azure-secret-store',
        provisioningState: secretStore,
        settings: {
          rotationPollIntervalInSeconds: '120',
          'validatingAdmissionPolicies.applyPolicies': 'false',
        },
        ...(secretStore === 'Failed'
          ? {
              error: {
                code: 'ExtensionOperationFailed',
                message:
                  'Helm installation failed: cert-manager webhook is not ready in namespace cert-manager.',
              },
            }
          : {}),
      }),
    );
  }
  return ids;
}

/** Text of the length and look of an agent's public key; nobody can log in with it. */
const publicKey = (seed: string): string =>
  `MIICCgKCAgEA${Buffer.from(seed.repeat(18)).toString('base64').slice(0, 686)}CAwEAAQ==`;
