import { t } from '@vscode/l10n';
import { runInNotification } from '../runInNotification';
import { askClusterIdentity } from '../wizard/askClusterIdentity';
import type { Command, Deps } from './command';
import { clusterOf } from './pickCluster';
import { requireIdle, runInPanel } from './runInPanel';

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
    requireIdle(runs, subject);
    const plan = await askClusterIdentity(cloud, {
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
      await runInNotification(runs, plan);
      estate.refresh(cluster);
    }
  },
});
