import { t } from '@vscode/l10n';
import { askDisableSecretSync } from '../wizard/askDisableSecretSync';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';
import { requireIdle, runInPanel } from './runInPanel';

/** Shows what goes and what stays, has the name typed, runs, and shows the run in the panel. */
export const disableSecretSync = ({
  session,
  estate,
  panels,
  reviews,
  digest,
}: Deps): Command<'aioSecureSettings.secretSync.disable'> => ({
  id: 'aioSecureSettings.secretSync.disable',
  title: t('Disable Secret Synchronization'),
  async run(argument) {
    const instance = await instanceOf(argument, estate);
    if (!instance) return;
    const { cloud, runs } = await session.current();
    await requireIdle(runs, instance);
    const former = await runs.unfinished(instance.id, 'disableSecretSync');
    const plan = await askDisableSecretSync({ reviews, cloud, digest, instance, former });
    if (!plan) return;
    await runInPanel(panels, runs, plan);
  },
});
