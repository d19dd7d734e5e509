import { t } from '@vscode/l10n';
import { setElsewhere } from '../checks/cluster';
import { provisioning } from '../checks/provisioning';
import { UserFacingError } from '../errors';
import { parseArmIdOf, resourceTypes, shortPath } from '../model/armId';
import type { Fact } from '../model/fact';
import { readInstancesOn } from '../observe/neighbours';
import type { Cluster, Instance } from '../observe/observation';
import { requireAllowed, type CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import type { Kept, Plan, PlannedWrite } from '../plan/plan';
import type { PreparedRemoval } from '../plan/removal';
import { requireReviewed } from '../plan/reviewed';
import type { Azure, Clock, RequestContext } from '../ports';
import { clusterNeeds } from '../stages/cluster';
import { someNames } from '../stages/someNames';
import { usualAgents, usualUpdate } from '../stages/usual';
import { awaitAgents } from '../steps/awaitAgents';
import {
  certificateObstacle,
  clusterBody,
  ensureClusterProfiles,
  shownCluster,
} from '../steps/ensureClusterProfiles';
import { readCluster } from './enableClusterIdentity';

export interface DisableClusterIdentityTools {
  readonly azure: Azure;
  readonly clock: Clock;
}

export interface DisableClusterIdentityTarget {
  readonly tenantId: string;
  readonly clusterId: string;
  /** What the run is shown at: an instance on the cluster, or the cluster itself. */
  readonly subjectId: string;
  readonly subjectName: string;
}

type StepId = 'observe' | 'update' | 'wait';

const wanted = { isWorkloadIdentityEnabled: false } as const;

/** On, or off by a write that failed: Azure shows what was wanted, whether the cluster got it or not. */
const isLeft = ({ isWorkloadIdentityEnabled, provisioningState }: Cluster): boolean =>
  isWorkloadIdentityEnabled || provisioning(provisioningState) === 'failed';

/** Why it cannot be turned off through Azure now, with what to do; undefined: it can, or is off. */
function findObstacle(cluster: Cluster): string | undefined {
  const { name, connectivity, provisioningState } = cluster;
  if (!isLeft(cluster)) return undefined;
  if (setElsewhere(cluster)) {
    return t(
      'The workload identity of {0} was not turned on through Azure Arc, so it cannot be turned off through it. Change it where the cluster was created.',
      name,
    );
  }
  if (connectivity !== 'connected') {
    return t(
      'Cluster {0} is not connected to Azure, so its agents would not notice. Bring it back first; then run this again.',
      name,
    );
  }
  return provisioning(provisioningState) === 'running'
    ? t(
        '{0} is being changed at the moment ({1}). Try again when that has ended.',
        name,
        provisioningState ?? '',
      )
    : certificateObstacle(cluster);
}

const toWrites = (cluster: Cluster): readonly PlannedWrite[] =>
  isLeft(cluster)
    ? [
        {
          stepId: 'update' satisfies StepId,
          title: t('Turn off workload identity'),
          detail: t('{0}; all else of it stays', cluster.name),
          method: 'PUT',
          resourceId: cluster.id,
          now: shownCluster(cluster.body),
          then: clusterBody(cluster.body, wanted),
          needs: clusterNeeds(cluster.id),
        },
      ]
    : [];

function toKept({ isOidcEnabled, issuerUrl, selfHostedIssuerUrl }: Cluster): readonly Kept[] {
  return [
    ...(isOidcEnabled
      ? [
          {
            title: t('OIDC issuer'),
            because: t('it cannot be turned off: Azure Arc does not support that'),
          },
        ]
      : []),
    ...[selfHostedIssuerUrl ?? issuerUrl].flatMap((issuer) =>
      issuer === undefined
        ? []
        : [
            {
              title: t('What the API server signs with'),
              because: t('Azure does not change it; pods rely on the issuer {0}', issuer),
            },
          ],
    ),
    {
      title: t('Provider classes, credentials and identities'),
      because: t('they work again when it is turned on again'),
    },
  ];
}

/** What relies on it, as far as it can be told. */
function toCautions(
  { isWorkloadIdentityEnabled }: Cluster,
  instances: Fact<readonly Instance[]>,
): readonly string[] {
  if (!isWorkloadIdentityEnabled) return [];
  if (instances.kind === 'unknown') {
    return [
      t(
        'The instances on the cluster could not be read. Whether one of them relies on it is not known: {0}',
        instances.because,
      ),
    ];
  }
  const users = (instances.kind === 'known' ? instances.value : []).filter(
    ({ defaultClassId, userAssignedIdentities }) =>
      defaultClassId !== undefined || userAssignedIdentities.length > 0,
  );
  return users.length === 0
    ? []
    : [
        t(
          'Secret synchronization and cloud connections rely on it and may stop. They are those of {0}',
          someNames(
            users.map(({ name }) => name),
            6,
          ),
        ),
      ];
}

interface Look {
  readonly cluster: Cluster;
  readonly writes: readonly PlannedWrite[];
  readonly permissions: readonly CheckedPermission[];
}

/** @throws {UserFacingError} why it cannot be done */
async function look(
  { azure }: DisableClusterIdentityTools,
  { clusterId }: DisableClusterIdentityTarget,
  context: RequestContext,
): Promise<Look> {
  const cluster = await readCluster(azure, clusterId, context);
  const obstacle = findObstacle(cluster);
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  const writes = toWrites(cluster);
  return { cluster, writes, permissions: await checkWrites(azure, writes, context) };
}

const createPlan = (
  tools: DisableClusterIdentityTools,
  target: DisableClusterIdentityTarget,
  writes: readonly PlannedWrite[],
): Plan<StepId> => ({
  id: 'disableClusterIdentity',
  title: t('Turn off workload identity'),
  subjectId: target.subjectId,
  subjectName: target.subjectName,
  tenantId: target.tenantId,
  request: { planId: 'disableClusterIdentity', target },
  agreed: writes,
  steps: {
    observe: { title: t('Read the present state'), detail: shortPath(target.clusterId) },
    update: {
      title: t('Turn off workload identity'),
      detail: shortPath(target.clusterId),
      usual: usualUpdate(),
    },
    wait: {
      title: t('Wait for the agents'),
      detail: shortPath(target.clusterId),
      usual: usualAgents(),
    },
  },
  prepareAgain: (context) => prepareDisableClusterIdentity(tools, target, context),
  order: 'update',
  async run(run) {
    const { cluster } = await run.step('observe', async (context) => {
      const now = await look(tools, target, context);
      requireReviewed(now.writes, writes);
      requireAllowed(now.permissions);
      return now;
    });
    if (isLeft(cluster)) {
      await run.step('update', (context) =>
        ensureClusterProfiles(tools.azure, cluster.id, wanted, context),
      );
    } else {
      run.skip('update', t('Nothing left to do'));
    }
    await run.step('wait', async (context) => {
      await awaitAgents(
        tools,
        {
          clusterId: cluster.id,
          missing: ({ isWorkloadIdentityEnabled }) =>
            isWorkloadIdentityEnabled
              ? t('the agents have not taken the setting over yet')
              : undefined,
          fallback: t('Look at the pods in the namespace azure-arc, then run it again.'),
        },
        context,
      );
    });
  },
});

/**
 * Looks at the cluster and says what turning its workload identity off would change and keep, together
 * with the plan that does it. The OIDC issuer cannot be turned off.
 *
 * Writes nothing.
 *
 * @throws {UserFacingError} what is wrong, and what applies to this kind of cluster
 */
export async function prepareDisableClusterIdentity(
  tools: DisableClusterIdentityTools,
  target: DisableClusterIdentityTarget,
  context: RequestContext,
): Promise<PreparedRemoval> {
  if (!parseArmIdOf(resourceTypes.cluster, target.clusterId)) {
    throw new UserFacingError(
      t('“{0}” is not the resource id of an Arc-enabled cluster.', target.clusterId),
    );
  }
  const { cluster, writes, permissions } = await look(tools, target, context);
  const instances = await readInstancesOn({ ...tools, context }, cluster.id);
  return {
    plan: createPlan(tools, target, writes),
    writes,
    permissions,
    kept: toKept(cluster),
    cautions: toCautions(cluster, instances),
  };
}
