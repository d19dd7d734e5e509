import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { heldUnderCondition } from '../checks/conditionalRoles';
import { UserFacingError } from '../errors';
import { parseArmIdOf, resourceTypes, shortPath } from '../model/armId';
import { stringAt } from '../model/json';
import { knownRoleName } from '../model/roles';
import { visible } from '../model/visible';
import type { RoleAssignment } from '../observe/observation';
import { listRolesAt } from '../observe/rolesAt';
import { requireAllowed, type CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import type { Plan, PlannedWrite } from '../plan/plan';
import type { PreparedRemoval } from '../plan/removal';
import { requireReviewed } from '../plan/reviewed';
import type { Azure, Clock, ManagedIdentity, RequestContext } from '../ports';
import { roleNeeds } from '../stages/trustNeeds';
import { liftCondition, withoutCondition, writableAssignment } from '../steps/liftCondition';
import { requireFinal } from '../steps/requireFinal';
import { confirmWritten } from './confirmWritten';

interface Tools {
  readonly azure: Azure;
  readonly clock: Clock;
}

export interface LiftConditionsTarget {
  readonly tenantId: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly vaultId: string;
  /** Reads the vault for the Secret Store extension. */
  readonly identityId: string;
}

interface Look {
  readonly vaultName: string;
  readonly identity: ManagedIdentity;
  readonly held: readonly RoleAssignment[];
  readonly writes: readonly PlannedWrite[];
  readonly permissions: readonly CheckedPermission[];
}

const roleOf = ({ roleId }: RoleAssignment): string => knownRoleName(roleId) ?? roleId;

async function toWrites(
  { azure }: Tools,
  assignment: RoleAssignment,
  { vaultId, name }: { readonly vaultId: string; readonly name: string },
  context: RequestContext,
): Promise<readonly PlannedWrite[]> {
  const { id } = assignment;
  const now = await requireFinal(azure, id, apiVersions.authorization, context);
  const then = withoutCondition(now);
  return then === undefined
    ? []
    : [
        {
          stepId: 'lift',
          title: t('Remove the condition from {0}', roleOf(assignment)),
          detail: t('{0} keeps the role, without a condition', name),
          method: 'PUT',
          resourceId: id,
          now: writableAssignment(now),
          then,
          change: {
            now: t('only if {0}', stringAt(now, 'properties', 'condition') ?? ''),
            then: t('always'),
          },
          needs: roleNeeds(vaultId),
        },
      ];
}

/** @throws {UserFacingError} the identity or an assignment is gone */
async function look(
  tools: Tools,
  { vaultId, identityId }: LiftConditionsTarget,
  context: RequestContext,
): Promise<Look> {
  const { azure } = tools;
  const vaultName = parseArmIdOf(resourceTypes.vault, vaultId)?.name;
  if (vaultName === undefined) {
    throw new UserFacingError(t('“{0}” is not the resource id of a key vault.', vaultId));
  }
  const identity = await azure.identities.find(identityId, context);
  if (!identity) {
    throw new UserFacingError(t('{0} no longer exists. Refresh the tree.', shortPath(identityId)));
  }
  const { principalId } = identity;
  const all = await listRolesAt(azure, vaultId, principalId, context);
  const held = heldUnderCondition(all, principalId, vaultId);
  const writes = (
    await Promise.all(
      held.map((each) => toWrites(tools, each, { vaultId, name: identity.name }, context)),
    )
  ).flat();
  return {
    vaultName,
    identity,
    held,
    writes,
    permissions: await checkWrites(azure, writes, context),
  };
}

const createPlan = (
  tools: Tools,
  target: LiftConditionsTarget,
  { identity, vaultName, writes: reviewed }: Look,
): Plan<'observe' | 'lift' | 'confirm'> => ({
  id: 'liftConditions',
  title: t('Remove conditions from roles at {0}', vaultName),
  subjectId: target.instanceId,
  subjectName: target.instanceName,
  tenantId: target.tenantId,
  request: { planId: 'liftConditions', target },
  agreed: reviewed,
  steps: {
    observe: { title: t('Read the present state'), detail: shortPath(target.vaultId) },
    lift: {
      title: t('Remove conditions from roles at {0}', vaultName),
      detail: identity.name,
    },
    confirm: { title: t('Check the result'), detail: shortPath(target.vaultId) },
  },
  prepareAgain: (context) => prepareLiftConditions(tools, target, context),
  order: 'lift',
  async run(run) {
    const { writes } = await run.step('observe', async (step) => {
      const now = await look(tools, target, step);
      requireReviewed(now.writes, reviewed);
      requireAllowed(now.permissions);
      return now;
    });
    if (writes.length === 0) {
      run.skip('lift', t('Already done'));
    } else {
      await run.step('lift', async (step) => {
        for (const { resourceId } of writes) await liftCondition(tools.azure, resourceId, step);
      });
    }
    await run.step('confirm', async (step) => {
      await confirmWritten(tools.clock, step, async () => ({
        left: (await look(tools, target, step)).writes,
      }));
    });
  },
});

/**
 * Takes the conditions from the roles by which the identity reads the vault, where they are assigned at
 * the vault itself. Somebody has set them to restrict it: so their text is shown, and a name is typed.
 *
 * Writes nothing until the plan runs.
 *
 * @throws {UserFacingError} the identity is gone, or an id is none
 */
export async function prepareLiftConditions(
  tools: Tools,
  target: LiftConditionsTarget,
  context: RequestContext,
): Promise<PreparedRemoval> {
  const seen = await look(tools, target, context);
  const { vaultName, identity, held, writes, permissions } = seen;
  return {
    plan: createPlan(tools, target, seen),
    writes,
    permissions,
    typedName: vaultName,
    kept: [
      {
        title: t('Roles of {0} at {1}', identity.name, vaultName),
        because: t('it gets no other role, and those of others stay as they are'),
      },
    ],
    cautions:
      writes.length === 0
        ? []
        : [
            ...held.map((each) =>
              t(
                'Removes a condition from {0}. Its text: {1}',
                roleOf(each),
                visible(each.condition ?? ''),
              ),
            ),
            t(
              'Somebody has set it to restrict what {0} reads. Without it, every secret of {1} can be read with that identity. Ask why it is there first. No record keeps its text: copy it from “now → then” if it may have to be set again.',
              identity.name,
              vaultName,
            ),
          ],
  };
}
