import { t } from '@vscode/l10n';
import { askGrantAccess } from '../wizard/askGrantAccess';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';
import { requireIdle, runInPanel } from './runInPanel';

/** Gives an identity of the instance a role at a cloud resource; shows the run in the panel. */
export const grantAccess = ({
  session,
  estate,
  panels,
  reviews,
  digest,
}: Deps): Command<'aioSecureSettings.cloudIdentity.grantAccess'> => ({
  id: 'aioSecureSettings.cloudIdentity.grantAccess',
  title: t('Grant Access to a Cloud Resource'),
  async run(argument) {
    const instance = await instanceOf(argument, estate);
    if (!instance) return;
    const { cloud, runs } = await session.current();
    await requireIdle(runs, instance);
    const plan = await askGrantAccess(cloud, digest, instance, reviews);
    if (!plan) return;
    await runInPanel(panels, runs, plan);
  },
});
