import type { World } from '../world';
import { aSecret, anIdentity, aVault } from './buildTrust';
import { aGroup, aSubscription, aTenant } from './directory';
import { grantOwner, grantUsualRoles, somePeople } from './people';
import type { Place } from './place';
import { aPlant } from './plant';

/** One k3s cluster with OIDC on, one instance, one vault, one identity, nothing enabled. */
export function buildReady(world: World): void {
  const tenant = aTenant(world, 'Contoso', 'contoso.example');
  const subscription = aSubscription(world, tenant, 'Contoso Plants');
  const people = somePeople(world, tenant);
  grantOwner(world, `/subscriptions/${subscription.id}`, people.operator);
  grantUsualRoles(world, subscription, people);

  const place: Place = {
    world,
    group: aGroup(world, subscription, 'rg-plant-hamburg', 'westeurope', { plant: 'Hamburg' }),
    tags: { plant: 'Hamburg', line: 'packaging' },
  };
  aPlant(place, {
    cluster: { name: 'arc-hamburg-01', distribution: 'k3s' },
    instance: { name: 'aio-hamburg-01', description: 'Packaging line, Hamburg' },
  });
  const vault = aVault(place, { name: 'kv-hamburg-plant' });
  for (const name of ['mqtt-password', 'historian-user', 'historian-password']) {
    aSecret(world, vault, name);
  }
  anIdentity(place, 'id-hamburg-secrets');
}
