import { apiVersions } from '../apiVersions';
import type { Azure, RequestContext } from '../ports';
import type { RoleAssignment } from './observation';
import { toRoleAssignment } from './parse';

/** Everybody's role assignments at a resource and above it. */
export async function listAllRolesAt(
  azure: Azure,
  resourceId: string,
  context: RequestContext,
): Promise<readonly RoleAssignment[]> {
  const bodies = await azure.arm.list(
    `${resourceId}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()`,
    apiVersions.authorization,
    context,
  );
  return bodies.flatMap((body) => toRoleAssignment(body) ?? []);
}

/** A principal's role assignments at a resource, above and below it. */
export async function listRolesAt(
  azure: Azure,
  resourceId: string,
  principalId: string,
  context: RequestContext,
): Promise<readonly RoleAssignment[]> {
  const filter = encodeURIComponent(`principalId eq '${principalId}'`);
  const bodies = await azure.arm.list(
    `${resourceId}/providers/Microsoft.Authorization/roleAssignments?$filter=${filter}`,
    apiVersions.authorization,
    context,
  );
  return bodies.flatMap((body) => toRoleAssignment(body) ?? []);
}
