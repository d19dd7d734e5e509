import { t } from '@vscode/l10n';
import { UserFacingError } from '../../core/errors';
import { askCloudIdentity } from '../wizard/askCloudIdentity';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';

/** Asks for the identity and its usages, shows every write, runs, and shows the run in the panel. */
export const assignCloudIdentity = ({
  session,
  estate,
  panels,
  digest,
}: Deps): Command<'aioSecureSettings.cloudIdentity.assign'> => ({
  id: 'aioSecureSettings.cloudIdentity.assign',
  title: t('Assign Managed Identity for Cloud Connections'),
  async run(argument) {
    const instance = await instanceOf(argument, estate);
    if (!instance) return;
    const { cloud, runs } = await session.current();
    if (runs.isRunning(instance.id)) {
      throw new UserFacingError(
        t('A run is already working on {0}. Wait for its end or cancel it.', instance.name),
      );
    }
    const plan = await askCloudIdentity(cloud, digest, instance);
    if (!plan) return;
    panels.show({ tenantId: plan.tenantId, instanceId: plan.subjectId });
    await runs.start(plan);
  },
});
