import type { JsonObject } from '../../core/model/json';
import { page } from '../arm/page';
import { ArmFault, type ArmRequest, type Provider, type WriteResult } from '../provider';
import type { ResourceGroup, Subscription, Tenant } from '../world';

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
    .map(toGroup);
  return ok(page(value, request.url));
}

function resourceGroup(request: ArmRequest): WriteResult {
  request.authorize('Microsoft.Resources/subscriptions/resourceGroups/read', request.path);
  const key = request.path.toLowerCase();
  const found = request.world.resourceGroups.get(key);
  if (!found) {
    throw new ArmFault(
      404,
      'ResourceGroupNotFound',
      `Resource group '${request.path.split('/').at(-1) ?? ''}' could not be found.`,
    );
  }
  return request.method === 'HEAD' ? { status: 204 } : ok(toGroup(found));
}

/** Tenants, subscriptions and resource groups. */
export const resources: Provider = {
  namespace: 'Microsoft.Resources',
  types: [],
  other(request) {
    const { path, method } = request;
    const isRead = method === 'GET' || method === 'HEAD';
    if (!isRead) return undefined;
    if (/^\/tenants$/i.test(path)) return tenants(request);
    if (/^\/subscriptions$/i.test(path)) {
      return ok(page(visibleSubscriptions(request).map(toSubscription), request.url));
    }
    const [, id, kind, group] =
      /^\/subscriptions\/([^/]+)(?:\/(resourcegroups)(?:\/([^/]+))?)?$/i.exec(path) ?? [];
    if (id === undefined) return undefined;
    if (kind === undefined) return subscription(request, id);
    return group === undefined ? resourceGroups(request, id) : resourceGroup(request);
  },
};
