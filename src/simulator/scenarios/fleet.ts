import type { Subscription, Tenant, World } from '../world';
import type { ClusterSpec } from './buildCluster';
import { anIdentity, aVault, vaultRoles, type Identity, type Vault } from './buildTrust';
import { aGroup, aSubscription, aTenant } from './directory';
import { grantOwner, grantUsualRoles, somePeople } from './people';
import { hourMs, type Place } from './place';
import { aPlant, enableSecretSync } from './plant';

const clustersPerSubscription = 400;
const locations = ['westeurope', 'northeurope', 'eastus2', 'westus3'] as const;

/** States that turn by turn are given to the clusters of a fleet. */
const states: readonly { readonly cluster: Partial<ClusterSpec>; readonly isEnabled?: boolean }[] =
  [
    { cluster: {}, isEnabled: true },
    { cluster: {} },
    { cluster: { oidc: 'off' } },
    { cluster: {}, isEnabled: true },
    { cluster: { distribution: 'aksEdgeK3s', connectivity: 'Offline', lastSeenMsAgo: 5 * hourMs } },
    { cluster: { distribution: 'openshift' }, isEnabled: true },
    { cluster: { distribution: 'aks' } },
    { cluster: { workloadIdentity: 'disabled' } },
  ];

/** Share of the clusters that the home tenant has; the rest is Fabrikam's. */
const homeFraction = 0.8;

/** `count` clusters with one instance each, over two tenants and as many subscriptions as it takes. */
export function buildFleet(world: World, count: number): void {
  const home = aTenant(world, 'Contoso', 'contoso.example');
  const atHome = Math.ceil(count * homeFraction);
  buildTenant(world, home, home, 0, atHome);
  if (count > atHome) {
    buildTenant(world, aTenant(world, 'Fabrikam', 'fabrikam.example'), home, atHome, count);
  }
}

/** Clusters number `first` to `end` (exclusive), 400 a subscription. */
function buildTenant(world: World, tenant: Tenant, home: Tenant, first: number, end: number): void {
  const people = somePeople(world, tenant, home);
  for (let from = first, part = 1; from < end; from += clustersPerSubscription, part++) {
    const subscription = aSubscription(world, tenant, `${tenant.displayName} Plants ${part}`);
    grantOwner(world, `/subscriptions/${subscription.id}`, people.operator);
    grantUsualRoles(world, subscription, people);
    buildPlants(world, subscription, from, Math.min(from + clustersPerSubscription, end));
  }
}

function buildPlants(world: World, subscription: Subscription, first: number, end: number): void {
  const regions = locations.map((location) => aRegion(world, subscription, location, first));
  for (let index = first; index < end; index++) {
    const region = regions[index % regions.length];
    const state = states[index % states.length];
    if (!region || !state) continue;
    const number = String(index + 1).padStart(4, '0');
    const instance = aPlant(region.place, {
      cluster: { ...state.cluster, name: `arc-plant-${number}` },
      instance: { name: `aio-plant-${number}` },
    });
    if (!state.isEnabled) continue;
    enableSecretSync(instance, {
      vault: region.vault,
      identity: region.identity(),
      roles: 'kept',
    });
  }
}

interface Region {
  readonly place: Place;
  readonly vault: Vault;
  /** The identity for the next plant: an identity takes 20 credentials, so ten plants share one. */
  identity(): Identity;
}

function aRegion(
  world: World,
  subscription: Subscription,
  location: string,
  first: number,
): Region {
  const place: Place = {
    world,
    group: aGroup(world, subscription, `rg-fleet-${location}`, location),
  };
  const vault = aVault(place, { name: `kv-${location}-${first}` });
  const identities: Identity[] = [];
  let uses = 0;
  return {
    place,
    vault,
    identity: () => {
      const known = identities.at(-1);
      if (known && ++uses % 10 !== 0) return known;
      const fresh = anIdentity(place, `id-fleet-${identities.length + 1}`);
      vaultRoles(world, vault, fresh);
      identities.push(fresh);
      return fresh;
    },
  };
}
