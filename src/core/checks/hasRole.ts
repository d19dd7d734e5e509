import { idKey } from '../model/armId';
import type { RoleAssignment } from '../observe/observation';

/** True when an assignment at `scope` holds at the resource. */
function covers(scope: string, resourceId: string): boolean {
  const parent = idKey(scope);
  const child = idKey(resourceId);
  // The root, `/`, and management groups are above every subscription.
  return (
    parent === '' ||
    parent === child ||
    child.startsWith(`${parent}/`) ||
    parent.startsWith('/providers/microsoft.management/managementgroups/')
  );
}

export interface HeldRole {
  /** The GUID of the role's definition, lower-case. */
  readonly roleId: string;
  readonly principalId: string;
  readonly resourceId: string;
}

/** Whether one of the assignments gives the role, there or from above, without a condition. */
export const hasRole = (
  assignments: readonly RoleAssignment[],
  { roleId, principalId, resourceId }: HeldRole,
): boolean =>
  assignments.some(
    (each) =>
      each.roleId === roleId &&
      each.condition === undefined &&
      each.principalId.toLowerCase() === principalId.toLowerCase() &&
      covers(each.scope, resourceId),
  );

/** Whether an assignment of the principal is at the resource, above it or below it. */
export const holdsAt = (
  { scope, principalId }: RoleAssignment,
  wantedId: string,
  resourceId: string,
): boolean =>
  principalId.toLowerCase() === wantedId.toLowerCase() &&
  (covers(scope, resourceId) || covers(resourceId, scope));
