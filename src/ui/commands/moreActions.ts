import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { nodeActions, type NodeAction } from '../../core/model/node';
import type { CommandId } from '../commandIds';
import { visible } from '../tree/markdown';
import { pick } from '../wizard/steps';
import type { AnyCommand, Command, Deps } from './command';
import { instanceOf } from './pickInstance';

/** What can be done with an instance, in the order of the tree's menu. */
const offered: readonly (readonly [NodeAction, CommandId])[] = [
  ['canEnableAll', 'aioSecureSettings.instance.enableAll'],
  ['canEnableClusterIdentity', 'aioSecureSettings.cluster.enableIdentity'],
  ['canEnableSecretSync', 'aioSecureSettings.secretSync.enable'],
  ['canAssignCloudIdentity', 'aioSecureSettings.cloudIdentity.assign'],
  ['canGrantAccess', 'aioSecureSettings.cloudIdentity.grantAccess'],
  ['canUseIdentity', 'aioSecureSettings.dataflowEndpoint.useIdentity'],
  ['canRestartRegistry', 'aioSecureSettings.schemaRegistry.restart'],
  ['canConfigureK3s', 'aioSecureSettings.apiServer.configureK3s'],
  ['canConfirmApiServer', 'aioSecureSettings.apiServer.confirm'],
  ['canCreateVault', 'aioSecureSettings.vault.create'],
  ['canCreateIdentity', 'aioSecureSettings.identity.create'],
  ['canBecomeOfficer', 'aioSecureSettings.vault.becomeOfficer'],
  ['canVerify', 'aioSecureSettings.instance.verify'],
  ['canRepairSecretSync', 'aioSecureSettings.secretSync.repair'],
  ['canRestoreSecret', 'aioSecureSettings.vault.restoreSecret'],
  ['canSyncNow', 'aioSecureSettings.secretSync.syncNow'],
  ['canCheckPrerequisites', 'aioSecureSettings.instance.checkPrerequisites'],
  ['canCopyRequest', 'aioSecureSettings.instance.copyRequest'],
  ['canExportScript', 'aioSecureSettings.instance.exportScript'],
  ['canUpdateByAzureCli', 'aioSecureSettings.cluster.updateByAzureCli'],
  ['canSaveRecord', 'aioSecureSettings.instance.saveRecord'],
  ['canCopyId', 'aioSecureSettings.resource.copyId'],
  ['canOpenInPortal', 'aioSecureSettings.resource.openInPortal'],
  ['canDisableSecretSync', 'aioSecureSettings.secretSync.disable'],
  ['canRemoveCloudIdentity', 'aioSecureSettings.cloudIdentity.remove'],
  ['canDisableClusterIdentity', 'aioSecureSettings.cluster.disableIdentity'],
];

/** Offers all that can be done with an instance: the tree's menu, for the panel and the keyboard. */
export const moreActions = (
  { estate }: Deps,
  commands: readonly AnyCommand[],
): Command<'aioSecureSettings.panel.more'> => ({
  id: 'aioSecureSettings.panel.more',
  title: t('All Actions'),
  async run(argument) {
    const instance = await instanceOf(argument, estate);
    if (!instance) return;
    const abilities = new Set(nodeActions(estate.asObserved(instance)));
    const items = offered.flatMap(([ability, id]) => {
      const command = commands.find((each) => each.id === id);
      return command && abilities.has(ability) ? [{ label: command.title, value: id }] : [];
    });
    const answer = await pick<CommandId>({
      title: visible(instance.name),
      placeholder: t('Choose what to do'),
      step: 1,
      totalSteps: 1,
      load: () => Promise.resolve(items),
    });
    if (answer.kind === 'picked') await vscode.commands.executeCommand(answer.value, instance);
  },
});
