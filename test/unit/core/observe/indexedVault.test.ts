import { describe, expect, it } from 'vitest';
import { indexedVault } from '../../../../src/core/observe/indexed';
import { ids, tenantId } from '../../../builders/observation';

const row = {
  id: ids.providerClass,
  vaultId: ids.vault,
  vaultLocation: 'westeurope',
  vaultTenant: tenantId,
  vaultUri: 'https://kv.vault.azure.net/',
  vaultIsRbac: true,
  vaultAccess: 'Enabled',
  vaultFirewall: '',
  vaultState: 'Succeeded',
  vaultChangedAt: '2026-01-02T03:04:05Z',
};
const read = (change: Partial<Record<keyof typeof row, string | boolean | null>>) =>
  indexedVault([{ ...row, ...change }], ids.vault.toUpperCase());

describe('a vault in the index', () => {
  it('is told as Azure Resource Manager would tell it', () => {
    expect(read({})).toEqual({
      id: ids.vault,
      name: ids.vault.split('/').at(-1),
      location: 'westeurope',
      tenantId,
      vaultUri: row.vaultUri,
      isRbac: true,
      publicNetworkAccess: 'enabled',
      firewallDefault: 'allow',
      provisioningState: 'Succeeded',
      changedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    });
  });

  it.each([
    [{ vaultIsRbac: false }, { isRbac: false }],
    [{ vaultIsRbac: null }, { isRbac: false }],
    [{ vaultAccess: 'Disabled' }, { publicNetworkAccess: 'disabled' }],
    [{ vaultAccess: 'SecuredByPerimeter' }, { publicNetworkAccess: 'disabled' }],
    [{ vaultFirewall: 'Deny' }, { firewallDefault: 'deny' }],
    [{ vaultFirewall: 'Allow' }, { firewallDefault: 'allow' }],
    [{ vaultState: 'RegisteringDns' }, { provisioningState: 'RegisteringDns' }],
  ])('shows what is amiss: %j', (change, shown) => {
    expect(read(change)).toMatchObject(shown);
  });

  it.each(['vaultTenant', 'vaultUri', 'vaultAccess', 'vaultState', 'vaultLocation'] as const)(
    'is not known without %s',
    (column) => {
      expect(read({ [column]: '' })).toBeUndefined();
    },
  );

  it('is another one than that of another id', () => {
    expect(indexedVault([row], `${ids.vault}x`)).toBeUndefined();
  });
});
