import type { Node } from '../core/model/node';

/** A command's argument as the tree, the palette or another extension passes it. */
type NodeArgument = [node?: Node | string];

/** Every command with the arguments that it may get; the manifest lists the same. */
export interface CommandArgs {
  /** A tenant's node or id. */
  'aioSecureSettings.account.choose': NodeArgument;
  /** A node that asks for it, or the id of a tenant. */
  'aioSecureSettings.account.signIn': NodeArgument;
  'aioSecureSettings.apiServer.configureK3s': NodeArgument;
  'aioSecureSettings.apiServer.confirm': NodeArgument;
  'aioSecureSettings.cloudIdentity.assign': NodeArgument;
  'aioSecureSettings.cloudIdentity.grantAccess': NodeArgument;
  'aioSecureSettings.dataflowEndpoint.useIdentity': NodeArgument;
  'aioSecureSettings.instance.verify': NodeArgument;
  'aioSecureSettings.schemaRegistry.restart': NodeArgument;
  'aioSecureSettings.cloudIdentity.remove': NodeArgument;
  'aioSecureSettings.cluster.copyIssuer': NodeArgument;
  'aioSecureSettings.cluster.disableIdentity': NodeArgument;
  'aioSecureSettings.cluster.enableIdentity': NodeArgument;
  'aioSecureSettings.cluster.updateByAzureCli': NodeArgument;
  'aioSecureSettings.identity.create': NodeArgument;
  'aioSecureSettings.instance.checkPrerequisites': NodeArgument;
  /** An instance, and what was just found to lack. */
  'aioSecureSettings.instance.copyRequest': [node?: unknown, lacking?: unknown];
  'aioSecureSettings.instance.enableAll': NodeArgument;
  'aioSecureSettings.instance.saveRecord': NodeArgument;
  'aioSecureSettings.instance.exportScript': NodeArgument;
  'aioSecureSettings.log.show': [];
  'aioSecureSettings.panel.more': NodeArgument;
  'aioSecureSettings.panel.open': NodeArgument;
  'aioSecureSettings.resource.copyId': NodeArgument;
  'aioSecureSettings.resource.openInPortal': NodeArgument;
  'aioSecureSettings.runs.resume': [];
  /** Those of an instance alone, if it is called with one. */
  'aioSecureSettings.runs.review': NodeArgument;
  'aioSecureSettings.secretSync.disable': NodeArgument;
  'aioSecureSettings.secretSync.enable': NodeArgument;
  'aioSecureSettings.simulation.start': [];
  'aioSecureSettings.simulation.stop': [];
  'aioSecureSettings.simulation.fault': [];
  'aioSecureSettings.secretSync.repair': NodeArgument;
  'aioSecureSettings.secretSync.repairList': NodeArgument;
  'aioSecureSettings.secretSync.repairSync': NodeArgument;
  'aioSecureSettings.secretSync.mapSecret': NodeArgument;
  'aioSecureSettings.vault.liftConditions': NodeArgument;
  'aioSecureSettings.secretStore.repair': NodeArgument;
  'aioSecureSettings.instance.writeAgain': NodeArgument;
  'aioSecureSettings.vault.letClusterIn': NodeArgument;
  'aioSecureSettings.vault.switchToRbac': NodeArgument;
  /** An instance, and the name of the secret that it was called at. */
  'aioSecureSettings.vault.restoreSecret': [node?: Node | string, secretName?: unknown];
  'aioSecureSettings.secretSync.syncNow': NodeArgument;
  'aioSecureSettings.tree.filter': [];
  'aioSecureSettings.tree.refresh': NodeArgument;
  'aioSecureSettings.vault.becomeOfficer': NodeArgument;
  'aioSecureSettings.vault.create': NodeArgument;
}

export type CommandId = keyof CommandArgs;

/** Kept beside the types so that activation can register them without loading what they do. */
export const commandIds: readonly CommandId[] = [
  'aioSecureSettings.account.choose',
  'aioSecureSettings.account.signIn',
  'aioSecureSettings.apiServer.configureK3s',
  'aioSecureSettings.apiServer.confirm',
  'aioSecureSettings.cloudIdentity.assign',
  'aioSecureSettings.cloudIdentity.grantAccess',
  'aioSecureSettings.dataflowEndpoint.useIdentity',
  'aioSecureSettings.instance.verify',
  'aioSecureSettings.schemaRegistry.restart',
  'aioSecureSettings.cloudIdentity.remove',
  'aioSecureSettings.cluster.copyIssuer',
  'aioSecureSettings.cluster.disableIdentity',
  'aioSecureSettings.cluster.enableIdentity',
  'aioSecureSettings.cluster.updateByAzureCli',
  'aioSecureSettings.identity.create',
  'aioSecureSettings.instance.checkPrerequisites',
  'aioSecureSettings.instance.copyRequest',
  'aioSecureSettings.instance.enableAll',
  'aioSecureSettings.instance.saveRecord',
  'aioSecureSettings.instance.exportScript',
  'aioSecureSettings.log.show',
  'aioSecureSettings.panel.more',
  'aioSecureSettings.panel.open',
  'aioSecureSettings.resource.copyId',
  'aioSecureSettings.resource.openInPortal',
  'aioSecureSettings.runs.resume',
  'aioSecureSettings.runs.review',
  'aioSecureSettings.secretSync.disable',
  'aioSecureSettings.secretSync.enable',
  'aioSecureSettings.simulation.start',
  'aioSecureSettings.simulation.stop',
  'aioSecureSettings.simulation.fault',
  'aioSecureSettings.secretSync.repair',
  'aioSecureSettings.secretSync.repairList',
  'aioSecureSettings.secretSync.repairSync',
  'aioSecureSettings.secretSync.mapSecret',
  'aioSecureSettings.vault.liftConditions',
  'aioSecureSettings.secretStore.repair',
  'aioSecureSettings.instance.writeAgain',
  'aioSecureSettings.vault.letClusterIn',
  'aioSecureSettings.vault.switchToRbac',
  'aioSecureSettings.vault.restoreSecret',
  'aioSecureSettings.secretSync.syncNow',
  'aioSecureSettings.tree.filter',
  'aioSecureSettings.tree.refresh',
  'aioSecureSettings.vault.becomeOfficer',
  'aioSecureSettings.vault.create',
];
