import { enabled, identity, plant, proved, vault, type PlantCase } from './site';

/** Plants of the second tenant, in which the operator is a guest. */
export const fabrikamCases: readonly PlantCase[] = [
  {
    city: 'fremont',
    location: 'westus3',
    state: 'Fabrikam, ready: nothing enabled.',
    build(site, names) {
      plant(site, names);
      vault(site);
      identity(site);
    },
  },
  {
    city: 'toledo',
    location: 'eastus2',
    state: 'Fabrikam, proved: secrets sync.',
    build(site, names) {
      proved(site, plant(site, names));
    },
  },
  {
    city: 'dayton',
    location: 'eastus2',
    state: 'Fabrikam, ready, but the operator may only read.',
    build(site, names) {
      plant(site, names);
      vault(site);
      identity(site);
    },
  },
];

/** Cities that the operator may read and no more. */
export const readOnlyToOperator: ReadonlySet<string> = new Set(['dayton']);

/** The plant in the archived subscription. */
export const archivedCases: readonly PlantCase[] = [
  {
    city: 'essen',
    location: 'germanywestcentral',
    state: 'In an archived (disabled) subscription: reading works, writing does not.',
    build(site, names) {
      enabled(site, plant(site, names));
    },
  },
];
