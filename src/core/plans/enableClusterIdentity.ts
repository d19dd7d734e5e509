import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { parseArmIdOf, resourceTypes, shortPath } from '../model/armId';
import type { Cluster } from '../observe/observation';
import { toCluster } from '../observe/parse';
import { requireAllowed, type CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import type { Plan, PlannedWrite, PreparedPlan } from '../plan/plan';
import { requireReviewed } from '../plan/reviewed';
import type { Azure, Clock, RequestContext } from '../ports';
import {
  carryOutCluster,
  awaitedOf,
  clusterStageObstacle,
  clusterSteps,
  clusterWrites,
  type ClusterChoice,
  type ClusterStep,
} from '../stages/cluster';

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

type StepId = 'observe' | ClusterStep;

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

interface Look {
  readonly cluster: Cluster;
  readonly writes: readonly PlannedWrite[];
  readonly permissions: readonly CheckedPermission[];
}

/** @throws {UserFacingError} why it cannot be done */
async function look(
  { azure }: EnableClusterIdentityTools,
  target: EnableClusterIdentityTarget,
  context: RequestContext,
): Promise<Look> {
  const cluster = await readCluster(azure, target.clusterId, context);
  const obstacle = clusterStageObstacle(cluster, choiceOf(target));
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  const writes = clusterWrites(cluster, choiceOf(target));
  return { cluster, writes, permissions: await checkWrites(azure, writes, context) };
}

const choiceOf = ({ selfHostedIssuerUrl }: EnableClusterIdentityTarget): ClusterChoice =>
  selfHostedIssuerUrl === undefined ? {} : { selfHostedIssuerUrl };

const createPlan = (
  tools: EnableClusterIdentityTools,
  target: EnableClusterIdentityTarget,
  preview: Cluster,
  reviewed: readonly PlannedWrite[],
): Plan<StepId> => ({
  id: 'enableClusterIdentity',
  title: t('Enable OIDC issuer and workload identity'),
  subjectId: target.subjectId,
  subjectName: target.subjectName,
  tenantId: target.tenantId,
  request: { planId: 'enableClusterIdentity', target },
  agreed: reviewed,
  steps: {
    observe: { title: t('Read the present state'), detail: shortPath(target.clusterId) },
    ...clusterSteps(preview),
  },
  prepareAgain: (context) => prepareEnableClusterIdentity(tools, target, context),
  order: 'update',
  async run(run) {
    const { cluster } = await run.step('observe', async (context) => {
      const now = await look(tools, target, context);
      requireReviewed(now.writes, reviewed);
      requireAllowed(now.permissions);
      return now;
    });
    await carryOutCluster(run, tools, cluster, choiceOf(target));
  },
});

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
): Promise<PreparedPlan> {
  if (!parseArmIdOf(resourceTypes.cluster, target.clusterId)) {
    throw new UserFacingError(
      t('“{0}” is not the resource id of an Arc-enabled cluster.', target.clusterId),
    );
  }
  const { cluster, writes, permissions } = await look(tools, target, context);
  const waits = awaitedOf(cluster);
  return {
    plan: createPlan(tools, target, cluster, writes),
    writes,
    permissions,
    ...(waits === undefined ? {} : { waits }),
  };
}
