import { isObject, type JsonObject } from '../../core/model/json';
import { page } from '../arm/page';
import { ArmFault, type ArmRequest, type Provider, type WriteResult } from '../provider';
import { regions } from '../regions';
import { objectAt, regionKey, requiredString } from '../requestBody';
import type { ResourceGroup, Subscription, Tenant } from '../world';
import { cloudMetadata } from './cloudMetadata';
import { listResources } from './genericResources';
import { createRegistrations } from './registrations';

const ok = (body: JsonObject): WriteResult => ({ status: 200, body });

const toTenant = (tenant: Tenant): JsonObject => ({
  id: `/tenants/${tenant.id}`,
  tenantId: tenant.id,
  countryCode: 'DE',
  displayName: tenant.displayName,
  domains: [tenant.defaultDomain],
  tenantCategory: 'Home',
  defaultDomain: tenant.defaultDomain,
  tenantType: 'AAD',
});

const toSubscription = ({ id, tenantId, displayName, state }: Subscription): JsonObject => ({
  id: `/subscriptions/${id}`,
  authorizationSource: 'RoleBased',
  managedByTenants: [],
  subscriptionId: id,
  tenantId,
  displayName,
  state,
  subscriptionPolicies: {
    locationPlacementId: 'Public_2014-09-01',
    quotaId: 'EnterpriseAgreement_2014-09-01',
    spendingLimit: 'Off',
  },
});

const toGroup = ({ id, name, location, tags }: ResourceGroup): JsonObject => ({
  id,
  name,
  type: 'Microsoft.Resources/resourceGroups',
  location,
  tags,
  properties: { provisioningState: 'Succeeded' },
});

/** Subscriptions of the token's tenant in which the caller has any right to read. */
function visibleSubscriptions(request: ArmRequest): readonly Subscription[] {
  const { world, tenantId } = request;
  return [...world.subscriptions.values()].filter(
    (each) => each.tenantId === tenantId && canSee(request, each),
  );
}

function canSee(request: ArmRequest, { id }: Subscription): boolean {
  const scope = `/subscriptions/${id}`;
  if (request.can('Microsoft.Resources/subscriptions/read', scope)) return true;
  return [...request.world.resourceGroups.values()].some(
    (group) =>
      group.subscriptionId === id &&
      request.can('Microsoft.Resources/subscriptions/resourceGroups/read', group.id),
  );
}

/** Tenants in which the caller is known: as a member, or as a guest under the same name. */
function tenants(request: ArmRequest): WriteResult {
  const { world, caller } = request;
  const known = new Set(
    [...world.principals.values()]
      .filter((each) => each.objectId === caller.objectId || isSamePerson(each, caller))
      .map((each) => each.tenantId),
  );
  const value = [...world.tenants.values()].filter(({ id }) => known.has(id)).map(toTenant);
  return ok({ value });
}

const isSamePerson = (
  a: { readonly kind: string; readonly displayName: string },
  b: { readonly kind: string; readonly displayName: string },
): boolean => a.kind === 'User' && b.kind === 'User' && a.displayName === b.displayName;

