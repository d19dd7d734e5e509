import { valueOf } from '../model/fact';
import type { ClusterOutlook } from '../model/node';
import type { Observation } from '../observe/observation';
import { findClusterObstacle } from './clusterObstacles';
import { findAgentObstacle, findReachObstacle } from './instanceObstacles';
import { checkIssuer, checkOidcFlag, checkWorkloadIdentity } from '../checks/cluster';

/** What the state of its cluster and subscription allows to be done with an instance. */
export function outlookOf(seen: Observation): ClusterOutlook {
  const cluster = valueOf(seen.cluster);
  if (!cluster || findReachObstacle(seen) !== undefined) return 'blocked';
  const isOn = [checkOidcFlag(seen), checkWorkloadIdentity(seen)].every(
    ({ state }) => state === 'done',
  );
  if (!isOn) return findClusterObstacle(cluster) === undefined ? 'off' : 'blocked';
  if (findAgentObstacle(seen) !== undefined) return 'blocked';
  return checkIssuer(seen).state === 'inProgress' ? 'waiting' : 'ready';
}
