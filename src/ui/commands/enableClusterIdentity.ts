import { t } from '@vscode/l10n';
import { askClusterIdentity } from '../wizard/askClusterIdentity';
import type { Command, Deps } from './command';
import { clusterOf } from './pickCluster';
import { runOnCluster } from './runOnCluster';

const title = (): string => t('Enable OIDC Issuer and Workload Identity');

/** Turns on both settings of a cluster; the run is shown at an instance on it. */
export const enableClusterIdentity = ({
  session,
  estate,
  panels,
  reviews,
}: Deps): Command<'aioSecureSettings.cluster.enableIdentity'> => ({
  id: 'aioSecureSettings.cluster.enableIdentity',
  title: title(),
  async run(argument) {
    const chosen = await clusterOf(argument, estate, {
      title: title(),
    });
    if (!chosen) return;
    const current = await session.current();
    await runOnCluster({ estate, panels }, current, chosen, (target) =>
      askClusterIdentity(current.cloud, target, reviews),
    );
  },
});
