import { t } from '@vscode/l10n';
import { UserFacingError } from '../../core/errors';
import { parseArmIdOf, resourceTypes, sameId } from '../../core/model/armId';
import { nodeActions, type NodeAction, type NodeOf } from '../../core/model/node';
import type { Estate } from '../tree/estate';
import { visible } from '../tree/markdown';
import { pick } from '../wizard/steps';
import { findInstance, toNode } from './argument';

/** A cluster with the instance on it at which its runs are shown, if there is one. */
export interface ChosenCluster {
  readonly cluster: NodeOf<'cluster'>;
  readonly instance?: NodeOf<'instance'>;
}

async function withInstance(cluster: NodeOf<'cluster'>, estate: Estate): Promise<ChosenCluster> {
  const instance = (await estate.instances()).find(
    ({ clusterId }) => clusterId !== undefined && sameId(clusterId, cluster.id),
  );
  return { cluster, ...(instance ? { instance } : {}) };
}

async function find(id: string, estate: Estate): Promise<NodeOf<'cluster'>> {
  const found = (await estate.clusters()).find((cluster) => sameId(cluster.id, id));
  if (found) return found;
  throw new UserFacingError(
    t('The cluster {0} was not found with this account. Refresh, or sign in to its tenant.', id),
  );
}

export interface ClusterQuestion {
  /** Of the command. */
  readonly title: string;
  /** What the clusters to choose from can do; absent: whatever they can, the command says why not. */
  readonly ability?: NodeAction;
}

/**
 * The cluster passed to a command, or that of the instance passed to it, or one that the user picks;
 * undefined when dismissed. Only clusters that the estate itself has read count.
 *
 * @throws {UserFacingError} something was passed that is no cluster of this account
 */
export async function clusterOf(
  argument: unknown,
  estate: Estate,
  { title, ability }: ClusterQuestion,
): Promise<ChosenCluster | undefined> {
  const node = toNode(argument);
  const id =
    typeof argument === 'string' ? argument : node?.kind === 'cluster' ? node.id : undefined;
  if (id !== undefined && parseArmIdOf(resourceTypes.cluster, id)) {
    return withInstance(await find(id, estate), estate);
  }
  const instance = await findInstance(argument, estate);
  if (instance) {
    if (instance.clusterId === undefined) {
      throw new UserFacingError(
        t('The cluster of {0} cannot be read with this account.', instance.name),
      );
    }
    return { cluster: await find(instance.clusterId, estate), instance };
  }
  const answer = await pick<NodeOf<'cluster'>>({
    title,
    placeholder: t('Choose a cluster'),
    step: 1,
    totalSteps: 1,
    load: async () =>
      (await estate.clusters())
        .filter((cluster) => ability === undefined || nodeActions(cluster).includes(ability))
        .map((value) => ({
          label: visible(value.name),
          description: visible(value.distribution),
          value,
        })),
  });
  return answer.kind === 'picked' ? withInstance(answer.value, estate) : undefined;
}
