import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { portalAddress } from '../portalAddress';
import { askVaultAccess } from '../wizard/askVaultAccess';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';
import { readingOf, vaultIn } from './readingOf';
import { requireIdle, runInPanel } from './runInPanel';

/** A vault that no network reaches: a private endpoint by the portal, or public access by a run. */
export const letClusterIn = ({
  session,
  estate,
  readings,
  panels,
  reviews,
}: Deps): Command<'aioSecureSettings.vault.letClusterIn'> => ({
  id: 'aioSecureSettings.vault.letClusterIn',
  title: t('Let Cluster Reach Key Vault'),
  async run(argument) {
    const instance = await instanceOf(argument, estate);
    if (!instance) return;
    const { cloud, runs } = await session.current();
    await requireIdle(runs, instance);
    const vault = vaultIn(await readingOf(readings, instance), instance);
    const answer = await askVaultAccess({ reviews, cloud, instance, vault });
    if (answer === 'privateEndpoint') {
      const address = portalAddress(cloud, vault.id, 'networking');
      await vscode.env.openExternal(vscode.Uri.parse(address, true));
    } else if (answer) {
      await runInPanel(panels, runs, answer);
    }
  },
});
