import { at, objectsAt, stringAt } from '../../core/model/json';
import type { StoredResource, World } from '../world';
import { builtInRoles } from './builtInRoles';

/** One set of what a role allows. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  readonly condition?: string;
}

export interface RoleDefinition {
  /** GUID, lower-case. */
  readonly name: string;
  readonly roleName: string;
  readonly description: string;
  readonly isBuiltIn: boolean;
  readonly assignableScopes: readonly string[];
  readonly permissions: readonly Permission[];
}

export const roleDefinitionType = 'Microsoft.Authorization/roleDefinitions';

/** The GUID at the end of a role definition's id, whatever stands before it. */
export const roleGuidOf = (roleDefinitionId: string): string =>
  (roleDefinitionId.replace(/\/+$/, '').split('/').at(-1) ?? '').toLowerCase();

const builtInByGuid = new Map(builtInRoles.map((role) => [role.name, role]));

/** A built-in role, or a custom one that can be assigned in the tenant. */
export function findRole(
  world: World,
  tenantId: string,
  roleDefinitionId: string,
): RoleDefinition | undefined {
  const guid = roleGuidOf(roleDefinitionId);
  const builtIn = builtInByGuid.get(guid);
  if (builtIn) return builtIn;
  const custom = world.resources
    .ofType(roleDefinitionType)
    .find((role) => role.tenantId === tenantId && role.name.toLowerCase() === guid);
  return custom && toRole(custom);
}

/** All roles that can be assigned at `scope`. */
export function rolesAt(world: World, tenantId: string, scope: string): RoleDefinition[] {
  const here = `${scope.toLowerCase()}/`;
  const custom = world.resources
    .ofType(roleDefinitionType)
    .filter((role) => role.tenantId === tenantId)
    .map(toRole)
    .filter(({ assignableScopes }) =>
      assignableScopes.some(
        (each) => each === '/' || here.startsWith(`${each.toLowerCase().replace(/\/+$/, '')}/`),
      ),
    );
  return [...builtInRoles, ...custom];
}

function toRole({ name, body }: StoredResource): RoleDefinition {
  return {
    name: name.toLowerCase(),
    roleName: stringAt(body, 'properties', 'roleName') ?? name,
    description: stringAt(body, 'properties', 'description') ?? '',
    isBuiltIn: false,
    assignableScopes: texts(at(body, 'properties', 'assignableScopes')),
    permissions: objectsAt(body, 'properties', 'permissions').map((permission) => ({
      actions: texts(permission['actions']),
      notActions: texts(permission['notActions']),
      dataActions: texts(permission['dataActions']),
      notDataActions: texts(permission['notDataActions']),
    })),
  };
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
