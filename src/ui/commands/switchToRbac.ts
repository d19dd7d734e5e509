import { t } from '@vscode/l10n';
import { prepareSwitchToRbac } from '../../core/plans/switchToRbac';
import { visible } from '../tree/markdown';
import { askRemoval } from '../wizard/askRemoval';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';
import { readingOf, vaultIn } from './readingOf';
import { requireIdle, runInPanel } from './runInPanel';

/** A vault that goes by access policies: reviewed with who loses what, and its name is typed. */
export const switchToRbac = ({
  session,
  digest,
  estate,
  readings,
  panels,
  reviews,
}: Deps): Command<'aioSecureSettings.vault.switchToRbac'> => ({
  id: 'aioSecureSettings.vault.switchToRbac',
  title: t('Switch Key Vault to Azure RBAC'),
  async run(argument) {
    const instance = await instanceOf(argument, estate);
    if (!instance) return;
    const { cloud, runs } = await session.current();
    await requireIdle(runs, instance);
    const vault = vaultIn(await readingOf(readings, instance), instance);
    const { tenantId, id: instanceId, name: instanceName } = instance;
    const tools = {
      azure: cloud.azure(tenantId),
      clock: cloud.clock,
      digest,
    };
    const plan = await askRemoval({
      reviews,
      title: t('Switch Key Vault to Azure RBAC'),
      review: t('Review: roles decide at {0}, not access policies', visible(vault.name)),
      action: t('Switch to Azure RBAC'),
      name: vault.name,
      parts: [],
      prepare: (_, signal) =>
        prepareSwitchToRbac(
          tools,
          { tenantId, instanceId, instanceName, vaultId: vault.id },
          { signal },
        ),
    });
    if (plan) await runInPanel(panels, runs, plan);
  },
});
