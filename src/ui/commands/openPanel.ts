import { t } from '@vscode/l10n';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';

export const openPanel = ({ estate, panels }: Deps): Command<'aioSecureSettings.panel.open'> => ({
  id: 'aioSecureSettings.panel.open',
  title: t('Open Secure Settings'),
  async run(argument) {
    const instance = await instanceOf(argument, estate);
    if (instance) panels.show({ tenantId: instance.tenantId, instanceId: instance.id });
  },
});
