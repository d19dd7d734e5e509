import { t } from '@vscode/l10n';
import { UserFacingError } from '../../core/errors';
import { valueOf } from '../../core/model/fact';
import { restartRegistryLine } from '../../core/stages/registryRestart';
import { visible } from '../tree/markdown';
import type { Command, Deps } from './command';
import { offerLine } from './offerLine';
import { instanceOf } from './pickInstance';

/** The schema registry takes up an identity when it starts, which only kubectl can make it do. */
export const restartRegistry = ({
  estate,
  readings,
  restarts,
}: Deps): Command<'aioSecureSettings.schemaRegistry.restart'> => ({
  id: 'aioSecureSettings.schemaRegistry.restart',
  title: t('Restart Schema Registry'),
  async run(argument) {
    const instance = await instanceOf(argument, estate);
    if (!instance) return;
    const seen =
      readings.find(instance.id) ??
      (await readings.read({ tenantId: instance.tenantId, instanceId: instance.id }));
    const namespace = valueOf(seen.customLocation)?.namespace;
    if (namespace === undefined) {
      throw new UserFacingError(
        t(
          'The custom location of {0} could not be read, so its namespace is not known. Refresh, then try again.',
          instance.name,
        ),
      );
    }
    const cluster = valueOf(seen.cluster)?.name ?? instance.name;
    const answer = await offerLine({
      title: t('Restart Schema Registry'),
      placeholder: t('On a machine whose kubectl reaches {0}', visible(cluster)),
      line: restartRegistryLine(namespace),
      terminalName: t('kubectl'),
    });
    if (answer !== undefined) restarts.settle(instance.id);
  },
});
