import { t } from '@vscode/l10n';
import {
  checkAgents,
  checkConnectivity,
  checkIssuer,
  checkOidcFlag,
  checkWorkloadIdentity,
} from '../checks/cluster';
import { provisioning } from '../checks/provisioning';
import { shortPath } from '../model/armId';
import { valueOf, type Fact } from '../model/fact';
import type { Observation } from '../observe/observation';

/** Microsoft Entra allows this many federated identity credentials on one managed identity. */
export const credentialLimit = 20;

/** Why something cannot be judged: it is not there, or could not be read. */
export const readable = (fact: Fact<unknown>, what: string): string | undefined => {
  switch (fact.kind) {
    case 'known':
      return undefined;
    case 'absent':
      return t(
        '{0} does not exist, or your account may not see it. Refresh and choose again.',
        what,
      );
    case 'unknown':
      return t(
        '{0} could not be read: {1}. It is not changed before it was seen.',
        what,
        fact.because,
      );
  }
};

/** The subscription of a resource lets nothing be changed. */
export const subscriptionObstacle = (
  found: { readonly name: string; readonly state: string } | undefined,
  resourceId: string,
): string | undefined =>
  !found || ['enabled', 'warned', 'pastdue'].includes(found.state.toLowerCase())
    ? undefined
    : t(
        'Subscription {0} of {1} is {2}, so nothing in it can be changed. Enable the subscription again in the Azure portal.',
        found.name,
        shortPath(resourceId),
        found.state.toLowerCase(),
      );

export const findSubscriptionObstacle = ({
  subscription,
  target,
}: Observation): string | undefined =>
  subscriptionObstacle(valueOf(subscription), target.instanceId);

/** The instance is being changed by somebody else right now. */
export function findInstanceWork({ instance }: Observation): string | undefined {
  const found = valueOf(instance);
  return found && provisioning(found.provisioningState) === 'running'
    ? t(
        '{0} is being changed at the moment ({1}). Try again when that has ended.',
        found.name,
        found.provisioningState ?? '',
      )
    : undefined;
}

function connectivityObstacle(seen: Observation): string | undefined {
  const cluster = valueOf(seen.cluster);
  const connectivity = checkConnectivity(seen);
  return !cluster || connectivity.state === 'done'
    ? undefined
    : t(
        'Cluster {0} is not connected to Azure ({1}), so changes would not reach it. {2}',
        cluster.name,
        connectivity.words.toLowerCase(),
        connectivity.advice ?? '',
      ).trim();
}

/** The agents cannot carry out what they were told. */
export function findAgentObstacle(seen: Observation): string | undefined {
  const agents = checkAgents(seen);
  return agents.state === 'failed'
    ? t(
        'The Arc agents of {0} report a failure: {1}',
        valueOf(seen.cluster)?.name ?? '',
        agents.advice ?? '',
      )
    : undefined;
}

function settingsObstacle(seen: Observation): string | undefined {
  const cluster = valueOf(seen.cluster);
  if (!cluster) return undefined;
  const flags = [
    { finding: checkOidcFlag(seen), name: t('OIDC issuer') },
    { finding: checkWorkloadIdentity(seen), name: t('workload identity') },
  ].filter(({ finding }) => finding.state !== 'done');
  const [first] = flags;
  if (first) {
    const names = flags.map(({ name }) => name).join(t(' and '));
    return (
      first.finding.advice ??
      t(
        'Cluster {0} does not have {1} on. Turn it on first with “Enable OIDC Issuer and Workload Identity…”.',
        cluster.name,
        names,
      )
    );
  }
  const issuer = checkIssuer(seen);
  return (
    findAgentObstacle(seen) ??
    (issuer.state === 'inProgress' ? (issuer.advice ?? issuer.words) : undefined)
  );
}

/** Nothing that is written would reach the instance and its cluster. */
export const findReachObstacle = (seen: Observation): string | undefined => {
  const name = shortPath(seen.target.instanceId);
  return (
    readable(seen.instance, name) ??
    findSubscriptionObstacle(seen) ??
    readable(seen.customLocation, t('The custom location of {0}', name)) ??
    readable(seen.cluster, t('The cluster of {0}', name)) ??
    connectivityObstacle(seen)
  );
};

/** The first thing on the instance, its subscription or its cluster that keeps a run from starting. */
export const findInstanceObstacle = (seen: Observation): string | undefined =>
  findReachObstacle(seen) ?? settingsObstacle(seen);
