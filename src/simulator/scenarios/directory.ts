import type { Principal, ResourceGroup, Subscription, Tenant, World } from '../world';

/** Namespaces that every subscription of the scenarios has registered, lower-case. */
const registeredNamespaces = [
  'microsoft.authorization',
  'microsoft.deviceregistry',
  'microsoft.eventgrid',
  'microsoft.eventhub',
  'microsoft.extendedlocation',
  'microsoft.hybridcontainerservice',
  'microsoft.iotoperations',
  'microsoft.keyvault',
  'microsoft.kubernetes',
  'microsoft.kubernetesconfiguration',
  'microsoft.managedidentity',
  'microsoft.resourcegraph',
  'microsoft.resources',
  'microsoft.secretsynccontroller',
  'microsoft.storage',
] as const;

/**
 * The people of the simulated directories, by the name under which tokens are asked for. Each is
 * one user with one object id a tenant.
 */
export type PersonName =
  | 'operator'
  | 'reader'
  | 'vaultReader'
  | 'contributor'
  | 'accessAdmin'
  | 'vaultAccessAdmin'
  | 'customRole'
  | 'stranger';

const displayNames: Record<PersonName, string> = {
  operator: 'Olga Petersen',
  reader: 'Rafael Lind',
  vaultReader: 'Vera Okafor',
  contributor: 'Carlos Brandt',
  accessAdmin: 'Amina Yilmaz',
  vaultAccessAdmin: 'Victor Dahl',
  customRole: 'Chiara Moreau',
  stranger: 'Sven Novak',
};

export const personNames = Object.keys(displayNames) as readonly PersonName[];

export function aTenant(world: World, displayName: string, defaultDomain: string): Tenant {
  const tenant: Tenant = { id: world.newGuid(), displayName, defaultDomain };
  world.tenants.set(tenant.id, tenant);
  return tenant;
}

export function aSubscription(
  world: World,
  tenant: Tenant,
  displayName: string,
  state: Subscription['state'] = 'Enabled',
): Subscription {
  const subscription: Subscription = {
    id: world.newGuid(),
    tenantId: tenant.id,
    displayName,
    state,
    registered: new Set(registeredNamespaces),
    registrations: new Map(),
  };
  world.subscriptions.set(subscription.id, subscription);
  return subscription;
}

export function aGroup(
  world: World,
  subscription: Subscription,
  name: string,
  location: string,
  tags: Record<string, string> = {},
): ResourceGroup {
  const id = `/subscriptions/${subscription.id}/resourceGroups/${name}`;
  const group: ResourceGroup = { id, name, subscriptionId: subscription.id, location, tags };
  world.resourceGroups.set(id.toLowerCase(), group);
  return group;
}

/** A person of a tenant; in any but the home tenant a guest, with another object id. */
export function aPerson(
  world: World,
  tenant: Tenant,
  name: PersonName,
  home: Tenant = tenant,
): Principal {
  const userPrincipalName =
    home.id === tenant.id
      ? `${name}@${home.defaultDomain}`
      : `${name}_${home.defaultDomain}#EXT#@${tenant.defaultDomain}`;
  return addPrincipal(world, {
    objectId: world.newGuid(),
    tenantId: tenant.id,
    kind: 'User',
    displayName: displayNames[name],
    userPrincipalName,
    replicatedAtMs: 0,
  });
}

/** An application that logs in with its client id and a secret. */
export function aServicePrincipal(
  world: World,
  tenant: Tenant,
  displayName: string,
  secret: string,
): Principal {
  return addPrincipal(world, {
    objectId: world.newGuid(),
    tenantId: tenant.id,
    kind: 'ServicePrincipal',
    displayName,
    appId: world.newGuid(),
    secret,
    replicatedAtMs: 0,
  });
}

export function addPrincipal(world: World, principal: Principal): Principal {
  world.principals.set(principal.objectId, principal);
  return principal;
}

/** The principal in `tenantId` of the person called `name`, guest or not. */
export function findPerson(world: World, tenantId: string, name: string): Principal | undefined {
  for (const principal of world.principals.values()) {
    if (principal.tenantId !== tenantId || principal.kind !== 'User') continue;
    const localPart = principal.userPrincipalName?.split(/[@_]/, 1)[0];
    if (localPart?.toLowerCase() === name.toLowerCase()) return principal;
  }
  return undefined;
}

/** The tenant of a subscription; scenarios never ask for one that is not there. */
export function tenantOf(world: World, subscriptionId: string): Tenant {
  const tenantId = world.subscriptions.get(subscriptionId.toLowerCase())?.tenantId;
  const tenant = tenantId === undefined ? undefined : world.tenants.get(tenantId);
  if (!tenant) throw new Error(`The scenario has no subscription ${subscriptionId}.`);
  return tenant;
}
