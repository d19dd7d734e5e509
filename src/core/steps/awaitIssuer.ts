import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { provisioning } from '../checks/provisioning';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import type { Cluster } from '../observe/observation';
import { toCluster } from '../observe/parse';
import type { StepContext } from '../plan/plan';
import type { Azure, Clock } from '../ports';

/** Between two looks at the cluster, in ms. */
const pollMs = 7_000;

/** Longest wait for the agents, in ms: five times what is usual. */
const issuerLimitMs = 15 * 60_000;

/** What is usual, in ms. */
export const usualIssuerMs = { lowMs: 120_000, highMs: 300_000 } as const;

/** Right after an update no state means "not reported yet"; later it means that all is well. */
const quietAgentMs = 60_000;

/** What the wait still waits for, in words; undefined: it is over. */
function stillMissing(cluster: Cluster, waitedMs: number): string | undefined {
  if (provisioning(cluster.provisioningState) === 'running') {
    return t('Azure is updating the cluster');
  }
  if (cluster.connectivity !== 'connected') return t('the cluster is not connected at the moment');
  if (!cluster.isOidcEnabled || !cluster.isWorkloadIdentityEnabled) {
    return t('the agents have not taken the settings over yet');
  }
  // With an issuer of its own, Arc may publish none.
  if (cluster.issuerUrl === undefined && cluster.selfHostedIssuerUrl === undefined) {
    return t('Azure Arc has not published the issuer yet');
  }
  const state = cluster.agentState?.toLowerCase();
  if (state === 'succeeded') return undefined;
  if (state === undefined) {
    return waitedMs >= quietAgentMs ? undefined : t('the agents have not reported yet');
  }
  return t('agents: {0}', cluster.agentState ?? '');
}

const fallback = (): string =>
  t(
    'If it goes on like this, the Azure CLI can update the agents from a machine with kubeconfig and helm: “Update Cluster by Azure CLI…” gives you the command.',
  );

/**
 * Waits until the cluster's agents have taken both settings over and Arc has published the issuer.
 * Leaving it does no harm: it goes on from what the cluster shows.
 *
 * @throws {UserFacingError} the agents report a failure, the update failed, or it takes too long
 */
export async function awaitIssuer(
  { azure, clock }: { readonly azure: Azure; readonly clock: Clock },
  clusterId: string,
  context: StepContext,
): Promise<Cluster> {
  const startedAtMs = clock.now();
  for (;;) {
    const body = await azure.arm.find(clusterId, apiVersions.cluster, context);
    const cluster = body && toCluster(body);
    if (!cluster) {
      throw new UserFacingError(t('{0} no longer exists. Refresh the tree.', shortPath(clusterId)));
    }
    if (provisioning(cluster.provisioningState) === 'failed') {
      throw new UserFacingError(
        t('Azure could not update {0}. Try again: nothing else was changed.', cluster.name),
      );
    }
    if (cluster.agentState?.toLowerCase() === 'failed') {
      throw new UserFacingError(
        t(
          'The agents of {0} report a failure: {1} {2}',
          cluster.name,
          cluster.agentErrors.join(' ') || t('they give no reason.'),
          fallback(),
        ),
      );
    }
    const waitedMs = clock.now() - startedAtMs;
    const missing = stillMissing(cluster, waitedMs);
    if (missing === undefined) {
      context.report(t('{0} is ready', cluster.name));
      return cluster;
    }
    if (waitedMs >= issuerLimitMs) {
      throw new UserFacingError(
        t('After 15 minutes {0} is not ready: {1}. {2}', cluster.name, missing, fallback()),
      );
    }
    context.report(t('{0}: {1}', cluster.name, missing));
    await clock.sleep(pollMs, context.signal);
  }
}
