import { t } from '@vscode/l10n';
import { askEnableAll } from '../wizard/askEnableAll';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';
import { requireIdle, runInPanel } from './runInPanel';

/** One wizard, one plan for everything; it stops for the API server and then goes on. */
export const enableAll = ({
  session,
  estate,
  panels,
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
    const plan = await askEnableAll({ cloud, instance, tools: { digest, apiServers } });
    if (!plan) return;
    await runInPanel(panels, runs, plan);
  },
});
