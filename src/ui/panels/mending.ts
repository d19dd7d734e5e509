import type { ApiServerRecords } from '../../core/apiServer/knowledge';
import { valueOf } from '../../core/model/fact';
import type { Remedy, RemedyKind } from '../../core/verify/verification';
import { verify } from '../../core/verify/verify';
import type { MendTarget } from '../../protocol/chain';
import type { PanelSubject } from '../../protocol/panel';
import type { CommandId } from '../commandIds';
import type { Readings } from '../readings';
import { remedyOf } from './remedyOf';

/** What is run for each kind of remedy; each asks and shows a review before it writes. */
const commands: Readonly<Record<RemedyKind, CommandId>> = {
  enableClusterIdentity: 'aioSecureSettings.cluster.enableIdentity',
  checkPrerequisites: 'aioSecureSettings.instance.checkPrerequisites',
  updateByAzureCli: 'aioSecureSettings.cluster.updateByAzureCli',
  configureApiServer: 'aioSecureSettings.apiServer.configureK3s',
  confirmApiServer: 'aioSecureSettings.apiServer.confirm',
  repairSecretSync: 'aioSecureSettings.secretSync.repair',
  enableSecretSync: 'aioSecureSettings.secretSync.enable',
  listMissingObjects: 'aioSecureSettings.secretSync.repairList',
  repairSync: 'aioSecureSettings.secretSync.repairSync',
  mapSecret: 'aioSecureSettings.secretSync.mapSecret',
  liftConditions: 'aioSecureSettings.vault.liftConditions',
  rewriteInstance: 'aioSecureSettings.instance.writeAgain',
  repairSecretStore: 'aioSecureSettings.secretStore.repair',
  letClusterIn: 'aioSecureSettings.vault.letClusterIn',
  switchToRbac: 'aioSecureSettings.vault.switchToRbac',
  restoreSecret: 'aioSecureSettings.vault.restoreSecret',
  syncNow: 'aioSecureSettings.secretSync.syncNow',
  assignCloudIdentity: 'aioSecureSettings.cloudIdentity.assign',
  removeCloudIdentity: 'aioSecureSettings.cloudIdentity.remove',
  useIdentityInEndpoint: 'aioSecureSettings.dataflowEndpoint.useIdentity',
  grantAccess: 'aioSecureSettings.cloudIdentity.grantAccess',
  openInPortal: 'aioSecureSettings.resource.openInPortal',
};

/** Mends a part of the chain of a panel's instance; without a part the first broken link. */
export type Mend = (part: MendTarget | undefined, subject: PanelSubject) => Promise<void>;

export const createMending =
  ({
    readings,
    apiServers,
    run,
  }: {
    readonly readings: Pick<Readings, 'find'>;
    readonly apiServers: Pick<ApiServerRecords, 'find'>;
    readonly run: (id: CommandId, args: readonly unknown[]) => Promise<void>;
  }): Mend =>
  async (part, { instanceId }) => {
    const seen = readings.find(instanceId);
    if (!seen) return;
    const cluster = valueOf(seen.cluster);
    const verification = verify(seen, cluster && apiServers.find(cluster.id));
    const remedy: Remedy | undefined = remedyOf(verification, part);
    if (!remedy) return;
    const { kind, resourceId = instanceId, secretName } = remedy;
    await run(commands[kind], secretName === undefined ? [resourceId] : [resourceId, secretName]);
  };
