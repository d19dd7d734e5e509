import { sameId } from '../model/armId';
import { valueOf } from '../model/fact';
import { vaultReaderRoles } from '../model/roles';
import type { Observation, RoleAssignment } from '../observe/observation';
import { hasRole } from './hasRole';

/** The assignments at the vault itself that give one of the two roles, but only under a condition. */
export const heldUnderCondition = (
  assignments: readonly RoleAssignment[],
  principalId: string,
  vaultId: string,
): readonly RoleAssignment[] =>
  assignments.filter(
    (each) =>
      each.condition !== undefined &&
      each.principalId.toLowerCase() === principalId.toLowerCase() &&
      sameId(each.scope, vaultId) &&
      vaultReaderRoles.some(({ id }) => id === each.roleId) &&
      !hasRole(assignments, { roleId: each.roleId, principalId, resourceId: vaultId }),
  );

/** As `heldUnderCondition`, of the chain's own identity at its vault. */
export function ownHeldUnderCondition(seen: Observation): readonly RoleAssignment[] {
  const vault = valueOf(seen.vault);
  const principalId = valueOf(seen.identity)?.principalId;
  return vault && principalId !== undefined
    ? heldUnderCondition(valueOf(seen.roleAssignments) ?? [], principalId, vault.id)
    : [];
}
