import { t } from '@vscode/l10n';
import { presentChoices } from '../../core/discover/presentChoices';
import { askEnableAll } from '../wizard/askEnableAll';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';
import { readingOf } from './readingOf';
import { requireIdle, runInPanel } from './runInPanel';

/** One wizard, one plan for everything; it stops for the API server and then goes on. */
export const enableAll = ({
  session,
  estate,
  panels,
  readings,
  reviews,
  digest,
  apiServers,
}: Deps): Command<'aioSecureSettings.instance.enableAll'> => ({
  id: 'aioSecureSettings.instance.enableAll',
  title: t('Enable All Secure Settings'),
  async run(argument) {
    const instance = await instanceOf(argument, estate);
    if (!instance) return;
    const { cloud, runs } = await session.current();
    await requireIdle(runs, instance);
    const present = presentChoices(await readingOf(readings, instance));
    const plan = await askEnableAll({
      reviews,
      cloud,
      instance,
      present,
      tools: { digest, apiServers },
    });
    if (!plan) return;
    await runInPanel(panels, runs, plan);
  },
});
