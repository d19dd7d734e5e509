import type { Plan } from '../../core/plan/plan';
import type { Runs } from '../../core/plan/runs';
import type { Cloud } from '../../core/ports';
import { runInNotification } from '../runInNotification';
import type { Deps } from './command';
import type { ChosenCluster } from './pickCluster';
import { requireIdle, runInPanel } from './runInPanel';

/** What a plan for a cluster is about, and shown at: an instance on it, or the cluster itself. */
interface ClusterTarget {
  readonly tenantId: string;
  readonly clusterId: string;
  readonly subjectId: string;
  readonly subjectName: string;
}

/**
 * Asks for a plan for a cluster and carries it out: in the panel of an instance on it, or in a
 * notification.
 *
 * @throws {UserFacingError} a run is already working on it
 */
export async function runOnCluster(
  { estate, panels }: Pick<Deps, 'estate' | 'panels'>,
  { cloud, runs }: { readonly cloud: Cloud; readonly runs: Runs },
  { cluster, instance }: ChosenCluster,
  ask: (target: ClusterTarget) => Promise<Plan | undefined>,
): Promise<void> {
  const subject = instance ?? cluster;
  await requireIdle(runs, subject);
  const plan = await ask({
    tenantId: cluster.tenantId,
    clusterId: cluster.id,
    subjectId: subject.id,
    subjectName: subject.name,
  });
  if (!plan) return;
  if (instance) {
    await runInPanel(panels, runs, plan);
  } else {
    // Without an instance there is no panel.
    await runInNotification(runs, plan, cloud.clock);
    estate.refresh(cluster);
  }
}
