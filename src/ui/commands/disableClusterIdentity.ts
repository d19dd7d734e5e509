import { t } from '@vscode/l10n';
import { askDisableClusterIdentity } from '../wizard/askDisableClusterIdentity';
import type { Command, Deps } from './command';
import { clusterOf } from './pickCluster';
import { runOnCluster } from './runOnCluster';

const title = (): string => t('Turn Off Workload Identity');

/** Turns workload identity off; the OIDC issuer cannot be. The run is shown at an instance on it. */
export const disableClusterIdentity = ({
  session,
  estate,
  panels,
  reviews,
}: Deps): Command<'aioSecureSettings.cluster.disableIdentity'> => ({
  id: 'aioSecureSettings.cluster.disableIdentity',
  title: title(),
  async run(argument) {
    const chosen = await clusterOf(argument, estate, { title: title() });
    if (!chosen) return;
    const current = await session.current();
    await runOnCluster({ estate, panels }, current, chosen, (target) =>
      askDisableClusterIdentity(current.cloud, target, chosen.cluster, reviews),
    );
  },
});
