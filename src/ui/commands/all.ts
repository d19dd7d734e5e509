import { openLog, refresh, signIn } from './account';
import { assignCloudIdentity } from './assignCloudIdentity';
import { checkPrerequisites } from './checkPrerequisites';
import { chooseAccount } from './chooseAccount';
import type { AnyCommand, Deps } from './command';
import { confirmApiServer } from './confirmApiServer';
import { configureK3s } from './configureK3s';
import { copyIssuer } from './copyIssuer';
import { becomeOfficer, createIdentity, createVault } from './createResource';
import { copyRequest } from './copyRequest';
import { disableClusterIdentity } from './disableClusterIdentity';
import { disableSecretSync } from './disableSecretSync';
import { enableAll } from './enableAll';
import { enableClusterIdentity } from './enableClusterIdentity';
import { enableSecretSync } from './enableSecretSync';
import { exportScript } from './exportScript';
import { filterTree } from './filterTree';
import { grantAccess } from './grantAccess';
import { letClusterIn } from './letClusterIn';
import { liftConditions } from './liftConditions';
import { moreActions } from './moreActions';
import { openPanel } from './openPanel';
import { removeCloudIdentity } from './removeCloudIdentity';
import { copyResourceId, openInPortal } from './resource';
import {
  repairList,
  repairSecretStore,
  repairSecretSync,
  syncNow,
  writeInstanceAgain,
} from './repair';
import { mapSecret, repairSync } from './repairSync';
import { restoreSecret } from './restoreSecret';
import { restartRegistry } from './restartRegistry';
import { resumeInterrupted, reviewInterrupted } from './resumeRuns';
import { saveRecord } from './saveRecord';
import { simulateFault, startSimulation, stopSimulation } from './simulation';
import { switchToRbac } from './switchToRbac';
import { updateByAzureCli } from './updateByAzureCli';
import { useIdentityInEndpoint } from './useIdentityInEndpoint';
import { verifyInstance } from './verify';

/** Every command there is. */
export function createCommands(deps: Deps): readonly AnyCommand[] {
  const commands: readonly AnyCommand[] = [
    assignCloudIdentity(deps),
    becomeOfficer(deps),
    checkPrerequisites(deps),
    confirmApiServer(deps),
    chooseAccount(deps),
    configureK3s(deps),
    copyIssuer(deps),
    copyRequest(deps),
    copyResourceId(),
    createIdentity(deps),
    createVault(deps),
    disableClusterIdentity(deps),
    disableSecretSync(deps),
    enableAll(deps),
    enableClusterIdentity(deps),
    enableSecretSync(deps),
    exportScript(deps),
    filterTree(deps),
    grantAccess(deps),
    letClusterIn(deps),
    liftConditions(deps),
    mapSecret(deps),
    openInPortal(deps),
    openLog(deps),
    openPanel(deps),
    refresh(deps),
    repairList(deps),
    repairSecretStore(deps),
    repairSecretSync(deps),
    repairSync(deps),
    restartRegistry(deps),
    restoreSecret(deps),
    resumeInterrupted(deps),
    reviewInterrupted(deps),
    saveRecord(deps),
    removeCloudIdentity(deps),
    signIn(deps),
    simulateFault(deps),
    startSimulation(deps),
    stopSimulation(deps),
    switchToRbac(deps),
    syncNow(deps),
    updateByAzureCli(deps),
    useIdentityInEndpoint(deps),
    verifyInstance(deps),
    writeInstanceAgain(deps),
  ];
  return [...commands, moreActions(deps, commands)];
}
