import { t } from '@vscode/l10n';
import { UserFacingError } from '../../core/errors';
import { toNode } from './argument';
import type { Command, Deps } from './command';

/** @throws {UserFacingError} the argument is no tenant's id */
function tenantIdOf(argument: unknown): string | undefined {
  const node = toNode(argument);
  const id = node?.kind === 'error' ? node.tenantId : argument;
  if (id === undefined || toNode(id)) return undefined;
  if (typeof id === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)) return id;
  throw new UserFacingError(t('This works on a tenant. Choose one in “Clusters and Instances”.'));
}

/** Signs in to Microsoft, or to the tenant of the node that asked for it. */
export const signIn = ({ session }: Deps): Command<'aioSecureSettings.account.signIn'> => ({
  id: 'aioSecureSettings.account.signIn',
  title: t('Sign In'),
  async run(argument) {
    const tenantId = tenantIdOf(argument);
    if (session.isSimulated) session.stopSimulation();
    await session.askToSignIn(tenantId);
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
