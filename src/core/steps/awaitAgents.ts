import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { provisioning } from '../checks/provisioning';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import type { Cluster } from '../observe/observation';
import { toCluster } from '../observe/parse';
import type { StepContext } from '../plan/plan';
import type { Azure, Clock } from '../ports';

/** Between two looks at the cluster, in ms. */
const pollMs = 7_000;

/** Longest wait for the agents, in ms: five times what is usual. */
const agentsLimitMs = 15 * 60_000;

/** Right after an update no state means "not reported yet"; later it means that all is well. */
const quietAgentMs = 60_000;

export interface AgentsWait {
  readonly clusterId: string;
  /** What the settings still lack, in words; undefined: they are as wanted. */
  readonly missing: (cluster: Cluster) => string | undefined;
  /** What to do when the agents fail or take too long. */
  readonly fallback: string;
}

/** What the wait still waits for, in words; undefined: it is over. */
function stillMissing(
  cluster: Cluster,
  waitedMs: number,
  { missing }: AgentsWait,
): string | undefined {
  if (provisioning(cluster.provisioningState) === 'running') {
    return t('Azure is updating the cluster');
  }
  if (cluster.connectivity !== 'connected') return t('the cluster is not connected at the moment');
  const lacks = missing(cluster);
  if (lacks !== undefined) return lacks;
  const state = cluster.agentState?.toLowerCase();
  if (state === 'succeeded') return undefined;
  if (state === undefined) {
    return waitedMs >= quietAgentMs ? undefined : t('the agents have not reported yet');
  }
  return t('agents: {0}', cluster.agentState ?? '');
}

/**
 * Waits until the cluster's agents have taken its settings over. Leaving it does no harm: it goes on
 * from what the cluster shows.
 *
 * @throws {UserFacingError} the agents report a failure, the update failed, or it takes too long
 */
export async function awaitAgents(
  { azure, clock }: { readonly azure: Azure; readonly clock: Clock },
  wait: AgentsWait,
  context: StepContext,
): Promise<Cluster> {
  const { clusterId, fallback } = wait;
  const startedAtMs = clock.now();
  for (;;) {
    const body = await azure.arm.find(clusterId, apiVersions.cluster, context);
    const cluster = body && toCluster(body);
    if (!cluster) {
      throw new UserFacingError(t('{0} no longer exists. Refresh the tree.', shortPath(clusterId)));
    }
    if (provisioning(cluster.provisioningState) === 'failed') {
      throw new UserFacingError(
        t('Azure could not update {0}. Try again: nothing else was changed.', cluster.name),
      );
    }
    if (cluster.agentState?.toLowerCase() === 'failed') {
      throw new UserFacingError(
        t(
          'The agents of {0} report a failure: {1} {2}',
          cluster.name,
          cluster.agentErrors.join(' ') || t('they give no reason.'),
          fallback,
        ),
      );
    }
    const waitedMs = clock.now() - startedAtMs;
    const missing = stillMissing(cluster, waitedMs, wait);
    if (missing === undefined) {
      context.report(t('{0} is ready', cluster.name));
      return cluster;
    }
    if (waitedMs >= agentsLimitMs) {
      throw new UserFacingError(
        t('After 15 minutes {0} is not ready: {1}. {2}', cluster.name, missing, fallback),
      );
    }
    context.report(t('{0}: {1}', cluster.name, missing));
    await clock.sleep(pollMs, context.signal);
  }
}
