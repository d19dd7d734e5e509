import { t } from '@vscode/l10n';
import { checkConnectivity } from '../checks/cluster';
import { shortPath } from '../model/armId';
import { valueOf } from '../model/fact';
import type { Observation } from '../observe/observation';
import { findInstanceWork, findSubscriptionObstacle, readable } from './instanceObstacles';

/** What keeps anything of the instance from being taken away, whatever it is. */
export function findReadingObstacle(seen: Observation): string | undefined {
  const name = shortPath(seen.target.instanceId);
  return (
    readable(seen.instance, name) ??
    findSubscriptionObstacle(seen) ??
    readable(seen.customLocation, t('The custom location of {0}', name))
  );
}

/**
 * What keeps a change from reaching the cluster. Kubernetes has to let go of what is deleted: on a
 * cluster that is not connected, the deletion would hang.
 */
export function findReachObstacle(seen: Observation): string | undefined {
  const name = shortPath(seen.target.instanceId);
  const unread = readable(seen.cluster, t('The cluster of {0}', name));
  if (unread !== undefined) return unread;
  const cluster = valueOf(seen.cluster);
  const connectivity = checkConnectivity(seen);
  if (connectivity.state !== 'done') {
    return t(
      'Cluster {0} is not connected to Azure ({1}). What is deleted has to be let go of by Kubernetes there, so the deletion would hang. {2}',
      cluster?.name ?? '',
      connectivity.words.toLowerCase(),
      connectivity.advice ?? '',
    ).trim();
  }
  return findInstanceWork(seen);
}
