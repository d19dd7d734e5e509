import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import { sameId, shortPath } from '../model/armId';
import type { Creations } from '../model/creations';
import { valueOf, type Fact } from '../model/fact';
import { observe } from '../observe/observe';
import type { Observation } from '../observe/observation';
import { requireAllowed, type CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import { inOrder } from '../plan/order';
import type { Plan, PlannedWrite, PreparedPlan } from '../plan/plan';
import { requireReviewed } from '../plan/reviewed';
import type { RequestContext } from '../ports';
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
import { findSubscriptionObstacle, readable } from '../stages/instanceObstacles';
import {
  carryOutOfficer,
  missingOfficer,
  officerSteps,
  officerWrites,
  type OfficerChoice,
  type OfficerStep,
} from '../stages/officer';
import type { RoleAssignmentTools } from '../steps/ensureRoleAssignment';

/** One thing to make for an instance: a vault, or an identity for one of its two uses. */
export type CreateResourceTarget = CreationTarget &
  OfficerChoice & {
    readonly instanceName: string;
    readonly creations: Creations;
  };

type StepId = 'observe' | CreationStep | OfficerStep;

interface Look {
  readonly permissions: readonly CheckedPermission[];
  readonly seen: Observation;
  readonly writes: readonly PlannedWrite[];
}

/** What is to be made, as it was read. */
function madeFacts(seen: Observation, target: CreateResourceTarget): readonly Fact<unknown>[] {
  const { vault, identity, cloudIdentity } = target.creations;
  const cloud = (valueOf(seen.cloudIdentities) ?? []).find(
    ({ id }) => target.cloudIdentityId !== undefined && sameId(id, target.cloudIdentityId),
  );
  return [
    ...(vault ? [seen.vault] : []),
    ...(identity ? [seen.identity] : []),
    ...(cloudIdentity ? [cloud?.identity ?? seen.cloudIdentities] : []),
  ];
}

const pathOf = ({ vaultId, identityId, cloudIdentityId, instanceId }: CreateResourceTarget) =>
  shortPath(vaultId ?? identityId ?? cloudIdentityId ?? instanceId);

async function look(
  { azure, clock }: RoleAssignmentTools,
  target: CreateResourceTarget,
  context: RequestContext,
): Promise<Look> {
  const seen = await observe(azure, clock, target, context);
  // What is absent is to be made; what could not be read might be there.
  const unread = madeFacts(seen, target).find(({ kind }) => kind === 'unknown');
  const obstacle = findSubscriptionObstacle(seen) ?? (unread && readable(unread, pathOf(target)));
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  const vault = target.creations.vault && valueOf(withCreations(seen, target).vault);
  const officer = vault && (await missingOfficer(azure, target, seen.vault, context));
  const writes = atExistingScopes(
    [...creationWrites(seen, target), ...(vault ? officerWrites(vault, officer) : [])],
    seen,
    target,
  );
  return { seen, writes, permissions: await checkWrites(azure, writes, context) };
}

function titleOf({ creations }: CreateResourceTarget): string {
  if (!creations.vault) return t('Create managed identity');
  return creations.vault.kind === 'recover' ? t('Recover key vault') : t('Create key vault');
}

function createPlan(
  tools: RoleAssignmentTools,
  target: CreateResourceTarget,
  reviewed: readonly PlannedWrite[],
): Plan<StepId> {
  const { azure } = tools;
  const { tenantId, instanceId, instanceName, vaultId } = target;
  return {
    id: 'createResource',
    title: titleOf(target),
    subjectId: instanceId,
    subjectName: instanceName,
    tenantId,
    request: { planId: 'createResource', target },
    agreed: reviewed,
    steps: {
      observe: { title: t('Look whether it is there'), detail: pathOf(target) },
      ...creationSteps(target),
      ...officerSteps(target),
    },
    prepareAgain: (context) => prepareCreateResource(tools, target, context),
    order: inOrder<StepId>(creationOrder, 'officer'),
    async run(run) {
      const { seen } = await run.step('observe', async (context) => {
        const now = await look(tools, target, context);
        requireReviewed(now.writes, reviewed);
        requireAllowed(now.permissions);
        return now;
      });
      await makeMissing(run, azure, seen, target);
      if (vaultId === undefined || target.isOfficerWanted !== true) return;
      // Its address is known now.
      const vault = await azure.vaults.find(vaultId, run.context);
      if (!vault) throw new UserFacingError(t('{0} no longer exists.', shortPath(vaultId)));
      await carryOutOfficer(run, tools, vault, target);
    },
  };
}

/**
 * Says what making the vault or the identity would write (nothing when it is there), together with
 * the plan that does it. The instance itself stays as it is.
 *
 * Writes nothing.
 *
 * @throws {UserFacingError} what is wrong, on which resource, and what to do next
 */
export async function prepareCreateResource(
  tools: RoleAssignmentTools,
  target: CreateResourceTarget,
  context: RequestContext,
): Promise<PreparedPlan> {
  requireTypes(target);
  const { writes, permissions } = await look(tools, target, context);
  return { plan: createPlan(tools, target, writes), writes, permissions };
}
