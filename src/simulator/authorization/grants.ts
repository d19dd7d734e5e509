import { stringAt } from '../../core/model/json';
import type { StoredResource, World } from '../world';
import { findRole, type Permission, type RoleDefinition } from './roles';

export const roleAssignmentType = 'Microsoft.Authorization/roleAssignments';

/** A role assignment, read. */
export interface Grant {
  readonly assignment: StoredResource;
  /** `/` or the id of a subscription, group or resource, lower-case. */
  readonly scope: string;
  readonly role: RoleDefinition;
  readonly condition?: string;
}

/** What is known about a list of role assignments stays as long as the list does. */
const byPrincipal = new WeakMap<
  readonly StoredResource[],
  ReadonlyMap<string, readonly StoredResource[]>
>();

function assignmentsOf(world: World, principalId: string): readonly StoredResource[] {
  const all = world.resources.ofType(roleAssignmentType);
  const index = byPrincipal.get(all) ?? indexed(all);
  return index.get(principalId.toLowerCase()) ?? [];
}

function indexed(all: readonly StoredResource[]): ReadonlyMap<string, readonly StoredResource[]> {
  const index = new Map<string, StoredResource[]>();
  for (const assignment of all) {
    const key = stringAt(assignment.body, 'properties', 'principalId')?.toLowerCase() ?? '';
    const known = index.get(key);
    if (known) known.push(assignment);
    else index.set(key, [assignment]);
  }
  byPrincipal.set(all, index);
  return index;
}

/** From when the assignment is in force; epoch, in ms. */
const effectiveAtMs = ({ hidden }: StoredResource): number => {
  const value = hidden['effectiveAtMs'];
  return typeof value === 'number' ? value : 0;
};

/** The role assignments of a principal that are in force now. */
export function grantsOf(world: World, principalId: string): Grant[] {
  const nowMs = world.now();
  const grants: Grant[] = [];
  for (const assignment of assignmentsOf(world, principalId)) {
    if (effectiveAtMs(assignment) > nowMs) continue;
    const { body, tenantId } = assignment;
    const roleId = stringAt(body, 'properties', 'roleDefinitionId') ?? '';
    const role = findRole(world, tenantId, roleId);
    if (!role) continue;
    const condition = stringAt(body, 'properties', 'condition');
    grants.push({
      assignment,
      scope: (stringAt(body, 'properties', 'scope') ?? '/').toLowerCase(),
      role,
      ...(condition === undefined ? {} : { condition }),
    });
  }
  return grants;
}

/** Whichever it is: those of a tenant stand here in one line above all its subscriptions. */
const isManagementGroup = (scope: string): boolean =>
  scope.startsWith('/providers/microsoft.management/managementgroups/');

/** Whether what is granted at `outer` (lower-case) holds at `scope`. */
export const covers = (outer: string, scope: string): boolean =>
  outer === '/' ||
  isManagementGroup(outer) ||
  `${scope.toLowerCase()}/`.startsWith(`${outer.replace(/\/+$/, '')}/`);

/** Both conditions of a permission: the role's own, and that of the assignment. */
export const conditionsOf = (grant: Grant, permission: Permission): string[] =>
  [grant.condition, permission.condition].filter((each) => each !== undefined);
