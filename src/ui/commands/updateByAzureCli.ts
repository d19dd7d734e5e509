import { t } from '@vscode/l10n';
import { azUpdateLine } from '../../core/apiServer/azUpdateLine';
import { setElsewhere } from '../../core/checks/cluster';
import { UserFacingError } from '../../core/errors';
import { readCluster } from '../../core/plans/enableClusterIdentity';
import { visible } from '../tree/markdown';
import type { Command, Deps } from './command';
import { offerLine } from './offerLine';
import { clusterOf } from './pickCluster';

const title = (): string => t('Update Cluster by Azure CLI');

/** For a cluster whose agents do not pick the settings up by themselves: what helm would do. */
export const updateByAzureCli = ({
  session,
  estate,
}: Deps): Command<'aioSecureSettings.cluster.updateByAzureCli'> => ({
  id: 'aioSecureSettings.cluster.updateByAzureCli',
  title: title(),
  async run(argument) {
    const chosen = await clusterOf(argument, estate, { title: title() });
    if (!chosen) return;
    const { tenantId, id, name } = chosen.cluster;
    const { cloud } = await session.current();
    const { signal } = new AbortController();
    const cluster = await readCluster(cloud.azure(tenantId), id, { signal });
    const elsewhere = setElsewhere(cluster)?.advice;
    if (elsewhere !== undefined) throw new UserFacingError(elsewhere);
    await offerLine({
      title: title(),
      placeholder: t('On a machine with az, helm and a kubeconfig of {0}', visible(name)),
      line: azUpdateLine(cluster),
      terminalName: t('Azure CLI'),
    });
  },
});
