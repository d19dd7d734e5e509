import { t } from '@vscode/l10n';
import type { Cluster } from '../observe/observation';
import type { StepContext } from '../plan/plan';
import type { Azure, Clock } from '../ports';
import { awaitAgents } from './awaitAgents';

/** What is usual, in ms. */
export const usualIssuerMs = { lowMs: 120_000, highMs: 300_000 } as const;

function missing(cluster: Cluster): string | undefined {
  if (!cluster.isOidcEnabled || !cluster.isWorkloadIdentityEnabled) {
    return t('the agents have not taken the settings over yet');
  }
  // With an issuer of its own, Arc may publish none.
  return cluster.issuerUrl === undefined && cluster.selfHostedIssuerUrl === undefined
    ? t('Azure Arc has not published the issuer yet')
    : undefined;
}

/**
 * Waits until the cluster's agents have taken both settings over and Arc has published the issuer; see
 * `awaitAgents`.
 *
 * @throws {UserFacingError} the agents report a failure, the update failed, or it takes too long
 */
export const awaitIssuer = (
  tools: { readonly azure: Azure; readonly clock: Clock },
  clusterId: string,
  context: StepContext,
): Promise<Cluster> =>
  awaitAgents(
    tools,
    {
      clusterId,
      missing,
      fallback: t(
        'If it goes on like this, the Azure CLI can update the agents from a machine with kubeconfig and helm: “Update Cluster by Azure CLI…” gives you the command.',
      ),
    },
    context,
  );
