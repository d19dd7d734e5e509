import { t } from '@vscode/l10n';
import { presentChoices } from '../../core/discover/presentChoices';
import { askCloudIdentity } from '../wizard/askCloudIdentity';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';
import { readingOf } from './readingOf';
import { requireIdle, runInPanel } from './runInPanel';

/** Asks for the identity and its usages, shows every write, runs, and shows the run in the panel. */
export const assignCloudIdentity = ({
  session,
  estate,
  panels,
  readings,
  reviews,
  digest,
}: Deps): Command<'aioSecureSettings.cloudIdentity.assign'> => ({
  id: 'aioSecureSettings.cloudIdentity.assign',
  title: t('Assign Managed Identity for Cloud Connections'),
  async run(argument) {
    const instance = await instanceOf(argument, estate);
    if (!instance) return;
    const { cloud, runs } = await session.current();
    await requireIdle(runs, instance);
    const present = presentChoices(await readingOf(readings, instance));
    const plan = await askCloudIdentity(cloud, digest, instance, present, reviews);
    if (!plan) return;
    await runInPanel(panels, runs, plan);
  },
});
