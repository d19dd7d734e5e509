import { describe, expect, it } from 'vitest';
import {
  idKey,
  parseArmId,
  parseArmIdOf,
  resourceGroupId,
  resourceTypes,
  sameId,
  shortPath,
} from '../../../../src/core/model/armId';

const vault = '/subscriptions/1-2/resourceGroups/rg-A/providers/Microsoft.KeyVault/vaults/kv-1';

describe('parseArmId', () => {
  it('takes an id apart and keeps its casing', () => {
    expect(parseArmId(vault)).toEqual({
      id: vault,
      subscriptionId: '1-2',
      resourceGroup: 'rg-A',
      type: 'Microsoft.KeyVault/vaults',
      names: ['kv-1'],
      name: 'kv-1',
    });
  });

  it('reads children and other casings of the fixed segments', () => {
    const child = parseArmId(
      '/SUBSCRIPTIONS/s/resourcegroups/rg/Providers/Microsoft.IoTOperations/instances/i/dataflowEndpoints/d/',
    );
    expect(child?.type).toBe('Microsoft.IoTOperations/instances/dataflowEndpoints');
    expect(child?.names).toEqual(['i', 'd']);
  });

  it.each([
    '',
    'kv-1',
    '/subscriptions/s',
    '/subscriptions/s/resourceGroups/rg',
    '/subscriptions//resourceGroups/rg/providers/a/b/c',
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults',
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults//',
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/a/secrets',
    `https://management.azure.com${vault}`,
  ])('refuses %j', (text) => {
    expect(parseArmId(text)).toBeUndefined();
  });

  it('insists on the type when one is asked for', () => {
    expect(parseArmIdOf('microsoft.keyvault/VAULTS', vault)?.name).toBe('kv-1');
    expect(parseArmIdOf(resourceTypes.identity, vault)).toBeUndefined();
  });
});

describe('ids', () => {
  it('are the same whatever their case and slash at the end', () => {
    expect(sameId(vault, `${vault.toUpperCase()}/`)).toBe(true);
    expect(sameId(vault, `${vault}2`)).toBe(false);
    expect(idKey(`${vault}/`)).toBe(vault.toLowerCase());
  });

  it('have a short path for people and the id of their group', () => {
    expect(shortPath(vault)).toBe('vaults/kv-1');
    expect(shortPath('/subscriptions/s')).toBe('/subscriptions/s');
    const parsed = parseArmId(vault);
    expect(parsed && resourceGroupId(parsed)).toBe('/subscriptions/1-2/resourceGroups/rg-A');
  });
});
