import { t } from '@vscode/l10n';
import { UserFacingError } from '../../core/errors';
import { runInNotification } from '../runInNotification';
import { askClusterIdentity } from '../wizard/askClusterIdentity';
import type { Command, Deps } from './command';
import { clusterOf } from './pickCluster';

/** Turns on both settings of a cluster; the run is shown at an instance on it. */
export const enableClusterIdentity = ({
  session,
  estate,
  panels,
}: Deps): Command<'aioSecureSettings.cluster.enableIdentity'> => ({
  id: 'aioSecureSettings.cluster.enableIdentity',
  title: t('Enable OIDC Issuer and Workload Identity'),
  async run(argument) {
    const chosen = await clusterOf(argument, estate);
    if (!chosen) return;
    const { cluster, instance } = chosen;
    const subject = instance ?? cluster;
    const { cloud, runs } = await session.current();
    if (runs.isRunning(subject.id)) {
      throw new UserFacingError(
        t('A run is already working on {0}. Wait for its end or cancel it.', subject.name),
      );
    }
    const plan = await askClusterIdentity(cloud, {
      tenantId: cluster.tenantId,
      clusterId: cluster.id,
      subjectId: subject.id,
      subjectName: subject.name,
    });
    if (!plan) return;
    if (instance) {
      panels.show({ tenantId: instance.tenantId, instanceId: instance.id });
      await runs.start(plan);
    } else {
      // Without an instance there is no panel.
      await runInNotification(runs, plan);
      estate.refresh(cluster);
    }
  },
});