function subscription(request: ArmRequest, id: string): WriteResult {
  const found = request.world.subscriptions.get(id.toLowerCase());
  if (found && canSee(request, found)) return ok(toSubscription(found));
  request.authorize('Microsoft.Resources/subscriptions/read', `/subscriptions/${id}`);
  throw new ArmFault(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`);
}

function resourceGroups(request: ArmRequest, subscriptionId: string): WriteResult {
  const value = [...request.world.resourceGroups.values()]
    .filter(
      (group) =>
        group.subscriptionId.toLowerCase() === subscriptionId.toLowerCase() &&
        request.can('Microsoft.Resources/subscriptions/resourceGroups/read', group.id),
    )
    .filter(tagFilter(request))
    .map(toGroup);
  return ok(page(value, request.url));
}

/** `$filter=tagName eq 'a'`, with or without `and tagValue eq 'b'`: all that this list understands. */
function tagFilter({ url }: ArmRequest): (group: ResourceGroup) => boolean {
  const filter = url.searchParams.get('$filter') ?? '';
  if (filter.trim() === '') return () => true;
  const [match, name = '', value] =
    /^\s*tagname\s+eq\s+'([^']*)'(?:\s+and\s+tagvalue\s+eq\s+'([^']*)')?\s*$/i.exec(filter) ?? [];
  if (match === undefined) {
    throw new ArmFault(
      400,
      'InvalidFilterInQueryString',
      `Invalid $filter '${filter}' specified in the query string.`,
    );
  }
  return ({ tags }) =>
    Object.entries(tags).some(
      ([key, has]) =>
        key.toLowerCase() === name.toLowerCase() && (value === undefined || has === value),
    );
}

function findGroup({ world, path }: ArmRequest): ResourceGroup {
  const found = world.resourceGroups.get(path.toLowerCase());
  if (found) return found;
  throw new ArmFault(
    404,
    'ResourceGroupNotFound',
    `Resource group '${path.split('/').at(-1) ?? ''}' could not be found.`,
  );
}

function resourceGroup(request: ArmRequest): WriteResult {
  request.authorize('Microsoft.Resources/subscriptions/resourceGroups/read', request.path);
  const found = findGroup(request);
  return request.method === 'HEAD' ? { status: 204 } : ok(toGroup(found));
}

/** Made or changed by PUT: tags are replaced, the location stays. */
function putGroup(request: ArmRequest, subscriptionId: string, name: string): WriteResult {
  const { world, body, path } = request;
  const scope = `/subscriptions/${subscriptionId}`;
  request.authorize('Microsoft.Resources/subscriptions/resourceGroups/write', path);
  const key = path.toLowerCase();
  const existing = world.resourceGroups.get(key);
  const location = regionKey(requiredString(body, 'location'));
  if (existing && existing.location !== location) {
    throw new ArmFault(
      409,
      'InvalidResourceGroupLocation',
      `Invalid resource group location '${location}'. The Resource group already exists in location '${existing.location}'.`,
    );
  }
  const group: ResourceGroup = {
    id: existing?.id ?? `${scope}/resourceGroups/${name}`,
    name: existing?.name ?? name,
    subscriptionId: subscriptionId.toLowerCase(),
    location,
    tags: objectAt(body, 'tags'),
  };
  world.resourceGroups.set(key, group);
  return { status: existing ? 200 : 201, body: toGroup(group) };
}

/** Tags alone can be changed so; those that are sent take the place of all. */
function patchGroup(request: ArmRequest): WriteResult {
  const { world, body, path } = request;
  request.authorize('Microsoft.Resources/subscriptions/resourceGroups/write', path);
  const found = findGroup(request);
  const group = { ...found, ...(isObject(body['tags']) ? { tags: body['tags'] } : {}) };
  world.resourceGroups.set(path.toLowerCase(), group);
  return ok(toGroup(group));
}

/** Regions as the subscription sees them. */
const locations = (subscriptionId: string): WriteResult =>
  ok({
    value: [...regions].map(([name, displayName]) => ({
      id: `/subscriptions/${subscriptionId}/locations/${name}`,
      name,
      type: 'Region',
      displayName,
      regionalDisplayName: displayName,
      metadata: { regionType: 'Physical', regionCategory: 'Recommended' },
    })),
  });

/** Tenants, subscriptions, resource groups, what is in them, and the providers of `all`. */
export function createResources(all: () => readonly Provider[]): Provider {
  const registrations = createRegistrations(all, canSee);
  return {
    namespace: 'Microsoft.Resources',
    types: [],
    otherTypes: [
      { type: 'resourceGroups', apiVersions: groupVersions },
      { type: 'subscriptions', apiVersions: groupVersions },
      { type: 'tenants', apiVersions: groupVersions },
    ],
    other: (request) => other(request) ?? registrations(request),
  };
}

const groupVersions = ['2019-11-01', '2020-10-01', '2021-04-01', '2022-09-01', '2022-12-01'];

function other(request: ArmRequest): WriteResult | undefined {
  const { path, method } = request;
  const isRead = method === 'GET' || method === 'HEAD';
  if (isRead && /^\/metadata\/endpoints$/i.test(path)) return cloudMetadata(request);
  if (isRead && /^\/tenants$/i.test(path)) return tenants(request);
  if (isRead && /^\/subscriptions$/i.test(path)) {
    return ok(page(visibleSubscriptions(request).map(toSubscription), request.url));
  }
  const [, id, kind, name, part] =
    /^\/subscriptions\/([^/]+)(?:\/(resourcegroups|locations|resources)(?:\/([^/]+)(?:\/(resources))?)?)?$/i.exec(
      path,
    ) ?? [];
  if (id === undefined) return undefined;
  if (part !== undefined && isRead)
    return listResources(request, path.replace(/\/resources$/i, ''));
  switch (kind?.toLowerCase()) {
    case undefined:
      return isRead ? subscription(request, id) : undefined;
    case 'locations':
      return isRead ? locations(id) : undefined;
    case 'resources':
      return isRead && name === undefined
        ? listResources(request, `/subscriptions/${id}`)
        : undefined;
    default:
      if (name === undefined) return isRead ? resourceGroups(request, id) : undefined;
      if (method === 'PUT') return putGroup(request, id, name);
      if (method === 'PATCH') return patchGroup(request);
      return isRead ? resourceGroup(request) : undefined;
  }
}
