import { describe, expect, it } from 'vitest';
import { uniteTenants } from '../../../../src/core/discover/tenants';

const olga = { id: 'olga', label: 'olga@contoso.example' };
const rafael = { id: 'rafael', label: 'rafael@contoso.example' };
const nobody = () => undefined;

describe('uniteTenants', () => {
  it('sorts by name, whoever sees a tenant', () => {
    const united = uniteTenants(
      [
        { account: olga, tenants: [{ id: '2', name: 'Contoso' }] },
        { account: rafael, tenants: [{ id: '1', name: 'Adatum' }] },
      ],
      nobody,
    );
    expect(united.map(({ name }) => name)).toEqual(['Adatum', 'Contoso']);
  });

  it('takes a tenant for one in whichever case its id is written', () => {
    const united = uniteTenants(
      [
        { account: olga, tenants: [{ id: 'ab', name: 'Contoso' }] },
        { account: rafael, tenants: [{ id: 'AB', name: 'Contoso' }] },
      ],
      (tenantId) => (tenantId === 'ab' ? 'rafael' : undefined),
    );
    expect(united).toEqual([{ id: 'ab', name: 'Contoso', accounts: [rafael, olga] }]);
  });
});
