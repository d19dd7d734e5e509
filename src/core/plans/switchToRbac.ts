import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { missingRoles } from '../checks/secretSync';
import { vaultFitness } from '../checks/vaultFitness';
import { UserFacingError } from '../errors';
import { accessPolicies, type AccessPolicy } from '../model/accessPolicies';
import { parseArmIdOf, resourceTypes, shortPath } from '../model/armId';
import { valueOf } from '../model/fact';
import type { VaultReaderRole } from '../model/roles';
import { observe } from '../observe/observe';
import type { Observation } from '../observe/observation';
import { readFact } from '../observe/readFact';
import { listAllRolesAt } from '../observe/rolesAt';
import { requireAllowed, type CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import { inOrder } from '../plan/order';
import type { Plan, PlannedWrite } from '../plan/plan';
import type { PreparedRemoval } from '../plan/removal';
import { requireReviewed } from '../plan/reviewed';
import type { ManagedIdentity, RequestContext, Vault } from '../ports';
import { readable } from '../stages/instanceObstacles';
import { lostPolicies } from '../stages/lostPolicies';
import { roleWrites } from '../stages/secretSync';
import { roleNeeds } from '../stages/trustNeeds';
import { usualAssignment } from '../stages/usual';
import type { RoleAssignmentTools } from '../steps/ensureRoleAssignment';
import { ensureVaultRoles } from '../steps/ensureVaultRoles';
import { requireFinal } from '../steps/requireFinal';
import {
  isByRoles,
  modelNow,
  modelThen,
  requireSamePolicies,
  switchToRbac,
} from '../steps/switchToRbac';
import { confirmWritten } from './confirmWritten';

export interface SwitchToRbacTarget {
  readonly tenantId: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly vaultId: string;
}

type StepId = 'observe' | 'roles' | 'switch' | 'confirm';

interface Look {
  readonly vault: Vault;
  readonly identity: ManagedIdentity;
  readonly missing: readonly VaultReaderRole[];
  /** They stop counting; none where roles decide already. */
  readonly policies: readonly AccessPolicy[];
  readonly writes: readonly PlannedWrite[];
  readonly permissions: readonly CheckedPermission[];
}

const isToSwitch = ({ writes }: Look): boolean =>
  writes.some(({ stepId }) => stepId === ('switch' satisfies StepId));

const switchTitle = (name: string): string => t('Let roles decide at {0}', name);

/** @throws {UserFacingError} it cannot be told what is missing, or the vault would not do all the same */
function requireKnown(
  seen: Observation,
  { tenantId, vaultId }: SwitchToRbacTarget,
): Pick<Look, 'vault' | 'identity' | 'missing'> {
  const roles = t('The role assignments at {0}', shortPath(vaultId));
  const obstacle =
    readable(seen.vault, shortPath(vaultId)) ??
    readable(seen.identity, t('The managed identity of the provider class')) ??
    readable(seen.roleAssignments, roles);
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  const [vault, identity] = [valueOf(seen.vault), valueOf(seen.identity)];
  const missing = missingRoles(seen);
  if (!vault || !identity || !missing) {
    throw new UserFacingError(
      t('The instance could not be read completely. Refresh and try again.'),
    );
  }
  const fitness = vaultFitness({ ...vault, isRbac: true }, tenantId);
  if (fitness.kind === 'unfit') throw new UserFacingError(fitness.because);
  return { vault, identity, missing };
}

/** @throws {UserFacingError} why it cannot be done, or would not help */
async function look(
  { azure, clock }: RoleAssignmentTools,
  target: SwitchToRbacTarget,
  context: RequestContext,
): Promise<Look> {
  const { vaultId } = target;
  if (!parseArmIdOf(resourceTypes.vault, vaultId)) {
    throw new UserFacingError(t('“{0}” is not the resource id of a key vault.', vaultId));
  }
  const seen = await observe(azure, clock, target, context);
  const known = requireKnown(seen, target);
  const { vault, identity, missing } = known;
  const body = await requireFinal(azure, vaultId, apiVersions.keyVault, context);
  const writes: readonly PlannedWrite[] = [
    ...roleWrites(vault, identity, missing),
    ...(isByRoles(body)
      ? []
      : [
          {
            stepId: 'switch' satisfies StepId,
            title: switchTitle(vault.name),
            detail: t('its permission model; nothing else of it changes'),
            method: 'PATCH' as const,
            resourceId: vaultId,
            now: modelNow(body),
            then: modelThen(),
            change: { now: t('access policies decide'), then: t('Azure RBAC decides') },
            needs: [
              { action: 'Microsoft.KeyVault/vaults/write', scope: vaultId },
              ...roleNeeds(vaultId).map((need) => ({ ...need, isUnrestricted: true as const })),
            ],
          },
        ]),
  ];
  return {
    ...known,
    policies: isByRoles(body) ? [] : accessPolicies(body),
    writes,
    permissions: await checkWrites(azure, writes, context),
  };
}

const createPlan = (
  tools: RoleAssignmentTools,
  target: SwitchToRbacTarget,
  { vault, identity, writes: reviewed, policies }: Look,
): Plan<StepId> => ({
  id: 'switchToRbac',
  title: t('Switch {0} to Azure RBAC', vault.name),
  subjectId: target.instanceId,
  subjectName: target.instanceName,
  tenantId: target.tenantId,
  request: { planId: 'switchToRbac', target },
  agreed: reviewed,
  steps: {
    observe: { title: t('Read the present state'), detail: shortPath(target.vaultId) },
    roles: {
      title: t('Let {0} read the vault', identity.name),
      detail: shortPath(target.vaultId),
      usual: usualAssignment(),
    },
    switch: { title: switchTitle(vault.name), detail: shortPath(target.vaultId) },
    confirm: { title: t('Check the result'), detail: shortPath(target.vaultId) },
  },
  prepareAgain: (context) => prepareSwitchToRbac(tools, target, context),
  order: inOrder<StepId>('roles', 'switch'),
  async run(run) {
    const now = await run.step('observe', async (step) => {
      const seen = await look(tools, target, step);
      requireReviewed(seen.writes, reviewed);
      requireAllowed(seen.permissions);
      if (isToSwitch(seen)) requireSamePolicies(target.vaultId, seen.policies, policies);
      return seen;
    });
    if (now.missing.length === 0) {
      run.skip('roles', t('Already done'));
    } else {
      await run.step('roles', (step) =>
        ensureVaultRoles(tools, now.vault, now.identity, now.missing, step),
      );
    }
    if (isToSwitch(now)) {
      await run.step('switch', (step) => switchToRbac(tools.azure, target.vaultId, policies, step));
    } else {
      run.skip('switch', t('Already done'));
    }
    await run.step('confirm', async (step) => {
      await confirmWritten(tools.clock, step, async () => ({
        left: (await look(tools, target, step)).writes,
      }));
    });
  },
});

/** What is to be known first, with what can be told of those who lose by it. */
async function cautionsOf(
  { azure, clock }: RoleAssignmentTools,
  { vaultId }: SwitchToRbacTarget,
  { vault, identity, policies }: Look,
  context: RequestContext,
): Promise<readonly string[]> {
  const [caller, roles] = await Promise.all([
    azure.caller(context),
    readFact(clock, context, 'ARM', () => listAllRolesAt(azure, vaultId, context)),
  ]);
  return lostPolicies({ vault, identity, policies, caller, roles });
}

/**
 * Lets roles decide at a key vault that goes by access policies: first the identity that reads it for
 * the cluster gets the roles that it lacks, then the one switch is written. Whoever had a policy loses
 * what it gave, so they are listed before.
 *
 * Writes nothing until the plan runs.
 *
 * @throws {UserFacingError} what is in the way, and what to do instead
 */
export async function prepareSwitchToRbac(
  tools: RoleAssignmentTools,
  target: SwitchToRbacTarget,
  context: RequestContext,
): Promise<PreparedRemoval> {
  const seen = await look(tools, target, context);
  const { vault, writes, permissions } = seen;
  return {
    plan: createPlan(tools, target, seen),
    writes,
    permissions,
    typedName: vault.name,
    kept: [
      {
        title: t('Secrets, keys and certificates of {0}', vault.name),
        because: t('only who may use them is decided otherwise'),
      },
      {
        title: t('Network settings'),
        because: t('only the one switch is written'),
      },
      {
        title: t('Access policies'),
        because: t(
          'they stay in the vault without effect, and count again if somebody switches it back',
        ),
      },
    ],
    cautions: isToSwitch(seen) ? await cautionsOf(tools, target, seen, context) : [],
  };
}
