import { stringAt, type JsonObject } from '../../core/model/json';
import { covers, grantsOf, roleAssignmentType } from '../authorization/grants';
import {
  findRole,
  roleDefinitionType,
  roleGuidOf,
  rolesAt,
  type RoleDefinition,
} from '../authorization/roles';
import {
  ArmFault,
  type ArmRequest,
  type Provider,
  type ResourceType,
  type WriteResult,
} from '../provider';
import { objectAt } from '../requestBody';
import { timings } from '../timings';
import type { StoredResource } from '../world';

const namespace = 'Microsoft.Authorization';
const guidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const assignmentVersions = [
  '2015-07-01',
  '2018-01-01-preview',
  '2018-07-01',
  '2018-09-01-preview',
  '2020-04-01-preview',
  '2020-08-01-preview',
  '2020-10-01-preview',
  '2021-04-01-preview',
  '2022-04-01',
] as const;
const definitionVersions = [
  '2015-07-01',
  '2018-01-01-preview',
  '2018-07-01',
  '2022-04-01',
  '2022-05-01-preview',
  '2023-07-01-preview',
] as const;

const property = (resource: StoredResource, name: string): string =>
  stringAt(resource.body, 'properties', name) ?? '';

/** Before version 2018-09-01-preview the body has no `properties` around it in some clients. */
function readBody(request: ArmRequest): {
  readonly roleDefinitionId: string;
  readonly principalId: string;
  readonly principalType: string | undefined;
  readonly condition: string | undefined;
  readonly description: string | undefined;
} {
  const { body } = request;
  const read = (name: string): string | undefined =>
    stringAt(body, 'properties', name) ?? stringAt(body, name);
  const roleDefinitionId = read('roleDefinitionId');
  const principalId = read('principalId');
  if (roleDefinitionId === undefined || principalId === undefined) {
    throw new ArmFault(
      400,
      'InvalidRequestContent',
      "The request content was invalid: 'roleDefinitionId' and 'principalId' are required.",
    );
  }
  return {
    roleDefinitionId,
    principalId,
    principalType: read('principalType'),
    // An empty text takes it away, as null does.
    condition: read('condition') === '' ? undefined : read('condition'),
    description: read('description'),
  };
}

type Editable = Pick<ReturnType<typeof readBody>, 'condition' | 'description'>;

/** Nothing else of an assignment can be changed, and a body that says nothing of them takes them away. */
const editable = ({ condition, description }: Editable): JsonObject => ({
  condition: condition ?? null,
  conditionVersion: condition === undefined ? null : '2.0',
  description: description ?? null,
});

const edited = (
  { world, caller }: ArmRequest,
  { body }: StoredResource,
  wanted: Editable,
): JsonObject => ({
  ...body,
  properties: {
    ...objectAt(body, 'properties'),
    ...editable(wanted),
    updatedOn: new Date(world.now()).toISOString(),
    updatedBy: caller.objectId,
  },
});

/**
 * Role assignments.
 *
 * @see https://learn.microsoft.com/rest/api/authorization/role-assignments
 */
const roleAssignments: ResourceType = {
  type: roleAssignmentType,
  apiVersions: assignmentVersions,
  level: 'extension',
  isTracked: false,

  /** The caller's own roles may hold only for some roles that are granted or taken away. */
  factsOf(request, existing) {
    const attributes = (source: JsonObject): ReadonlyMap<string, string> =>
      new Map(
        ['RoleDefinitionId', 'PrincipalId', 'PrincipalType'].map((name) => {
          const value =
            stringAt(source, 'properties', `${name.charAt(0).toLowerCase()}${name.slice(1)}`) ?? '';
          return [
            `${roleAssignmentType}:${name}`,
            name === 'RoleDefinitionId' ? roleGuidOf(value) : value,
          ];
        }),
      );
    return { request: attributes(request.body), resource: attributes(existing?.body ?? {}) };
  },

  put(request, id, existing) {
    const { world, caller } = request;
    const scope = id.slice(0, id.toLowerCase().lastIndexOf('/providers/microsoft.authorization/'));
    const name = id.split('/').at(-1) ?? '';
    const wanted = readBody(request);
    const guid = roleGuidOf(wanted.roleDefinitionId);
    if (!guidPattern.test(name)) {
      throw new ArmFault(
        400,
        'InvalidRoleAssignmentId',
        `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
      );
    }
    if (!findRole(world, request.tenantId, wanted.roleDefinitionId)) {
      throw new ArmFault(
        404,
        'RoleDefinitionDoesNotExist',
        `The specified role definition with ID '${guid.replaceAll('-', '')}' does not exist.`,
      );
    }
    const principal = world.principals.get(wanted.principalId);
    const isReplicated = principal !== undefined && principal.replicatedAtMs <= world.now();
    if (!isReplicated || principal.tenantId !== request.tenantId) {
      throw new ArmFault(
        400,
        'PrincipalNotFound',
        `Principal ${wanted.principalId.replaceAll('-', '')} does not exist in the directory ${request.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
      );
    }
    if (wanted.principalType !== undefined && wanted.principalType !== principal.kind) {
      throw new ArmFault(
        400,
        'UnmatchedPrincipalType',
        `The PrincipalId '${wanted.principalId.replaceAll('-', '')}' has type '${principal.kind}' , which is different from specified PrinciaplType '${wanted.principalType}'.`,
      );
    }
    const isSame = (each: StoredResource): boolean =>
      roleGuidOf(property(each, 'roleDefinitionId')) === guid &&
      property(each, 'principalId').toLowerCase() === wanted.principalId.toLowerCase();
    if (existing) {
      if (!isSame(existing)) {
        throw new ArmFault(
          400,
          'RoleAssignmentUpdateNotPermitted',
          'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
        );
      }
      return { status: 200, stored: edited(request, existing, wanted) };
    }
    const twin = world.resources
      .ofType(roleAssignmentType)
      .find(
        (each) => property(each, 'scope').toLowerCase() === scope.toLowerCase() && isSame(each),
      );
    if (twin) {
      throw new ArmFault(
        409,
        'RoleAssignmentExists',
        `The role assignment already exists. The ID of the conflicting role assignment is ${twin.name.replaceAll('-', '')}.`,
      );
    }
    const now = new Date(world.now()).toISOString();
    return {
      status: 201,
      stored: {
        properties: {
          roleDefinitionId: wanted.roleDefinitionId,
          principalId: wanted.principalId,
          principalType: principal.kind,
          scope,
          ...editable(wanted),
          createdOn: now,
          updatedOn: now,
          createdBy: caller.objectId,
          updatedBy: caller.objectId,
          delegatedManagedIdentityResourceId: null,
        },
      },
    };
  },

  delete: (_request, existing) => ({ status: 200, body: existing.body }),

  /** At, above and below the scope, as the filter says; without one: all of them. */
  list(request, scope) {
    const filter = request.url.searchParams.get('$filter') ?? '';
    const [, , objectId] = /(principalId eq|assignedTo\()\s*'([^']+)'/i.exec(filter) ?? [];
    const isAtScope = /atScope\(\)/i.test(filter);
    const wanted = scope.toLowerCase();
    return request.world.resources.ofType(roleAssignmentType).filter((each) => {
      const at = property(each, 'scope').toLowerCase().replace(/\/+$/, '');
      const isAbove = covers(at === '' ? '/' : at, wanted);
      const isBelow = at.startsWith(`${wanted}/`);
      return (
        each.tenantId === request.tenantId &&
        (isAbove || (!isAtScope && isBelow)) &&
        (objectId === undefined ||
          property(each, 'principalId').toLowerCase() === objectId.toLowerCase())
      );
    });
  },

  onWritten(resource, world) {
    if (resource.hidden['effectiveAtMs'] !== undefined) return;
    const [low, high] = timings.roleEffectiveMs;
    resource.hidden['effectiveAtMs'] = world.now() + world.between(low, high);
  },
};

