import { t } from '@vscode/l10n';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';

/**
 * Looks at every link of the trust chain, and shows the first broken one in the panel. With a panel in
 * front and nothing else named it is about that panel's instance.
 */
export const verifyInstance = ({
  estate,
  panels,
}: Deps): Command<'aioSecureSettings.instance.verify'> => ({
  id: 'aioSecureSettings.instance.verify',
  title: t('Verify Secure Settings'),
  async run(argument) {
    const shown = argument === undefined ? panels.inFront() : undefined;
    if (shown) {
      panels.read(shown);
      return;
    }
    const instance = await instanceOf(argument, estate);
    if (instance) panels.show({ tenantId: instance.tenantId, instanceId: instance.id });
  },
});
