import { t } from '@vscode/l10n';
import { checkApiServer } from '../apiServer/checkApiServer';
import { apiServerGuidance } from '../apiServer/guidance';
import type { ApiServerRecords } from '../apiServer/knowledge';
import { cloudIdentityFinding } from '../checks/cloudIdentity';
import { secretSyncFinding } from '../checks/settings';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import { valueOf } from '../model/fact';
import { observe } from '../observe/observe';
import type { Cluster, Observation } from '../observe/observation';
import { requireAllowed, type CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import { beside, follow, inOrder, type Order } from '../plan/order';
import type { Plan, PlannedWrite, PreparedPlan, StepContext } from '../plan/plan';
import { requireReviewed } from '../plan/reviewed';
import type { Azure, Clock, Digest, RequestContext } from '../ports';
import type { CloudUsage } from '../model/cloudUsages';
import { conditionCautions } from '../stages/conditionalRoles';
import {
  cloudIdentityOrder,
  cloudIdentitySteps,
  cloudIdentityWorks,
  cloudIdentityWrites,
  toCloudIdentityWants,
  type CloudIdentityStep,
  type CloudIdentityWants,
} from '../stages/cloudIdentity';
import { findCloudObstacle } from '../stages/cloudIdentityObstacles';
import {
  carryOutCluster,
  clusterStageObstacle,
  clusterSteps,
  clusterWrites,
  type ClusterChoice,
  type ClusterStep,
} from '../stages/cluster';
import {
  atExistingScopes,
  creationOrder,
  creationSteps,
  creationWorks,
  creationWrites,
  requireTypes,
  withCreations,
  type CreationStep,
  type CreationTarget,
} from '../stages/creations';
import { findInstanceObstacle } from '../stages/instanceObstacles';
import {
  carryOutOfficer,
  missingOfficer,
  officerSteps,
  officerWrites,
  type OfficerChoice,
  type OfficerStep,
} from '../stages/officer';
import {
  secretSyncOrder,
  secretSyncSteps,
  secretSyncWorks,
  secretSyncWrites,
  type SecretSyncStep,
} from '../stages/secretSync';
import { findObstacle } from '../stages/secretSyncObstacles';
import { withClusterOn } from '../stages/withClusterOn';
import { toSecretSyncWants, type SecretSyncWants } from '../stages/secretSyncWants';
import { readRegistryRoles } from './assignCloudIdentity';
import { sharedIdentityCautions } from '../stages/sharedIdentity';
import { untouchedBy } from '../stages/untouched';
import { confirmWritten } from './confirmWritten';

export interface EnableAllTools {
  readonly azure: Azure;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly apiServers: ApiServerRecords;
}

/** The instance and what was chosen for it, be it there or not yet. */
export type EnableAllTarget = CreationTarget &
  ClusterChoice &
  OfficerChoice & {
    readonly vaultId: string;
    readonly identityId: string;
    readonly cloudIdentityId: string;
    readonly usages: readonly CloudUsage[];
  };

type StepId =
  | 'observe'
  | ClusterStep
  | CreationStep
  | 'apiServer'
  | OfficerStep
  | SecretSyncStep
  | CloudIdentityStep
  | 'confirm';

/** What writes the cluster; the waits go with it. */
type ClusterWrite = Extract<ClusterStep, 'update'>;

type SettingsStep = OfficerStep | SecretSyncStep | CloudIdentityStep;

interface Look {
  readonly permissions: readonly CheckedPermission[];
  readonly seen: Observation;
  readonly cluster: Cluster;
  readonly secrets: SecretSyncWants;
  readonly cloud: CloudIdentityWants;
  readonly writes: readonly PlannedWrite[];
}

/** The cluster and its own obstacle first: all else is judged as if its settings were on. */
function requireCluster(seen: Observation, target: EnableAllTarget): Cluster {
  const cluster = valueOf(seen.cluster);
  const obstacle = cluster
    ? clusterStageObstacle(cluster, target)
    : (findInstanceObstacle(seen) ?? t('The cluster could not be read.'));
  if (cluster && obstacle === undefined) return cluster;
  throw new UserFacingError(obstacle ?? '');
}

/** Reads the present state and makes sure that nothing keeps the plan from running. */
async function look(
  tools: EnableAllTools,
  target: EnableAllTarget,
  context: RequestContext,
): Promise<Look> {
  const { azure, clock, digest } = tools;
  const seen = await observe(azure, clock, target, context);
  const cluster = requireCluster(seen, target);
  const complete = withClusterOn(withCreations(seen, target), target);
  const obstacle = findObstacle(complete) ?? findCloudObstacle(complete, target);
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  const secrets = toSecretSyncWants(complete, digest);
  const roles = await readRegistryRoles(azure, seen, target, context);
  const { cloudIdentityId, usages } = target;
  const cloud = toCloudIdentityWants(complete, cloudIdentityId, usages, digest, roles);
  const officer = await missingOfficer(azure, target, seen.vault, context);
  const secretWrites = secretSyncWrites(secrets);
  // Both settings write the instance: what the first sends is what the second finds.
  const written = secretWrites.find(({ resourceId }) => resourceId === secrets.instance.id)?.then;
  const writes = atExistingScopes(
    [
      ...clusterWrites(cluster, target),
      ...creationWrites(seen, target),
      ...officerWrites(secrets.vault, officer),
      ...secretWrites,
      ...cloudIdentityWrites(written ? { ...cloud, instanceBody: written } : cloud),
    ],
    seen,
    target,
  );
  const permissions = await checkWrites(azure, writes, context);
  return { seen, cluster, secrets, cloud, writes, permissions };
}

const makingOrder: Order<ClusterWrite | CreationStep> = beside<ClusterWrite | CreationStep>(
  'update',
  creationOrder,
);

/** Both settings write the instance, so one goes after the other. */
const settingsOrder: Order<SettingsStep> = beside<SettingsStep>(
  'officer',
  inOrder<SettingsStep>(secretSyncOrder, cloudIdentityOrder),
);

/** The API server as it is, or as the user makes it now: Azure neither does nor sees it. */
async function awaitApiServer(
  { apiServers, clock }: EnableAllTools,
  { seen, cluster }: Look,
  context: StepContext,
): Promise<void> {
  const found = checkApiServer(seen, apiServers.find(cluster.id));
  if (found.state === 'done' || found.state === 'notProved') {
    context.report(found.words);
    return;
  }
  const issuer = valueOf(seen.issuer)?.issuer;
  const guidance = apiServerGuidance(cluster);
  const askedAtMs = clock.now();
  const answer = await context.waitForUser(
    issuer === undefined ? guidance : `${guidance} ${t('The issuer URL is {0}', issuer)}`,
  );
  if (answer === 'later') {
    context.report(t('Put off: secrets arrive only when it is done'));
    return;
  }
  const kept = apiServers.find(cluster.id);
  if (kept?.how === 'kubectl' && kept.issuer === issuer && kept.atMs >= askedAtMs) {
    context.report(t('Confirmed by kubectl'));
    return;
  }
  if (issuer !== undefined) {
    await apiServers.save(cluster.id, { issuer, how: 'user', atMs: clock.now() });
  }
  context.report(t('Confirmed by you'));
}

/** After the writes: is everything as it was meant to be? */
async function confirm(
  tools: EnableAllTools,
  target: EnableAllTarget,
  context: StepContext,
): Promise<void> {
  const { seen } = await confirmWritten(tools.clock, context, async () => {
    const now = await look(tools, target, context);
    return { seen: now.seen, left: now.writes };
  });
  const findings = [secretSyncFinding(seen), cloudIdentityFinding(seen)];
  context.report(findings.map(({ words }) => words).join(' · '));
}

function createPlan(
  tools: EnableAllTools,
  target: EnableAllTarget,
  preview: Look,
  reviewed: readonly PlannedWrite[],
): Plan<StepId> {
  const { azure } = tools;
  const path = shortPath(target.instanceId);
  return {
    id: 'enableAll',
    title: t('Enable all secure settings'),
    subjectId: target.instanceId,
    subjectName: preview.secrets.instance.name,
    tenantId: target.tenantId,
    request: { planId: 'enableAll', target },
    agreed: reviewed,
    steps: {
      observe: { title: t('Read the present state'), detail: path },
      ...clusterSteps(preview.cluster),
      ...creationSteps(target),
      apiServer: {
        title: t('Configure the API server'),
        detail: t('signs tokens with the published issuer'),
      },
      ...officerSteps(target),
      ...secretSyncSteps(preview.secrets),
      ...cloudIdentitySteps(preview.cloud, target.usages),
      confirm: { title: t('Check the result'), detail: path },
    },
    prepareAgain: (context) => prepareEnableAll(tools, target, context),
    order: inOrder<StepId>(makingOrder, settingsOrder),
    async run(run) {
      const lookAgain = async (context: RequestContext): Promise<Look> => {
        const now = await look(tools, target, context);
        requireReviewed(now.writes, reviewed);
        requireAllowed(now.permissions);
        return now;
      };
      const first = await run.step('observe', lookAgain);
      await follow(run, makingOrder, {
        update: () => carryOutCluster(run, tools, first.cluster, target),
        ...creationWorks(run, azure, first.seen, target),
      });
      // The issuer, and ids that only Azure gives, are known now.
      const now = first.writes.length === 0 ? first : await lookAgain(run.context);
      await run.step('apiServer', (context) => awaitApiServer(tools, now, context));
      await follow(run, settingsOrder, {
        officer: () => carryOutOfficer(run, tools, now.secrets.vault, target),
        ...secretSyncWorks(run, tools, now.secrets),
        ...cloudIdentityWorks(run, tools, now.cloud),
      });
      await run.step('confirm', (context) => confirm(tools, target, context));
    },
  };
}

/**
 * Looks at the instance and says what it takes to turn all secure settings on, from whatever state it
 * is in, together with the plan that does it. The plan stops for the API server, which only the user
 * can configure.
 *
 * Writes nothing.
 *
 * @throws {UserFacingError} what is wrong, on which resource, and what to do next
 */
export async function prepareEnableAll(
  tools: EnableAllTools,
  target: EnableAllTarget,
  context: RequestContext,
): Promise<PreparedPlan> {
  requireTypes(target);
  const preview = await look(tools, target, context);
  const { writes } = preview;
  return {
    plan: createPlan(tools, target, preview, writes),
    writes,
    permissions: preview.permissions,
    ...untouchedBy(preview.seen, writes),
    cautions: [...sharedIdentityCautions(preview.seen), ...conditionCautions(preview.seen)],
  };
}