const toDefinition = (role: RoleDefinition): JsonObject => ({
  id: `/providers/${roleDefinitionType}/${role.name}`,
  type: roleDefinitionType,
  name: role.name,
  properties: {
    roleName: role.roleName,
    type: role.isBuiltIn ? 'BuiltInRole' : 'CustomRole',
    description: role.description,
    assignableScopes: role.assignableScopes,
    permissions: role.permissions.map((each) => ({ ...each })),
  },
});

function definitions(request: ArmRequest, scope: string, guid: string | undefined): WriteResult {
  const { world, tenantId, url } = request;
  if (guid !== undefined) {
    const found = findRole(world, tenantId, guid);
    if (found) return { status: 200, body: toDefinition(found) };
    throw new ArmFault(
      404,
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${guid}' does not exist.`,
    );
  }
  const filter = url.searchParams.get('$filter') ?? '';
  const [, roleName] = /roleName eq '((?:[^']|'')*)'/i.exec(filter) ?? [];
  const [, roleType] = /type eq '([^']*)'/i.exec(filter) ?? [];
  const matches = (wanted: string | undefined, value: string): boolean =>
    wanted === undefined || wanted.replaceAll("''", "'").toLowerCase() === value.toLowerCase();
  const value = rolesAt(world, tenantId, scope)
    .filter(
      (role) =>
        matches(roleName, role.roleName) &&
        matches(roleType, role.isBuiltIn ? 'BuiltInRole' : 'CustomRole'),
    )
    .map(toDefinition);
  return { status: 200, body: { value } };
}

/** One entry for each role that holds for the caller at the scope, inherited ones too. */
function permissions(request: ArmRequest, scope: string): WriteResult {
  const value = grantsOf(request.world, request.caller.objectId)
    .filter((grant) => covers(grant.scope, scope))
    .flatMap((grant) =>
      grant.role.permissions.map((each) => ({
        ...each,
        ...(grant.condition === undefined
          ? {}
          : { condition: grant.condition, conditionVersion: '2.0' }),
      })),
    );
  return { status: 200, body: { value } };
}

export const authorization: Provider = {
  namespace,
  types: [roleAssignments],
  otherTypes: [
    { type: 'roleDefinitions', apiVersions: definitionVersions },
    { type: 'permissions', apiVersions: assignmentVersions },
    { type: 'denyAssignments', apiVersions: ['2018-07-01-preview', '2022-04-01'] },
  ],
  other(request) {
    if (request.method !== 'GET') return undefined;
    const [, scope = '', kind, guid] =
      /^(.*)\/providers\/microsoft\.authorization\/(roledefinitions|permissions|denyassignments)(?:\/([^/]+))?$/i.exec(
        request.path,
      ) ?? [];
    switch (kind?.toLowerCase()) {
      case 'roledefinitions':
        return definitions(request, scope, guid);
      case 'permissions':
        return permissions(request, scope);
      case 'denyassignments':
        // This world has none.
        return guid === undefined ? { status: 200, body: { value: [] } } : undefined;
      default:
        return undefined;
    }
  },
};
