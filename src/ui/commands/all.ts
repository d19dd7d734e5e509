import { openLog, refresh, signIn } from './account';
import { assignCloudIdentity } from './assignCloudIdentity';
import type { AnyCommand, Deps } from './command';
import { copyIssuer } from './copyIssuer';
import { enableAll } from './enableAll';
import { enableClusterIdentity } from './enableClusterIdentity';
import { enableSecretSync } from './enableSecretSync';
import { filterTree } from './filterTree';
import { openPanel } from './openPanel';
import { copyResourceId, openInPortal } from './resource';
import { simulateFault, startSimulation, stopSimulation } from './simulation';

/** Every command there is. */
export const createCommands = (deps: Deps): readonly AnyCommand[] => [
  assignCloudIdentity(deps),
  copyIssuer(deps),
  copyResourceId(),
  enableAll(deps),
  enableClusterIdentity(deps),
  enableSecretSync(deps),
  filterTree(deps),
  openInPortal(deps),
  openLog(deps),
  openPanel(deps),
  refresh(deps),
  signIn(deps),
  simulateFault(deps),
  startSimulation(deps),
  stopSimulation(deps),
];
