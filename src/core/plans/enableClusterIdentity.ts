import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { parseArmIdOf, resourceTypes, shortPath } from '../model/armId';
import type { Cluster } from '../observe/observation';
import { toCluster } from '../observe/parse';
import { resolveIssuer } from '../observe/resolveIssuer';
import { checkPermissions } from '../permissions';
import type { Plan, PlannedWrite } from '../plan/plan';
import type { Azure, Clock, RequestContext } from '../ports';
import { awaitIssuer, usualIssuerMs } from '../steps/awaitIssuer';
import { ensureClusterProfiles } from '../steps/ensureClusterProfiles';
import { findClusterObstacle, needsOwnIssuer } from './clusterObstacles';

export interface EnableClusterIdentityTools {
  readonly azure: Azure;
  readonly clock: Clock;
}

export interface EnableClusterIdentityTarget {
  readonly tenantId: string;
  readonly clusterId: string;
  /** What the run is shown at: an instance on the cluster, or the cluster itself. */
  readonly subjectId: string;
  readonly subjectName: string;
  /** Of a cluster with a public issuer of its own (AKS, EKS, GKE). */
  readonly selfHostedIssuerUrl?: string;
}

type StepId = 'observe' | 'update' | 'wait' | 'issuer';

const areBothOn = (cluster: Cluster): boolean =>
  cluster.isOidcEnabled && cluster.isWorkloadIdentityEnabled;

/**
 * Reads the cluster.
 *
 * @throws {UserFacingError} it is not there
 * @throws {ArmError} it cannot be read
 */
export async function readCluster(
  azure: Azure,
  clusterId: string,
  context: RequestContext,
): Promise<Cluster> {
  const body = await azure.arm.find(clusterId, apiVersions.cluster, context);
  const cluster = body && toCluster(body);
  if (cluster) return cluster;
  throw new UserFacingError(
    t(
      '{0} does not exist, or your account may not see it. Refresh the tree.',
      shortPath(clusterId),
    ),
  );
}

/** @throws {UserFacingError} why it cannot be done, before anything was written */
async function look(
  { azure }: EnableClusterIdentityTools,
  target: EnableClusterIdentityTarget,
  context: RequestContext,
): Promise<Cluster> {
  const cluster = await readCluster(azure, target.clusterId, context);
  if (areBothOn(cluster) && target.selfHostedIssuerUrl === undefined) return cluster;
  const obstacle = findClusterObstacle(cluster);
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  if (needsOwnIssuer(cluster) && target.selfHostedIssuerUrl === undefined) {
    throw new UserFacingError(
      t(
        '{0} has a public issuer of its own, and Azure Arc has to be told its URL. Run the command again and give it.',
        cluster.name,
      ),
    );
  }
  const [write] = await checkPermissions(
    azure,
    [{ action: 'Microsoft.Kubernetes/connectedClusters/write', scope: cluster.id }],
    context,
  );
  if (write?.permission === 'denied') {
    throw new UserFacingError(
      t(
        'Your account lacks the permission {0} on {1}, so nothing was changed. Ask an administrator for it, for example the role “Kubernetes Cluster - Azure Arc Onboarding” or Contributor.',
        write.action,
        cluster.name,
      ),
    );
  }
  return cluster;
}

function toWrites(
  cluster: Cluster,
  { selfHostedIssuerUrl }: EnableClusterIdentityTarget,
): readonly PlannedWrite[] {
  if (areBothOn(cluster) && selfHostedIssuerUrl === undefined) return [];
  const changes = [
    ...(cluster.isOidcEnabled ? [] : [t('OIDC issuer on')]),
    ...(cluster.isWorkloadIdentityEnabled ? [] : [t('workload identity on')]),
    ...(selfHostedIssuerUrl === undefined ? [] : [t('own issuer {0}', selfHostedIssuerUrl)]),
  ];
  return [
    {
      title: t('Turn on OIDC issuer and workload identity'),
      detail: t('{0}: {1}; all else stays as it is', cluster.name, changes.join(', ')),
      method: 'PUT',
      resourceId: cluster.id,
    },
  ];
}

function createPlan(
  tools: EnableClusterIdentityTools,
  target: EnableClusterIdentityTarget,
  preview: Cluster,
): Plan<StepId> {
  const { azure } = tools;
  const path = shortPath(target.clusterId);
  return {
    id: 'enableClusterIdentity',
    title: t('Enable OIDC issuer and workload identity'),
    subjectId: target.subjectId,
    subjectName: target.subjectName,
    tenantId: target.tenantId,
    steps: {
      observe: { title: t('Read the present state'), detail: path },
      update: { title: t('Turn on OIDC issuer and workload identity'), detail: path },
      wait: {
        title: t('Wait for the agents and the issuer'),
        detail: preview.name,
        usual: usualIssuerMs,
      },
      issuer: { title: t('Check the issuer’s discovery document'), detail: preview.name },
    },
    async run(run) {
      const cluster = await run.step('observe', (context) => look(tools, target, context));
      if (toWrites(cluster, target).length === 0) {
        run.skip('update', t('Already done'));
      } else {
        await run.step('update', (context) =>
          ensureClusterProfiles(
            azure,
            cluster.id,
            {
              isOidcEnabled: true,
              isWorkloadIdentityEnabled: true,
              ...(target.selfHostedIssuerUrl === undefined
                ? {}
                : { selfHostedIssuerUrl: target.selfHostedIssuerUrl }),
            },
            context,
          ),
        );
      }
      const ready = await run.step('wait', (context) => awaitIssuer(tools, cluster.id, context));
      await run.step('issuer', async (context) => {
        const published = ready.selfHostedIssuerUrl ?? ready.issuerUrl ?? '';
        const { issuer, isVerified, because } = await resolveIssuer(
          azure.issuers,
          published,
          context,
        );
        context.report(isVerified ? issuer : t('{0} · not verified: {1}', issuer, because ?? ''));
      });
    },
  };
}

/**
 * Looks at the cluster and says what turning on its OIDC issuer and workload identity would write
 * (nothing when both are on: then the plan only waits for the issuer and checks it), together with
 * the plan that does it. A plan that was left while it waited can be started again.
 *
 * Writes nothing.
 *
 * @throws {UserFacingError} what is wrong, and what applies to this kind of cluster
 */
export async function prepareEnableClusterIdentity(
  tools: EnableClusterIdentityTools,
  target: EnableClusterIdentityTarget,
  context: RequestContext,
): Promise<{ readonly plan: Plan; readonly writes: readonly PlannedWrite[] }> {
  if (!parseArmIdOf(resourceTypes.cluster, target.clusterId)) {
    throw new UserFacingError(
      t('“{0}” is not the resource id of an Arc-enabled cluster.', target.clusterId),
    );
  }
  const cluster = await look(tools, target, context);
  return { plan: createPlan(tools, target, cluster), writes: toWrites(cluster, target) };
}
