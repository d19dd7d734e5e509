import { t } from '@vscode/l10n';
import { toNode } from './argument';
import type { Command, Deps } from './command';

/** Signs in to Microsoft, or to the tenant of the node that asked for it. */
export const signIn = ({ session }: Deps): Command<'aioSecureSettings.account.signIn'> => ({
  id: 'aioSecureSettings.account.signIn',
  title: t('Sign In'),
  async run(argument) {
    const node = toNode(argument);
    if (session.isSimulated) session.stopSimulation();
    await session.askToSignIn(node?.kind === 'error' ? node.tenantId : undefined);
  },
});

export const refresh = ({ estate }: Deps): Command<'aioSecureSettings.tree.refresh'> => ({
  id: 'aioSecureSettings.tree.refresh',
  title: t('Refresh'),
  run(argument) {
    estate.refresh(toNode(argument));
  },
});

export const openLog = ({ showLog }: Deps): Command<'aioSecureSettings.log.show'> => ({
  id: 'aioSecureSettings.log.show',
  title: t('Show Log'),
  run() {
    showLog();
  },
});
