import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { ArmError, UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import { stringAt, type JsonObject } from '../model/json';
import { knownRoleName } from '../model/roles';
import { roleAssignmentName } from '../names';
import type { StepContext } from '../plan/plan';
import type { Azure, Caller, Clock, Digest } from '../ports';

/** A new identity's principal may be unknown to Azure RBAC for so long, in ms. */
const replicationLimitMs = 5 * 60_000;
const firstWaitMs = 2_000;
const longestWaitMs = 20_000;

export interface RoleAssignmentTools {
  readonly azure: Azure;
  readonly clock: Clock;
  readonly digest: Digest;
}

export interface WantedAssignment {
  /** Id of the resource at which the role holds. */
  readonly scope: string;
  /** The GUID of the role's definition. */
  readonly roleId: string;
  readonly principalId: string;
  /** Always sent: without it a new principal is refused. */
  readonly principalType: Caller['kind'];
}

/** The body of the assignment. */
export function assignmentBody({
  scope,
  roleId,
  principalId,
  principalType,
}: WantedAssignment): JsonObject {
  const [, , subscription = ''] = scope.split('/');
  return {
    properties: {
      roleDefinitionId: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
      principalId,
      principalType,
    },
  };
}

/** Somebody has restricted it on purpose: nothing here takes that away by the way. */
async function requireUnconditional(
  { arm }: Azure,
  id: string,
  context: StepContext,
): Promise<void> {
  const found = await arm.find(id, apiVersions.authorization, context);
  if (stringAt(found, 'properties', 'condition') === undefined) return;
  throw new UserFacingError(
    t(
      'The role is assigned already, but only under a condition that somebody has set, so it was left alone: {0}. Ask them to take the condition away.',
      shortPath(id),
    ),
  );
}

/**
 * Gives a principal a role at a scope.
 *
 * Nobody's change can get lost: Azure refuses a PUT that says something else than the one of that name.
 * Only a condition could be written over, so one that has got a condition is left alone.
 *
 * Idempotent: the assignment's name is computed from what it says, and the same assignment under
 * another name is what was wanted. Waits up to five minutes for a new principal to be known.
 *
 * @throws {UserFacingError} the assignment of that name holds only under a condition
 * @throws {ArmError} forbidden: only Owner, User Access Administrator and the like may grant roles
 * @see https://learn.microsoft.com/rest/api/authorization/role-assignments/create (2022-04-01)
 */
export async function ensureRoleAssignment(
  { azure, clock, digest }: RoleAssignmentTools,
  want: WantedAssignment,
  context: StepContext,
): Promise<void> {
  const { scope, roleId, principalId, principalType } = want;
  let name = roleAssignmentName(digest, want);
  const body = assignmentBody(want);
  const startedAtMs = clock.now();
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
      await requireUnconditional(azure, id, context);
      await azure.arm.put(id, apiVersions.authorization, body, context);
      const role = knownRoleName(roleId);
      context.changed({
        resourceId: id,
        kind: 'created',
        properties: [
          ...(role === undefined ? [] : [{ name: 'role', after: role }]),
          { name: 'roleDefinitionId', after: roleId },
          { name: 'principalId', after: principalId },
          { name: 'principalType', after: principalType },
        ],
      });
      return;
    } catch (error) {
      const code = ArmError.is(error) ? error.details.code?.toLowerCase() : undefined;
      if (code === 'roleassignmentexists') return;
      if (code === 'roleassignmentupdatenotpermitted' && waitMs === firstWaitMs) {
        name = roleAssignmentName(digest, { ...want, scope: `${scope}#2` });
        continue;
      }
      const isTooEarly = code === 'principalnotfound';
      if (!isTooEarly || clock.now() - startedAtMs > replicationLimitMs) throw error;
      await clock.sleep(waitMs, context.signal);
    }
  }
}
