import { t } from '@vscode/l10n';
import { presentChoices } from '../../core/discover/presentChoices';
import { askSecretSync } from '../wizard/askSecretSync';
import { findInstance } from './argument';
import type { Command, Deps } from './command';
import { readingOf } from './readingOf';
import { requireIdle, runInPanel } from './runInPanel';

/** Asks for vault and identity, shows every write, runs, and shows the run in the panel. */
export const enableSecretSync = ({
  session,
  estate,
  panels,
  readings,
  reviews,
  digest,
}: Deps): Command<'aioSecureSettings.secretSync.enable'> => ({
  id: 'aioSecureSettings.secretSync.enable',
  title: t('Enable Secret Synchronization'),
  async run(argument) {
    const instance = await findInstance(argument, estate);
    const { cloud, runs } = await session.current();
    if (instance) await requireIdle(runs, instance);
    const plan = await askSecretSync({
      reviews,
      cloud,
      digest,
      ...(instance ? { instance } : {}),
      instances: () => estate.instances(),
      present: async (chosen) => presentChoices(await readingOf(readings, chosen)),
    });
    if (!plan) return;
    await runInPanel(panels, runs, plan);
  },
});
