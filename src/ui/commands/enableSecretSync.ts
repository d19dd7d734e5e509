import { t } from '@vscode/l10n';
import { UserFacingError } from '../../core/errors';
import { askSecretSync } from '../wizard/askSecretSync';
import { findInstance } from './argument';
import type { Command, Deps } from './command';

/** Asks for vault and identity, shows every write, runs, and shows the run in the panel. */
export const enableSecretSync = ({
  session,
  estate,
  panels,
  digest,
}: Deps): Command<'aioSecureSettings.secretSync.enable'> => ({
  id: 'aioSecureSettings.secretSync.enable',
  title: t('Enable Secret Synchronization'),
  async run(argument) {
    const instance = await findInstance(argument, estate);
    const { cloud, runs } = await session.current();
    if (instance && runs.isRunning(instance.id)) {
      throw new UserFacingError(
        t('A run is already working on {0}. Wait for its end or cancel it.', instance.name),
      );
    }
    const plan = await askSecretSync({
      cloud,
      digest,
      ...(instance ? { instance } : {}),
      instances: () => estate.instances(),
    });
    if (!plan) return;
    panels.show({ tenantId: plan.tenantId, instanceId: plan.subjectId });
    await runs.start(plan);
  },
});
