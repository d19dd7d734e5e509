import { t } from '@vscode/l10n';
import { UserFacingError } from '../../core/errors';
import { askEnableAll } from '../wizard/askEnableAll';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';

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
    if (runs.isRunning(instance.id)) {
      throw new UserFacingError(
        t('A run is already working on {0}. Wait for its end or cancel it.', instance.name),
      );
    }
    const plan = await askEnableAll({ cloud, instance, tools: { digest, apiServers } });
    if (!plan) return;
    panels.show({ tenantId: plan.tenantId, instanceId: plan.subjectId });
    await runs.start(plan);
  },
});
