import { t } from '@vscode/l10n';
import { policyAdvice } from '../checks/vaultFitness';
import { UserFacingError } from '../errors';
import { parseArmIdOf, resourceTypes, shortPath } from '../model/armId';
import { known } from '../model/fact';
import { requireAllowed, type CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import type { Plan, PlannedWrite, PreparedPlan } from '../plan/plan';
import { requireReviewed } from '../plan/reviewed';
import type { RequestContext, Vault } from '../ports';
import {
  carryOutOfficer,
  missingOfficer,
  officerSteps,
  officerWrites,
  type OfficerStep,
} from '../stages/officer';
import type { RoleAssignmentTools } from '../steps/ensureRoleAssignment';

export interface BecomeOfficerTarget {
  readonly tenantId: string;
  readonly vaultId: string;
  /** Where the run is shown. */
  readonly instanceId: string;
  readonly instanceName: string;
}

interface Look {
  readonly permissions: readonly CheckedPermission[];
  readonly vault: Vault;
  readonly writes: readonly PlannedWrite[];
}

const choice = { isOfficerWanted: true } as const;

async function look(
  { azure, clock }: RoleAssignmentTools,
  { vaultId }: BecomeOfficerTarget,
  context: RequestContext,
): Promise<Look> {
  const vault = await azure.vaults.find(vaultId, context);
  if (!vault) {
    throw new UserFacingError(
      t(
        '{0} does not exist, or your account may not see it. Refresh and choose again.',
        shortPath(vaultId),
      ),
    );
  }
  if (!vault.isRbac) throw new UserFacingError(policyAdvice(vault));
  const fact = known(vault, 'ARM', clock.now());
  const writes = officerWrites(vault, await missingOfficer(azure, choice, fact, context));
  return { vault, writes, permissions: await checkWrites(azure, writes, context) };
}

function createPlan(
  tools: RoleAssignmentTools,
  target: BecomeOfficerTarget,
  reviewed: readonly PlannedWrite[],
): Plan<'observe' | OfficerStep> {
  const { tenantId, instanceId, instanceName, vaultId } = target;
  return {
    id: 'becomeOfficer',
    title: t('Give me the Key Vault Secrets Officer role'),
    subjectId: instanceId,
    subjectName: instanceName,
    tenantId,
    request: { planId: 'becomeOfficer', target },
    agreed: reviewed,
    steps: {
      observe: { title: t('Ask the key vault'), detail: shortPath(vaultId) },
      ...officerSteps(choice),
    },
    prepareAgain: (context) => prepareBecomeOfficer(tools, target, context),
    order: 'officer',
    async run(run) {
      const { vault } = await run.step('observe', async (context) => {
        const now = await look(tools, target, context);
        requireReviewed(now.writes, reviewed);
        requireAllowed(now.permissions);
        return now;
      });
      await carryOutOfficer(run, tools, vault, choice);
    },
  };
}

/**
 * Says whether the caller needs the role to manage the vault's secrets, together with the plan that
 * gives it and waits until the vault lets the caller in. Nothing is written where it does already, by
 * whatever role.
 *
 * Writes nothing.
 *
 * @throws {UserFacingError} the vault goes by access policies, is not there, or the caller may not
 * grant roles at it
 */
export async function prepareBecomeOfficer(
  tools: RoleAssignmentTools,
  target: BecomeOfficerTarget,
  context: RequestContext,
): Promise<PreparedPlan> {
  if (!parseArmIdOf(resourceTypes.vault, target.vaultId)) {
    throw new UserFacingError(t('“{0}” is not the resource id of a key vault.', target.vaultId));
  }
  const { writes, permissions } = await look(tools, target, context);
  return { plan: createPlan(tools, target, writes), writes, permissions };
}
