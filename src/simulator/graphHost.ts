import { isObject, type Json, type JsonObject } from '../core/model/json';
import { graphAppId, graphAudience } from './entra/accessToken';
import { unescaped } from './entra/authorizeEndpoint';
import type { HostHandler, WireRequest, WireResponse } from './provider';
import { readToken } from './readToken';
import { createRequestIds } from './requestIds';
import type { Principal, World } from './world';

class GraphError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const notFound = (id: string): GraphError =>
  new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

/**
 * The few look-ups of Microsoft Graph that clients of this domain need: who am I, who is that.
 *
 * @see https://learn.microsoft.com/graph/api/resources/directoryobject
 */
export function createGraphHost(world: World): HostHandler {
  const newRequestId = createRequestIds(`graph ${world.signingKey}`);
  return {
    accepts: (host) => host === 'graph.microsoft.com',
    handle(request) {
      const requestId = newRequestId();
      try {
        return json(200, answer(world, request), requestId);
      } catch (error) {
        if (!(error instanceof GraphError)) throw error;
        const { status, code, message } = error;
        const date = new Date(world.now()).toISOString().slice(0, 19);
        const innerError = { date, 'request-id': requestId, 'client-request-id': requestId };
        return json(status, { error: { code, message, innerError } }, requestId);
      }
    },
  };
}

const json = (status: number, body: JsonObject, requestId: string): WireResponse => ({
  status,
  headers: {
    'content-type': 'application/json;odata.metadata=minimal;charset=utf-8',
    'request-id': requestId,
  },
  body: JSON.stringify(body),
});

function answer(world: World, request: WireRequest): JsonObject {
  const check = readToken(world, request.headers.get('authorization'), [graphAudience, graphAppId]);
  if (check.kind !== 'valid') {
    throw new GraphError(401, 'InvalidAuthenticationToken', check.because);
  }
  const { principal, tenantId } = check;
  const directory = visible(world, tenantId);
  const { collection, id, rest } = toTarget(request.url.pathname);
  const operation = `${request.method} ${[collection, ...rest].join('/')}`.toLowerCase();
  switch (operation) {
    case 'get me':
      if (principal.kind !== 'User') {
        throw new GraphError(
          400,
          'BadRequest',
          '/me request is only valid with delegated authentication flow.',
        );
      }
      return entity('users', principal);
    case 'get users':
      return id === undefined
        ? list('users', filtered(request, directory, 'User'))
        : entity('users', find(directory, 'User', id));
    case 'get serviceprincipals':
      return id === undefined
        ? list('servicePrincipals', filtered(request, directory, 'ServicePrincipal'))
        : entity('servicePrincipals', find(directory, 'ServicePrincipal', id));
    case 'get organization':
      return organization(world, tenantId);
    case 'post directoryobjects':
      if (id?.toLowerCase() === 'getbyids') return byIds(request, directory);
      break;
    case 'get directoryobjects':
      if (id !== undefined) return entity('directoryObjects', find(directory, '', id));
  }
  throw new GraphError(
    501,
    'NotSimulated',
    `The simulated Microsoft Graph does not know the operation ${request.method} ${request.url.pathname}.`,
  );
}

interface Target {
  readonly collection: string;
  readonly id: string | undefined;
  readonly rest: readonly string[];
}

