/** Regions of the simulated cloud: names as ids and resources have them, with how people call them. */
export const regions: ReadonlyMap<string, string> = new Map([
  ['eastus', 'East US'],
  ['eastus2', 'East US 2'],
  ['westus', 'West US'],
  ['westus2', 'West US 2'],
  ['westus3', 'West US 3'],
  ['centralus', 'Central US'],
  ['southcentralus', 'South Central US'],
  ['northeurope', 'North Europe'],
  ['westeurope', 'West Europe'],
  ['germanywestcentral', 'Germany West Central'],
  ['francecentral', 'France Central'],
  ['swedencentral', 'Sweden Central'],
  ['uksouth', 'UK South'],
  ['brazilsouth', 'Brazil South'],
  ['japaneast', 'Japan East'],
  ['australiaeast', 'Australia East'],
]);
