import { t } from '@vscode/l10n';
import { askEndpointIdentity } from '../wizard/askEndpointIdentity';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';
import { requireIdle, runInPanel } from './runInPanel';

/** Lets a data flow endpoint of the instance log in with an identity; shows the run in the panel. */
export const useIdentityInEndpoint = ({
  session,
  estate,
  panels,
  reviews,
}: Deps): Command<'aioSecureSettings.dataflowEndpoint.useIdentity'> => ({
  id: 'aioSecureSettings.dataflowEndpoint.useIdentity',
  title: t('Use Managed Identity in Data Flow Endpoint'),
  async run(argument) {
    const instance = await instanceOf(argument, estate);
    if (!instance) return;
    const { cloud, runs } = await session.current();
    await requireIdle(runs, instance);
    const plan = await askEndpointIdentity(cloud, instance, reviews);
    if (!plan) return;
    await runInPanel(panels, runs, plan);
  },
});
