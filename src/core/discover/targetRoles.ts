import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { parseArmId, shortPath } from '../model/armId';
import { fittingRoles, targetKindOf } from '../model/connectionTargets';
import { at, objectsAt, stringAt, type JsonObject } from '../model/json';
import type { Azure, RequestContext } from '../ports';

/** A role that can be assigned at a resource. */
export interface TargetRole {
  /** The GUID of its definition, lower-case. */
  readonly id: string;
  readonly name: string;
  /** What it lets the identity do. */
  readonly words: string;
}

const isBuiltIn = (definition: JsonObject): boolean =>
  stringAt(definition, 'properties', 'type')?.toLowerCase() === 'builtinrole';

const toRole = (definition: JsonObject): TargetRole | undefined => {
  const id = stringAt(definition, 'name');
  const name = stringAt(definition, 'properties', 'roleName');
  if (id === undefined || name === undefined) return undefined;
  const words = stringAt(definition, 'properties', 'description') ?? '';
  return { id: id.toLowerCase(), name, words };
};

const definitions = (
  azure: Azure,
  resourceId: string,
  query: string,
  context: RequestContext,
): Promise<readonly JsonObject[]> =>
  azure.arm.list(
    `${resourceId}/providers/Microsoft.Authorization/roleDefinitions${query}`,
    apiVersions.authorization,
    context,
  );

/** Whether the role names the service: `*` and the like would give far more than a connection. */
function isOfService(definition: JsonObject, namespace: string): boolean {
  const wanted = `${namespace.toLowerCase()}/`;
  return objectsAt(definition, 'properties', 'permissions').some((permission) =>
    ['actions', 'dataActions'].some((part) => {
      const patterns = at(permission, part);
      return (
        Array.isArray(patterns) &&
        patterns.some((each) => String(each).toLowerCase().startsWith(wanted))
      );
    }),
  );
}

async function findBuiltIn(
  azure: Azure,
  resourceId: string,
  name: string,
  context: RequestContext,
): Promise<TargetRole | undefined> {
  const filter = encodeURIComponent(`roleName eq '${name}'`);
  const found = await definitions(azure, resourceId, `?$filter=${filter}`, context);
  const own = found.find(isBuiltIn);
  return own && toRole(own);
}

/**
 * The roles with which a data flow uses the resource, each with the id that Azure gives it: the known
 * ones of Event Hubs, storage and Event Grid, else every role that names the resource's service.
 *
 * @throws {UserFacingError} Azure has no such role
 * @see https://learn.microsoft.com/rest/api/authorization/role-definitions/list (2022-04-01)
 */
export async function listTargetRoles(
  azure: Azure,
  resourceId: string,
  context: RequestContext,
): Promise<readonly TargetRole[]> {
  const kind = targetKindOf(resourceId);
  const roles =
    kind === undefined
      ? await rolesOfService(azure, resourceId, context)
      : await fitting(azure, resourceId, fittingRoles(kind), context);
  if (roles.length > 0) return roles;
  throw new UserFacingError(
    t(
      'Azure names no role for {0}. Grant access to it where its service does it.',
      shortPath(resourceId),
    ),
  );
}

async function fitting(
  azure: Azure,
  resourceId: string,
  wanted: ReturnType<typeof fittingRoles>,
  context: RequestContext,
): Promise<readonly TargetRole[]> {
  const found = await Promise.all(
    wanted.map(async ({ name, words }) => {
      const role = await findBuiltIn(azure, resourceId, name, context);
      return role ? [{ ...role, words }] : [];
    }),
  );
  return found.flat();
}

async function rolesOfService(
  azure: Azure,
  resourceId: string,
  context: RequestContext,
): Promise<readonly TargetRole[]> {
  const [namespace = ''] = parseArmId(resourceId)?.type.split('/') ?? [];
  const all = await definitions(azure, resourceId, '', context);
  return all
    .filter((definition) => isOfService(definition, namespace))
    .flatMap((definition) => toRole(definition) ?? [])
    .sort((a, b) => a.name.localeCompare(b.name));
}
