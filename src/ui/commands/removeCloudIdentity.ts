import { t } from '@vscode/l10n';
import { askRemoveCloudIdentity } from '../wizard/askRemoveCloudIdentity';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';
import { requireIdle, runInPanel } from './runInPanel';

/** Shows what goes and what stays, has the name typed, runs, and shows the run in the panel. */
export const removeCloudIdentity = ({
  session,
  estate,
  panels,
  reviews,
}: Deps): Command<'aioSecureSettings.cloudIdentity.remove'> => ({
  id: 'aioSecureSettings.cloudIdentity.remove',
  title: t('Remove Managed Identity'),
  async run(argument) {
    const instance = await instanceOf(argument, estate);
    if (!instance) return;
    const { cloud, runs } = await session.current();
    await requireIdle(runs, instance);
    const former = await runs.unfinished(instance.id, 'removeCloudIdentity');
    const plan = await askRemoveCloudIdentity({ reviews, cloud, instance, former });
    if (!plan) return;
    await runInPanel(panels, runs, plan);
  },
});
