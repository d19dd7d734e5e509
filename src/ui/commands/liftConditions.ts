import { t } from '@vscode/l10n';
import { UserFacingError } from '../../core/errors';
import { valueOf } from '../../core/model/fact';
import { askLiftConditions } from '../wizard/askLiftConditions';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';
import { readingOf } from './readingOf';
import { requireIdle, runInPanel } from './runInPanel';

/** Takes the conditions from the roles by which the cluster reads its key vault. */
export const liftConditions = ({
  session,
  estate,
  readings,
  panels,
  reviews,
}: Deps): Command<'aioSecureSettings.vault.liftConditions'> => ({
  id: 'aioSecureSettings.vault.liftConditions',
  title: t('Remove Condition from Roles'),
  async run(argument) {
    const instance = await instanceOf(argument, estate);
    if (!instance) return;
    const { cloud, runs } = await session.current();
    await requireIdle(runs, instance);
    const seen = await readingOf(readings, instance);
    const [vault, identity] = [valueOf(seen.vault), valueOf(seen.identity)];
    if (!vault || !identity) {
      throw new UserFacingError(
        t(
          'The key vault or the managed identity of {0} could not be read. Enable secret synchronization with both first.',
          instance.name,
        ),
      );
    }
    const plan = await askLiftConditions({ reviews, cloud, instance, vault, identity });
    if (plan) await runInPanel(panels, runs, plan);
  },
});
