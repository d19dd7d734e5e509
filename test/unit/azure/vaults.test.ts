import { beforeAll, describe, expect, it } from 'vitest';
import { anAzure, identityId, loadSdks, tenantId, vaultId } from '../../builders/azure';

const properties = {
  tenantId,
  sku: { family: 'A', name: 'standard' },
  vaultUri: 'https://kv.vault.azure.net/',
  enableRbacAuthorization: true,
  publicNetworkAccess: 'Enabled',
  networkAcls: { bypass: 'AzureServices', defaultAction: 'Allow', ipRules: [] },
  provisioningState: 'Succeeded',
};
const wire = (changed: object) => ({
  id: vaultId,
  name: 'kv',
  type: 'Microsoft.KeyVault/vaults',
  location: 'westeurope',
  properties: { ...properties, ...changed },
});

beforeAll(loadSdks);

async function vaultOf(body: unknown) {
  const { azure, clock, context } = anAzure([{ body }]);
  return clock.run(azure.vaults.find(vaultId, context));
}

describe('vaults.find', () => {
  it('gives the vault', async () => {
    const { azure, clock, transport, context } = anAzure([{ body: wire({}) }]);
    expect(await clock.run(azure.vaults.find(vaultId, context))).toEqual({
      id: vaultId,
      name: 'kv',
      location: 'westeurope',
      tenantId,
      vaultUri: 'https://kv.vault.azure.net/',
      isRbac: true,
      publicNetworkAccess: 'enabled',
      firewallDefault: 'allow',
      hasWayIn: false,
      provisioningState: 'Succeeded',
    });
    expect(transport.sent[0]?.path).toBe(`${vaultId}?api-version=2026-02-01`);
  });

  it.each([
    [{ enableRbacAuthorization: false }, { isRbac: false }],
    [{ enableRbacAuthorization: null }, { isRbac: false }],
    [{ enableRbacAuthorization: undefined }, { isRbac: false }],
    [{ publicNetworkAccess: 'disabled' }, { publicNetworkAccess: 'disabled' }],
    [{ publicNetworkAccess: 'SecuredByPerimeter' }, { publicNetworkAccess: 'disabled' }],
    [{ publicNetworkAccess: undefined }, { publicNetworkAccess: 'enabled' }],
    [{ networkAcls: { defaultAction: 'Deny' } }, { firewallDefault: 'deny' }],
    [{ networkAcls: undefined }, { firewallDefault: 'allow' }],
    [{ networkAcls: null }, { firewallDefault: 'allow' }],
    [{ provisioningState: undefined }, { provisioningState: 'Succeeded' }],
    [
      { provisioningState: 'RegisteringDns', vaultUri: undefined },
      { provisioningState: 'RegisteringDns', vaultUri: 'https://kv.vault.azure.net/' },
    ],
  ])('reads %j as %j', async (changed, expected) => {
    expect(await vaultOf(wire(changed))).toMatchObject(expected);
  });

  it('gives undefined when there is none', async () => {
    const { azure, clock, context } = anAzure([{ status: 404 }]);
    expect(await clock.run(azure.vaults.find(vaultId, context))).toBeUndefined();
  });

  it.each([
    ['properties', { ...wire({}), properties: undefined }],
    ['the SKU', wire({ sku: undefined })],
    ['the tenant', wire({ tenantId: undefined })],
    ['a name', { ...wire({}), name: undefined }],
    ['a string for network access', wire({ publicNetworkAccess: 1 })],
    ['an object', ['x']],
    ['JSON', '<html>'],
    ['a body', undefined],
  ])('says that an answer without %s is malformed', async (_, body) => {
    await expect(vaultOf(body)).rejects.toMatchObject({ name: 'ArmError', reason: 'malformed' });
  });

  it('refuses an id of another type before anything is sent', async () => {
    const { azure, clock, transport, context } = anAzure([{}]);
    await expect(clock.run(azure.vaults.find(identityId, context))).rejects.toMatchObject({
      reason: 'invalid',
    });
    expect(transport.sent).toHaveLength(0);
  });
});