/** `/v1.0/collection/id/…`, or with the key in brackets: `/v1.0/collection(appId='…')/…`. */
function toTarget(pathname: string): Target {
  const [, first = '', ...more] = pathname.slice(1).split('/').map(unescaped);
  const [, collection, key] = /^([^(]+)\((.*)\)$/.exec(first) ?? [];
  if (collection !== undefined) return { collection, id: key, rest: more };
  const [id, ...rest] = more;
  return { collection: first, id, rest };
}

/** The directory knows a new principal only when it has been replicated. */
const visible = (world: World, tenantId: string): Principal[] =>
  [...world.principals.values()].filter(
    (one) => one.tenantId === tenantId && one.replicatedAtMs <= world.now(),
  );

function find(directory: readonly Principal[], kind: string, id: string): Principal {
  const byAppId = /^appId='([0-9a-f-]{36})'$/i.exec(id)?.[1];
  const wanted = (byAppId ?? id).toLowerCase();
  const found = directory.find(
    (one) =>
      (kind === '' || one.kind === kind) &&
      [one.objectId, one.userPrincipalName, byAppId && one.appId].some(
        (name) => name?.toLowerCase() === wanted,
      ),
  );
  if (!found) throw notFound(id);
  return found;
}

const quoted = String.raw`'((?:[^']|'')*)'`;

/** The filters that are understood: of a property, of a list, and by the beginning of a property. */
const filters = {
  eq: new RegExp(String.raw`^\s*(\w+)\s+eq\s+${quoted}\s*$`, 'i'),
  any: new RegExp(String.raw`^\s*(\w+)/any\(\s*(?:\w+):\s*\w+\s+eq\s+${quoted}\s*\)\s*$`, 'i'),
  startsWith: new RegExp(String.raw`^\s*startswith\(\s*(\w+)\s*,\s*${quoted}\s*\)\s*$`, 'i'),
};

/** Properties that a `$filter` may compare with `eq` or `startswith`, and lists for `any`. */
function filtered(
  request: WireRequest,
  directory: readonly Principal[],
  kind: Principal['kind'],
): Principal[] {
  const all = directory.filter((one) => one.kind === kind);
  const filter = request.url.searchParams.get('$filter');
  if (filter === null) return all;
  const beginning = filters.startsWith.exec(filter);
  const match = beginning ?? filters.eq.exec(filter) ?? filters.any.exec(filter);
  if (!match) throw unsupportedFilter(filter);
  const [, name = '', value = ''] = match;
  const wanted = value.replaceAll("''", "'").toLowerCase();
  const fits = (has: string): boolean => (beginning ? has.startsWith(wanted) : has === wanted);
  return all.filter((one) => namesOf(one, name, filter).some((has) => fits(has.toLowerCase())));
}

function namesOf(one: Principal, property: string, filter: string): string[] {
  const present = (...values: readonly (string | undefined)[]): string[] =>
    values.filter((value) => value !== undefined);
  switch (property.toLowerCase()) {
    case 'appid':
      return present(one.appId);
    case 'serviceprincipalnames':
      return present(one.appId, one.managedIdentityId);
    case 'id':
      return [one.objectId];
    case 'displayname':
      return [one.displayName];
    case 'userprincipalname':
    case 'mail':
      return present(one.userPrincipalName);
    default:
      throw unsupportedFilter(filter);
  }
}

const unsupportedFilter = (filter: string): GraphError =>
  new GraphError(
    400,
    'Request_UnsupportedQuery',
    `Unsupported or invalid query filter: ${filter}.`,
  );

function byIds({ body = '' }: WireRequest, directory: readonly Principal[]): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = undefined;
  }
  const ids = isObject(parsed) ? parsed['ids'] : undefined;
  if (!Array.isArray(ids)) {
    throw new GraphError(400, 'BadRequest', "The property 'ids' must be a list.");
  }
  const wanted = new Set(
    ids.flatMap((id: Json) => (typeof id === 'string' ? [id.toLowerCase()] : [])),
  );
  return list(
    'directoryObjects',
    directory.filter(({ objectId }) => wanted.has(objectId.toLowerCase())),
  );
}

function organization(world: World, tenantId: string): JsonObject {
  const tenant = world.tenants.get(tenantId);
  return {
    '@odata.context': `${graphAudience}/v1.0/$metadata#organization`,
    value: tenant
      ? [
          {
            id: tenant.id,
            displayName: tenant.displayName,
            verifiedDomains: [{ name: tenant.defaultDomain, isDefault: true, isInitial: true }],
          },
        ]
      : [],
  };
}

const list = (collection: string, principals: readonly Principal[]): JsonObject => ({
  '@odata.context': `${graphAudience}/v1.0/$metadata#${collection}`,
  value: principals.map(describe),
});

const entity = (collection: string, principal: Principal): JsonObject => ({
  '@odata.context': `${graphAudience}/v1.0/$metadata#${collection}/$entity`,
  ...describe(principal),
});

function describe(one: Principal): JsonObject {
  const { objectId: id, displayName } = one;
  switch (one.kind) {
    case 'User':
      return {
        '@odata.type': '#microsoft.graph.user',
        id,
        displayName,
        userPrincipalName: one.userPrincipalName ?? null,
        mail: one.userPrincipalName ?? null,
      };
    case 'ServicePrincipal':
      return {
        '@odata.type': '#microsoft.graph.servicePrincipal',
        id,
        displayName,
        appId: one.appId ?? null,
        appDisplayName: displayName,
        servicePrincipalType: one.managedIdentityId ? 'ManagedIdentity' : 'Application',
        servicePrincipalNames: [one.appId, one.managedIdentityId].filter(
          (name) => name !== undefined,
        ),
        alternativeNames: one.managedIdentityId ? ['isExplicit=True', one.managedIdentityId] : [],
      };
    case 'Group':
      return { '@odata.type': '#microsoft.graph.group', id, displayName };
  }
}
