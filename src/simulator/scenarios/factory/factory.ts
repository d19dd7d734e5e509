import type { Principal, Subscription, Tenant, World } from '../../world';
import { aRole, roleIds } from '../buildTrust';
import { aGroup, aSubscription, aTenant } from '../directory';
import { grantOwner, grantUsualRoles, somePeople } from '../people';
import { americanCases, foreignToOperator } from './americas';
import { cloudCases } from './cloud';
import { clusterCases } from './clusters';
import { archivedCases, fabrikamCases, readOnlyToOperator } from './fabrikam';
import { secretCases } from './secrets';
import { labCases, neverUsedInLabs } from './labs';
import { namesOf, type PlantCase } from './site';
import { trustCases } from './trust';

/** A plant as the scenario's documentation lists it. */
export interface FactoryPlant {
  /** Absent: the cluster carries none. */
  readonly instance?: string;
  readonly cluster: string;
  readonly state: string;
}

/** The default scenario; gives what was built, in order. */
export function buildFactory(world: World): FactoryPlant[] {
  const contoso = aTenant(world, 'Contoso', 'contoso.example');
  const fabrikam = aTenant(world, 'Fabrikam', 'fabrikam.example');
  const people = somePeople(world, contoso);
  const guests = somePeople(world, fabrikam, contoso);

  const europe = aSubscription(world, contoso, 'Contoso Plants Europe');
  const americas = aSubscription(world, contoso, 'Contoso Plants Americas');
  const archived = aSubscription(world, contoso, 'Contoso Pilot 2023', 'Disabled');
  const partner = aSubscription(world, fabrikam, 'Fabrikam Operations');
  for (const subscription of [europe, americas, archived]) {
    grantUsualRoles(world, subscription, people);
  }
  grantUsualRoles(world, partner, guests);
  grantOwner(world, scopeOf(europe), people.operator);
  grantOwner(world, scopeOf(archived), people.operator);

  const build = (subscription: Subscription, other: Tenant, cases: readonly PlantCase[]) =>
    cases.map((plant) => buildPlant(world, subscription, other, plant));
  const american = americanCases(americas, people);
  const plants = [
    ...build(europe, fabrikam, [...clusterCases, ...trustCases, ...secretCases, ...cloudCases]),
    ...build(americas, fabrikam, american),
    ...build(archived, fabrikam, archivedCases),
    ...build(partner, contoso, fabrikamCases),
  ];
  for (const { city } of american) {
    if (!foreignToOperator.has(city)) grantOwner(world, groupOf(americas, city), people.operator);
  }
  for (const { city } of fabrikamCases) grantGuest(world, partner, city, guests.operator);

  const labs = aSubscription(world, contoso, 'Contoso Labs');
  for (const namespace of neverUsedInLabs) labs.registered.delete(namespace);
  grantUsualRoles(world, labs, people);
  grantOwner(world, scopeOf(labs), people.operator);
  return [...plants, ...build(labs, fabrikam, labCases)];
}

const scopeOf = ({ id }: Subscription): string => `/subscriptions/${id}`;

const groupOf = (subscription: Subscription, city: string): string =>
  `${scopeOf(subscription)}/resourceGroups/rg-${city}`;

function grantGuest(
  world: World,
  subscription: Subscription,
  city: string,
  guest: Principal,
): void {
  const scope = groupOf(subscription, city);
  if (readOnlyToOperator.has(city)) {
    aRole(world, scope, roleIds.reader, { id: guest.objectId, type: 'User' });
  } else {
    grantOwner(world, scope, guest);
  }
}

function buildPlant(
  world: World,
  subscription: Subscription,
  otherTenant: Tenant,
  plant: PlantCase,
): FactoryPlant {
  const { city, location, state, hasInstance = true } = plant;
  const tags = { plant: `${city.charAt(0).toUpperCase()}${city.slice(1)}`, costCenter: '4711' };
  const group = aGroup(world, subscription, `rg-${city}`, location, tags);
  const names = namesOf(plant);
  plant.build({ world, place: { world, group, tags }, city, otherTenantId: otherTenant.id }, names);
  return { cluster: names.cluster, state, ...(hasInstance ? { instance: names.instance } : {}) };
}
