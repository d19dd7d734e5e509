import { t } from '@vscode/l10n';
import { cloudIdentityFinding } from '../checks/cloudIdentity';
import { UserFacingError } from '../errors';
import { sameId, shortPath } from '../model/armId';
import { valueOf } from '../model/fact';
import { observe } from '../observe/observe';
import type { Observation, RoleAssignment } from '../observe/observation';
import { listRolesAt } from '../observe/rolesAt';
import { requireAllowed, type CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import { follow, inOrder } from '../plan/order';
import type { Plan, PlannedWrite, PreparedPlan } from '../plan/plan';
import { requireReviewed } from '../plan/reviewed';
import type { Azure, Clock, Digest, RequestContext } from '../ports';
import type { CloudUsage } from '../model/cloudUsages';
import {
  cloudIdentityOrder,
  cloudIdentitySteps,
  cloudIdentityWorks,
  cloudIdentityWrites,
  servedRegistry,
  toCloudIdentityWants,
  type CloudIdentityStep,
  type CloudIdentityWants,
} from '../stages/cloudIdentity';
import {
  atExistingScopes,
  creationOrder,
  creationSteps,
  creationWrites,
  makeMissing,
  requireTypes,
  withCreations,
  type CreationStep,
  type CreationTarget,
} from '../stages/creations';
import { sharedIdentityCautions } from '../stages/sharedIdentity';
import { untouchedBy } from '../stages/untouched';
import { findCloudObstacle } from '../stages/cloudIdentityObstacles';
import { confirmWritten } from './confirmWritten';

export interface AssignCloudIdentityTools {
  readonly azure: Azure;
  readonly clock: Clock;
  readonly digest: Digest;
}

/** The instance, and the identity that the user chose for it, be it there or not yet. */
export type AssignCloudIdentityTarget = CreationTarget & {
  readonly cloudIdentityId: string;
  /** What it is for; data flows at least. */
  readonly usages: readonly CloudUsage[];
};

type StepId = 'observe' | CreationStep | CloudIdentityStep | 'confirm';

interface Look {
  readonly permissions: readonly CheckedPermission[];
  readonly seen: Observation;
  readonly wants: CloudIdentityWants;
  readonly writes: readonly PlannedWrite[];
}

/** The identity's roles at the schema registry, where it is to serve that. */
export async function readRegistryRoles(
  azure: Azure,
  seen: Observation,
  { cloudIdentityId, usages }: AssignCloudIdentityTarget,
  context: RequestContext,
): Promise<readonly RoleAssignment[]> {
  const registryId = servedRegistry(seen, usages);
  const cloud = (valueOf(seen.cloudIdentities) ?? []).find(({ id }) => sameId(id, cloudIdentityId));
  const principalId = cloud && valueOf(cloud.identity)?.principalId;
  if (registryId === undefined || principalId === undefined) return [];
  return listRolesAt(azure, registryId, principalId, context);
}

/** Reads the present state and makes sure that nothing keeps the plan from running. */
async function look(
  tools: AssignCloudIdentityTools,
  target: AssignCloudIdentityTarget,
  context: RequestContext,
): Promise<Look> {
  const { azure, clock, digest } = tools;
  const seen = await observe(azure, clock, target, context);
  const complete = withCreations(seen, target);
  const obstacle = findCloudObstacle(complete, target);
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  const roles = await readRegistryRoles(azure, seen, target, context);
  const wants = toCloudIdentityWants(
    complete,
    target.cloudIdentityId,
    target.usages,
    digest,
    roles,
  );
  const writes = atExistingScopes(
    [...creationWrites(seen, target), ...cloudIdentityWrites(wants)],
    seen,
    target,
  );
  return { seen, wants, writes, permissions: await checkWrites(azure, writes, context) };
}

function createPlan(
  tools: AssignCloudIdentityTools,
  target: AssignCloudIdentityTarget,
  preview: CloudIdentityWants,
  reviewed: readonly PlannedWrite[],
): Plan<StepId> {
  const { azure } = tools;
  return {
    id: 'assignCloudIdentity',
    title: t('Assign managed identity for cloud connections'),
    subjectId: target.instanceId,
    subjectName: preview.instanceName,
    tenantId: target.tenantId,
    request: { planId: 'assignCloudIdentity', target },
    agreed: reviewed,
    steps: {
      observe: { title: t('Read the present state'), detail: shortPath(target.instanceId) },
      ...creationSteps(target),
      ...cloudIdentitySteps(preview, target.usages),
      confirm: { title: t('Check the result'), detail: shortPath(target.instanceId) },
    },
    prepareAgain: (context) => prepareAssignCloudIdentity(tools, target, context),
    order: inOrder<StepId>(creationOrder, cloudIdentityOrder),
    async run(run) {
      const lookAgain = async (context: RequestContext): Promise<Look> => {
        const now = await look(tools, target, context);
        requireReviewed(now.writes, reviewed);
        requireAllowed(now.permissions);
        return now;
      };
      const first = await run.step('observe', lookAgain);
      const hasMade = await makeMissing(run, azure, first.seen, target);
      const { wants } = hasMade ? await lookAgain(run.context) : first;
      await follow(run, cloudIdentityOrder, cloudIdentityWorks(run, tools, wants));
      await run.step('confirm', async (context) => {
        const { seen } = await confirmWritten(tools.clock, context, async () => {
          const now = await look(tools, target, context);
          return { seen: now.seen, left: now.writes };
        });
        context.report(cloudIdentityFinding(seen).words);
      });
    },
  };
}

/**
 * Looks at the instance and says what assigning the identity for cloud connections would write
 * (nothing, when all is done), together with the plan that does it.
 *
 * Writes nothing.
 *
 * @throws {UserFacingError} what is wrong, on which resource, and what to do next
 */
export async function prepareAssignCloudIdentity(
  tools: AssignCloudIdentityTools,
  target: AssignCloudIdentityTarget,
  context: RequestContext,
): Promise<PreparedPlan> {
  requireTypes(target);
  const seen = await look(tools, target, context);
  const { writes } = seen;
  return {
    plan: createPlan(tools, target, seen.wants, writes),
    writes,
    permissions: seen.permissions,
    ...untouchedBy(seen.seen, writes),
    cautions: sharedIdentityCautions(seen.seen),
  };
}
