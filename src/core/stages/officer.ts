import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { hasRole } from '../checks/hasRole';
import type { Fact } from '../model/fact';
import { secretsOfficerRole } from '../model/roles';
import { toRoleAssignment } from '../observe/parse';
import type { PlannedWrite, Run, StepDescription } from '../plan/plan';
import type { Azure, Caller, RequestContext, Vault } from '../ports';
import { assignmentBody, type RoleAssignmentTools } from '../steps/ensureRoleAssignment';
import { ensureSecretsOfficer, officerAssignment } from '../steps/ensureSecretsOfficer';
import { roleNeeds } from './trustNeeds';
import { usualRole } from './usual';

export type OfficerStep = 'officer';

export interface OfficerChoice {
  /** Lets the caller manage the vault's secrets, too. */
  readonly isOfficerWanted?: boolean;
}

/** Whether the caller has the role by an assignment of its own, where the vault itself cannot tell. */
async function hasAssignment(
  azure: Azure,
  vault: Vault,
  context: RequestContext,
): Promise<boolean> {
  const { objectId } = await azure.caller(context);
  const filter = encodeURIComponent(`principalId eq '${objectId}'`);
  const bodies = await azure.arm.list(
    `${vault.id}/providers/Microsoft.Authorization/roleAssignments?$filter=${filter}`,
    apiVersions.authorization,
    context,
  );
  return hasRole(
    bodies.flatMap((body) => toRoleAssignment(body) ?? []),
    { roleId: secretsOfficerRole.id, principalId: objectId, resourceId: vault.id },
  );
}

/** Whether the vault keeps the caller from its secrets. One that is not there yet does. */
export async function isOfficerMissing(
  azure: Azure,
  { isOfficerWanted }: OfficerChoice,
  vault: Fact<Vault>,
  context: RequestContext,
): Promise<boolean> {
  if (isOfficerWanted !== true) return false;
  if (vault.kind !== 'known') return true;
  const access = await azure.secrets.probe(vault.value.vaultUri, context);
  switch (access.kind) {
    case 'allowed':
    case 'policy':
      return false;
    case 'denied':
      return true;
    case 'network':
    case 'unreachable':
      return !(await hasAssignment(azure, vault.value, context));
  }
}

const title = (): string => t('Let you manage its secrets');

export const officerSteps = ({
  isOfficerWanted,
}: OfficerChoice): Readonly<Partial<Record<OfficerStep, StepDescription>>> =>
  isOfficerWanted === true
    ? { officer: { title: title(), detail: secretsOfficerRole.name, usual: usualRole() } }
    : {};

/** The caller, if the vault keeps it from its secrets: it is to get the role. */
export const missingOfficer = async (
  azure: Azure,
  choice: OfficerChoice,
  vault: Fact<Vault>,
  context: RequestContext,
): Promise<Caller | undefined> =>
  (await isOfficerMissing(azure, choice, vault, context)) ? azure.caller(context) : undefined;

export const officerWrites = (vault: Vault, caller: Caller | undefined): readonly PlannedWrite[] =>
  caller
    ? [
        {
          stepId: 'officer' satisfies OfficerStep,
          title: title(),
          detail: t('{0} on {1}', secretsOfficerRole.name, vault.name),
          method: 'PUT',
          resourceId: vault.id,
          makes: 'roleAssignments',
          then: assignmentBody(officerAssignment(vault, caller)),
          needs: roleNeeds(vault.id),
        },
      ]
    : [];

/** Asks the vault, gives the role where it is needed, and waits until the vault lets the caller in. */
export async function carryOutOfficer(
  run: Run<OfficerStep>,
  tools: RoleAssignmentTools,
  vault: Vault,
  { isOfficerWanted }: OfficerChoice,
): Promise<void> {
  if (isOfficerWanted !== true) return;
  await run.step('officer', (context) => ensureSecretsOfficer(tools, vault, context));
}
