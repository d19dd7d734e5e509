import type { VaultReaderRole } from '../model/roles';
import type { StepContext } from '../plan/plan';
import type { ManagedIdentity, Vault } from '../ports';
import { ensureRoleAssignment, type RoleAssignmentTools } from './ensureRoleAssignment';

/**
 * Gives the identity the roles that it lacks at the vault, side by side.
 *
 * Idempotent; see `ensureRoleAssignment`.
 *
 * @throws {ArmError} forbidden: only Owner, User Access Administrator and the like may grant roles
 */
export async function ensureVaultRoles(
  tools: RoleAssignmentTools,
  vault: Vault,
  identity: ManagedIdentity,
  missing: readonly VaultReaderRole[],
  context: StepContext,
): Promise<void> {
  const results = await Promise.allSettled(
    missing.map((role) =>
      ensureRoleAssignment(
        tools,
        {
          scope: vault.id,
          roleId: role.id,
          principalId: identity.principalId,
          principalType: 'ServicePrincipal',
        },
        context,
      ),
    ),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
