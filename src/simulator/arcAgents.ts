import { at, booleanAt, objectsAt, stringAt } from '../core/model/json';
import { objectAt, setStored } from './requestBody';
import { timings } from './timings';
import type { StoredResource, World } from './world';

/** Managed clusters whose API server signs with a public issuer of its own. */
const ownIssuerDistributions: ReadonlySet<string> = new Set(['aks', 'eks', 'gke']);

/** Agents of this minor version and newer bring the workload identity webhook. */
const minimumWebhookMinor = 21;

const localIssuer = 'https://kubernetes.default.svc.cluster.local';

/**
 * What the Arc agents do after the desired state of their cluster was written: they notice it, the
 * service creates the issuer, they publish its keys and report. Agents that are not connected do
 * nothing. The API server of the cluster is not theirs: see {@link setApiServerIssuer}.
 *
 * @see https://learn.microsoft.com/azure/azure-arc/kubernetes/workload-identity
 */
export function applyDesiredState(cluster: StoredResource, world: World): void {
  const { id } = cluster;
  if (stringAt(cluster.body, 'properties', 'connectivityStatus') !== 'Connected') return;
  const round = Number(cluster.hidden['desiredStateRound'] ?? 0) + 1;
  cluster.hidden['desiredStateRound'] = round;

  const ifCurrent = (work: (current: StoredResource) => void) => () => {
    const current = world.resources.get(id);
    if (!current || current.hidden['desiredStateRound'] !== round) return;
    if (stringAt(current.body, 'properties', 'connectivityStatus') === 'Connected') work(current);
  };
  const draw = ([low, high]: readonly [number, number]): number => world.between(low, high);

  const noticedAtMs = world.now() + draw(timings.agentPickUpMs);
  world.schedule(
    noticedAtMs,
    ifCurrent((current) => {
      setAgentState(world, current, 'Updating');
    }),
  );
  const needsUrl = wantsIssuer(cluster) && issuerUrlOf(cluster) === '';
  const publishedAtMs = needsUrl ? world.now() + draw(timings.issuerPublishedMs) : noticedAtMs;
  if (needsUrl) {
    world.schedule(
      publishedAtMs,
      ifCurrent((current) => {
        publishIssuer(world, current);
      }),
    );
  }
  world.schedule(
    publishedAtMs + draw(timings.agentSettleMs),
    ifCurrent((current) => {
      settle(world, current);
    }),
  );
}

const wantsIssuer = (cluster: StoredResource): boolean =>
  booleanAt(cluster.body, 'properties', 'oidcIssuerProfile', 'enabled') === true;

const issuerUrlOf = (cluster: StoredResource): string =>
  stringAt(cluster.body, 'properties', 'oidcIssuerProfile', 'issuerUrl') ?? '';

/** The issuer's GUID stays for the life of the cluster. */
function publishIssuer(world: World, cluster: StoredResource): void {
  const location = stringAt(cluster.body, 'location') ?? 'westeurope';
  const issuerUrl =
    stringAt(cluster.hidden, 'issuerUrl') ??
    `https://${location}.oic.prod-arc.azure.com/${cluster.tenantId}/${world.newGuid()}/`;
  cluster.hidden['issuerUrl'] = issuerUrl;
  const distribution = stringAt(cluster.body, 'properties', 'distribution')?.toLowerCase() ?? '';
  const own = stringAt(cluster.body, 'properties', 'oidcIssuerProfile', 'selfHostedIssuerUrl');
  if (own !== undefined && ownIssuerDistributions.has(distribution)) {
    cluster.hidden['apiServerIssuer'] = own;
    publishDocument(world, cluster.id, own);
  }
  publishDocument(world, cluster.id, issuerUrl);
  setStored(world, cluster.id, (properties) => ({
    oidcIssuerProfile: { ...objectAt(properties, 'oidcIssuerProfile'), issuerUrl },
  }));
}

function publishDocument(world: World, clusterId: string, issuer: string): void {
  const key = issuerKey(issuer);
  if (key !== undefined && !world.issuers.has(key)) world.issuers.set(key, { issuer, clusterId });
}

/** The key of `World.issuers`: host and path, no trailing slash. Undefined: not an https URL. */
export function issuerKey(issuer: string): string | undefined {
  if (!URL.canParse(issuer)) return undefined;
  const { protocol, host, pathname } = new URL(issuer);
  return protocol === 'https:' ? `${host}${pathname.replace(/\/+$/, '')}` : undefined;
}

function settle(world: World, cluster: StoredResource): void {
  const isWebhookWanted =
    booleanAt(cluster.body, 'properties', 'securityProfile', 'workloadIdentity', 'enabled') ===
    true;
  const version = stringAt(cluster.body, 'properties', 'agentVersion') ?? '';
  if (isWebhookWanted && Number(version.split('.')[1] ?? Infinity) < minimumWebhookMinor) {
    setAgentState(world, cluster, 'Failed', {
      message: `Agent version ${version} does not support workload identity. Upgrade the agents to 1.${minimumWebhookMinor} or later.`,
      severity: 'High',
      component: 'wiextension',
      time: new Date(world.now()).toISOString(),
    });
    return;
  }
  const errors = objectsAt(cluster.body, 'properties', 'arcAgentProfile', 'agentErrors');
  setAgentState(world, cluster, errors.length > 0 ? 'Failed' : 'Succeeded');
}

function setAgentState(
  world: World,
  cluster: StoredResource,
  agentState: string,
  error?: Readonly<Record<string, string>>,
): void {
  setStored(world, cluster.id, (properties) => ({
    lastConnectivityTime: new Date(world.now()).toISOString(),
    arcAgentProfile: {
      ...objectAt(properties, 'arcAgentProfile'),
      agentState,
      ...(error ? { agentErrors: [error] } : {}),
    },
  }));
}

/** The issuer that the cluster's API server writes into service-account tokens. */
export const apiServerIssuerOf = (cluster: StoredResource): string =>
  stringAt(cluster.hidden, 'apiServerIssuer') ?? localIssuer;

/**
 * What a person does on the node of a cluster (`service-account-issuer`, restart): nothing in Azure
 * shows it. Without `issuer` it is the one that Azure Arc has published.
 *
 * @throws {Error} there is no such cluster, or it has no issuer yet
 */
export function setApiServerIssuer(world: World, clusterId: string, issuer?: string): void {
  const cluster = world.resources.get(clusterId);
  const chosen = issuer ?? (cluster && issuerUrlOf(cluster));
  if (!cluster || !chosen) throw new Error(`The cluster ${clusterId} has no issuer.`);
  cluster.hidden['apiServerIssuer'] = chosen;
}

/** Whether the cluster's agents and controllers reach Azure now. */
export const isConnected = (cluster: StoredResource): boolean =>
  at(cluster.body, 'properties', 'connectivityStatus') === 'Connected';
