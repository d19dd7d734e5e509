import { t } from '@vscode/l10n';
import { needsOwnIssuer } from '../checks/cluster';
import { provisioning } from '../checks/provisioning';
import { shortPath } from '../model/armId';
import type { Cluster } from '../observe/observation';
import { resolveIssuer } from '../observe/resolveIssuer';
import type { NeededPermission } from '../permissions';
import { findClusterObstacle } from './clusterObstacles';
import type { PlannedWrite, Run, StepDescription } from '../plan/plan';
import type { Azure, Clock } from '../ports';
import { awaitIssuer } from '../steps/awaitIssuer';
import { usualIssuer, usualUpdate } from './usual';
import {
  certificateObstacle,
  clusterBody,
  ensureClusterProfiles,
  shownCluster,
  type ClusterProfiles,
} from '../steps/ensureClusterProfiles';

export type ClusterStep = 'update' | 'wait' | 'issuer';

export interface ClusterChoice {
  /** Of a cluster with a public issuer of its own (AKS, EKS, GKE). */
  readonly selfHostedIssuerUrl?: string;
}

/** True when there is nothing to write: both settings are on, and no other issuer is wanted. */
const isClusterDone = (cluster: Cluster, { selfHostedIssuerUrl }: ClusterChoice): boolean =>
  // After a write that failed Azure shows what was wanted, whether the cluster got it or not.
  provisioning(cluster.provisioningState) !== 'failed' &&
  cluster.isOidcEnabled &&
  cluster.isWorkloadIdentityEnabled &&
  !(needsOwnIssuer(cluster) && selfHostedIssuerUrl === undefined) &&
  (selfHostedIssuerUrl === undefined || selfHostedIssuerUrl === cluster.selfHostedIssuerUrl);

/** Why the settings cannot be turned on, with what to do; undefined: they are on, or can be. */
export function clusterStageObstacle(cluster: Cluster, choice: ClusterChoice): string | undefined {
  if (isClusterDone(cluster, choice)) return undefined;
  const obstacle = findClusterObstacle(cluster);
  if (obstacle !== undefined) return obstacle;
  return needsOwnIssuer(cluster) && choice.selfHostedIssuerUrl === undefined
    ? t(
        '{0} has a public issuer of its own, and Azure Arc has to be told its URL. Run the command again and give it.',
        cluster.name,
      )
    : certificateObstacle(cluster);
}

/** What a cluster with both settings on still waits for; undefined: nothing. */
export const awaitedOf = ({ issuerUrl, selfHostedIssuerUrl }: Cluster): string | undefined =>
  issuerUrl === undefined && selfHostedIssuerUrl === undefined
    ? t('for the agents and the issuer; nothing is written')
    : undefined;

/** What a PUT of a cluster takes. */
export const clusterNeeds = (scope: string): readonly NeededPermission[] => [
  { action: 'Microsoft.Kubernetes/connectedClusters/write', scope },
];

const profilesOf = ({ selfHostedIssuerUrl }: ClusterChoice): ClusterProfiles => ({
  isOidcEnabled: true,
  isWorkloadIdentityEnabled: true,
  ...(selfHostedIssuerUrl === undefined ? {} : { selfHostedIssuerUrl }),
});

export function clusterWrites(cluster: Cluster, choice: ClusterChoice): readonly PlannedWrite[] {
  if (isClusterDone(cluster, choice)) return [];
  const { selfHostedIssuerUrl } = choice;
  const changes = [
    ...(cluster.isOidcEnabled ? [] : [t('OIDC issuer on')]),
    ...(cluster.isWorkloadIdentityEnabled ? [] : [t('workload identity on')]),
    ...(selfHostedIssuerUrl === undefined ? [] : [t('own issuer {0}', selfHostedIssuerUrl)]),
    ...(provisioning(cluster.provisioningState) === 'failed'
      ? [t('again, as the last update failed')]
      : []),
  ];
  return [
    {
      stepId: 'update' satisfies ClusterStep,
      title: t('Turn on OIDC issuer and workload identity'),
      detail: t('{0}: {1}; all else stays as it is', cluster.name, changes.join(', ')),
      method: 'PUT',
      resourceId: cluster.id,
      now: shownCluster(cluster.body),
      then: clusterBody(cluster.body, profilesOf(choice)),
      needs: clusterNeeds(cluster.id),
    },
  ];
}

export const clusterSteps = ({
  id,
  name,
}: Cluster): Readonly<Record<ClusterStep, StepDescription>> => ({
  update: {
    title: t('Turn on OIDC issuer and workload identity'),
    detail: shortPath(id),
    usual: usualUpdate(),
  },
  wait: { title: t('Wait for the agents and the issuer'), detail: name, usual: usualIssuer() },
  issuer: { title: t('Check the issuer’s discovery document'), detail: name },
});

/** One write, then the wait for the agents. A wait that was left can be taken up again. */
export async function carryOutCluster(
  run: Run<ClusterStep>,
  tools: { readonly azure: Azure; readonly clock: Clock },
  cluster: Cluster,
  choice: ClusterChoice,
): Promise<void> {
  const { azure } = tools;
  if (isClusterDone(cluster, choice)) {
    run.skip('update', t('Already done'));
  } else {
    await run.step('update', (context) =>
      ensureClusterProfiles(azure, cluster.id, profilesOf(choice), context),
    );
  }
  const ready = await run.step('wait', (context) => awaitIssuer(tools, cluster.id, context));
  await run.step('issuer', async (context) => {
    const published = ready.selfHostedIssuerUrl ?? ready.issuerUrl ?? '';
    const { issuer, isVerified, because } = await resolveIssuer(azure.issuers, published, {
      ...context,
      clusterId: cluster.id,
    });
    context.report(isVerified ? issuer : t('{0} · not verified: {1}', issuer, because ?? ''));
  });
}
