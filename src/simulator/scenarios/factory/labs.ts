import { plant, type PlantCase } from './site';

/** The plant in a subscription where nobody has ever made a key vault or a managed identity. */
export const labCases: readonly PlantCase[] = [
  {
    city: 'aalborg',
    location: 'northeurope',
    state:
      'Ready, but two resource providers of its subscription are not registered; no vault, no identity.',
    build(site, names) {
      plant(site, names);
    },
  },
];

/** Lower-case namespaces that the subscription has not registered. */
export const neverUsedInLabs = ['microsoft.keyvault', 'microsoft.managedidentity'] as const;
