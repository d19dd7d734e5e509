import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { provisioning } from '../checks/provisioning';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import { at, booleanAt, isObject, objectsAt, stringAt, type JsonObject } from '../model/json';
import type { Cluster } from '../observe/observation';
import { toCluster } from '../observe/parse';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { armResource, replaceFresh } from './replaceFresh';
import { writableBody } from './writableBody';

/** What the service fills in on a connected cluster. */
const readOnly = [
  'agentVersion',
  'connectivityStatus',
  'kubernetesVersion',
  'lastConnectivityTime',
  'managedIdentityCertificateExpirationTime',
  'miscellaneousProperties',
  'offering',
  'provisioningState',
  'totalCoreCount',
  'totalNodeCount',
] as const;

/** What of a cluster this step may change. */
const told = [
  'properties.oidcIssuerProfile.enabled',
  'properties.oidcIssuerProfile.selfHostedIssuerUrl',
  'properties.securityProfile.workloadIdentity.enabled',
] as const;

/** The two profiles as they shall be. */
export interface ClusterProfiles {
  /** True turns the issuer on. It can't be turned off again, so there is no false. */
  readonly isOidcEnabled?: true;
  readonly isWorkloadIdentityEnabled: boolean;
  /** For clusters with a public issuer of their own. Absent: the one that is set stays. */
  readonly selfHostedIssuerUrl?: string;
}

const objectIn = (body: JsonObject, ...path: readonly string[]): JsonObject => {
  const found = at(body, ...path);
  return isObject(found) ? found : {};
};

const without = (body: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

function agentProfile(fresh: JsonObject): JsonObject {
  const profile = objectIn(fresh, 'properties', 'arcAgentProfile');
  if (Object.keys(profile).length === 0) return {};
  const components = objectsAt(profile, 'systemComponents');
  return {
    arcAgentProfile: {
      ...without(profile, 'agentState', 'agentErrors'),
      ...(components.length === 0
        ? {}
        : { systemComponents: components.map((each) => without(each, 'currentVersion')) }),
    },
  };
}

/**
 * The whole body to PUT: everything as it was read, but for both profiles. The certificate of the
 * agents is among it; with another one they could no longer reach Azure.
 */
export function clusterBody(fresh: JsonObject, want: ClusterProfiles): JsonObject {
  const security = objectIn(fresh, 'properties', 'securityProfile');
  const workloadIdentity = objectIn(security, 'workloadIdentity');
  return writableBody(fresh, readOnly, {
    ...agentProfile(fresh),
    oidcIssuerProfile: {
      ...without(objectIn(fresh, 'properties', 'oidcIssuerProfile'), 'issuerUrl'),
      ...(want.isOidcEnabled === true ? { enabled: true } : {}),
      ...(want.selfHostedIssuerUrl === undefined
        ? {}
        : { selfHostedIssuerUrl: want.selfHostedIssuerUrl }),
    },
    securityProfile: {
      ...security,
      workloadIdentity: { ...workloadIdentity, enabled: want.isWorkloadIdentityEnabled },
    },
  });
}

/** The cluster as the review shows it: without what Azure owns. */
export const shownCluster = (fresh: JsonObject): JsonObject =>
  clusterBody(fresh, {
    isWorkloadIdentityEnabled:
      booleanAt(fresh, 'properties', 'securityProfile', 'workloadIdentity', 'enabled') ?? false,
  });

/** Why a cluster, as it was read, must not be written: a PUT replaces the certificate, too. */
export const certificateObstacle = ({ name, body }: Cluster): string | undefined =>
  stringAt(body, 'properties', 'agentPublicKeyCertificate') === undefined
    ? t(
        'Azure did not show the certificate of the agents of {0}. Without it an update would cut the cluster off, so nothing was changed. Ask for the role Contributor on the cluster, or update it by the Azure CLI (az connectedk8s update).',
        name,
      )
    : undefined;

/** Undefined: all is as wanted. */
function wantedBody(
  clusterId: string,
  fresh: JsonObject | undefined,
  want: ClusterProfiles,
): JsonObject | undefined {
  const cluster = fresh && toCluster(fresh);
  if (!fresh || !cluster) {
    throw new UserFacingError(t('{0} no longer exists. Refresh the tree.', shortPath(clusterId)));
  }
  const isDone =
    provisioning(cluster.provisioningState) !== 'failed' &&
    (want.isOidcEnabled !== true || cluster.isOidcEnabled) &&
    cluster.isWorkloadIdentityEnabled === want.isWorkloadIdentityEnabled &&
    (want.selfHostedIssuerUrl === undefined ||
      cluster.selfHostedIssuerUrl === want.selfHostedIssuerUrl);
  if (isDone) return undefined;
  if (provisioning(cluster.provisioningState) === 'running') {
    throw new UserFacingError(
      t(
        '{0} is being changed at the moment ({1}). Try again when that has ended.',
        cluster.name,
        cluster.provisioningState ?? '',
      ),
    );
  }
  const obstacle = certificateObstacle(cluster);
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  return clusterBody(fresh, want);
}

/**
 * Sets both profiles of the cluster, from a GET of the same moment. The agents notice it by
 * themselves; see `awaitIssuer`.
 *
 * Idempotent: writes nothing when all is as wanted, since a PUT starts the agents' work anew. After a
 * write that failed it is written again: Azure shows what was wanted, whether the cluster got it or not.
 *
 * @throws {UserFacingError} the cluster is gone, being changed, or lacks what a PUT must echo
 * @see https://learn.microsoft.com/azure/templates/microsoft.kubernetes/connectedclusters (2026-05-01)
 */
export async function ensureClusterProfiles(
  azure: Azure,
  clusterId: string,
  want: ClusterProfiles,
  context: StepContext,
): Promise<void> {
  await replaceFresh(
    armResource(azure, clusterId, { apiVersion: apiVersions.cluster, toShown: shownCluster, told }),
    (fresh) => wantedBody(clusterId, fresh, want),
    context,
  );
}
