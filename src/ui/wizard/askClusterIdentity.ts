import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Cluster } from '../../core/observe/observation';
import type { NodeOf } from '../../core/model/node';
import type { Plan } from '../../core/plan/plan';
import { needsOwnIssuer } from '../../core/checks/cluster';
import { ownIssuerHint } from '../../core/stages/clusterObstacles';
import {
  prepareEnableClusterIdentity,
  readCluster,
  type EnableClusterIdentityTarget,
} from '../../core/plans/enableClusterIdentity';
import type { Cloud } from '../../core/ports';
import { visible } from '../tree/markdown';
import { reviewPage, type ReviewBoard } from './reviewPage';

const title = (): string => t('Enable OIDC Issuer and Workload Identity');

/** What a federated credential takes. */
const longestIssuer = 600;

/** What is wrong with an issuer URL as it is typed; undefined: nothing. */
export function issuerProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return t('Type the whole address, beginning with https://');
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'https:') return t('An issuer is reached by https only.');
  if (/[?#]/.test(text) || username !== '' || password !== '') {
    return t('An issuer has no query, no fragment and no user name.');
  }
  // What URL forgives is not forgiven where strings are compared byte for byte.
  if (!/^https:\/\/[\w.~!$&'()*+,;=:@%[\]/-]+$/.test(text) || text.length > longestIssuer) {
    return t(
      'An issuer has no blanks, no letters beyond plain ones, and at most {0} characters.',
      longestIssuer,
    );
  }
  return undefined;
}

/** The issuer of a cluster that has its own; undefined when dismissed. */
const askOwnIssuer = (cluster: Cluster, wizard: string): Thenable<string | undefined> =>
  vscode.window.showInputBox({
    title: wizard,
    prompt: t(
      '{0} has a public issuer of its own. Type its URL exactly as the cluster’s tokens carry it, with or without the slash at the end. {1}',
      visible(cluster.name),
      ownIssuerHint(cluster),
    ),
    placeHolder: 'https://',
    ignoreFocusOut: true,
    validateInput: issuerProblem,
  });

/** The issuer of an instance's cluster that has its own, nothing for others; undefined when dismissed. */
export async function askOwnIssuerOf(
  cloud: Cloud,
  { tenantId, clusterId }: NodeOf<'instance'>,
  wizard: string,
): Promise<{ readonly selfHostedIssuerUrl?: string } | undefined> {
  if (clusterId === undefined) return {};
  const cluster = await vscode.window.withProgress(
    { location: { viewId: 'aioSecureSettings.clusters' } },
    () => readCluster(cloud.azure(tenantId), clusterId, { signal: new AbortController().signal }),
  );
  if (!needsOwnIssuer(cluster) || cluster.connectivity !== 'connected') return {};
  const selfHostedIssuerUrl = await askOwnIssuer(cluster, wizard);
  return selfHostedIssuerUrl === undefined ? undefined : { selfHostedIssuerUrl };
}

/**
 * Asks for the issuer where the cluster has its own, then shows what will be written. Undefined when
 * dismissed.
 *
 * @throws {UserFacingError} what applies to this cluster instead, before anything was written
 */
export async function askClusterIdentity(
  cloud: Cloud,
  target: EnableClusterIdentityTarget,
  reviews: ReviewBoard,
): Promise<Plan | undefined> {
  const azure = cloud.azure(target.tenantId);
  const cluster = await vscode.window.withProgress(
    { location: { viewId: 'aioSecureSettings.clusters' } },
    () => readCluster(azure, target.clusterId, { signal: new AbortController().signal }),
  );
  const asksIssuer = needsOwnIssuer(cluster) && cluster.connectivity === 'connected';
  const issuer = asksIssuer ? await askOwnIssuer(cluster, t('{0} (1/2)', title())) : undefined;
  if (asksIssuer && issuer === undefined) return undefined;
  const answer = await reviewPage({
    reviews,
    title: title(),
    placeholder: t('Review: {0}; what runs on the cluster goes on', visible(cluster.name)),
    step: asksIssuer ? 2 : 1,
    totalSteps: asksIssuer ? 2 : 1,
    action: t('Enable'),
    prepare: (signal) =>
      prepareEnableClusterIdentity(
        { azure, clock: cloud.clock },
        { ...target, ...(issuer === undefined ? {} : { selfHostedIssuerUrl: issuer }) },
        { signal },
      ),
  });
  return answer.kind === 'picked' ? answer.value : undefined;
}
