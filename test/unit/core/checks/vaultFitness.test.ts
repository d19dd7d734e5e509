import { describe, expect, it } from 'vitest';
import { vaultFitness } from '../../../../src/core/checks/vaultFitness';
import { aVault, tenantId } from '../../../builders/observation';

const judge = (change: Parameters<typeof aVault>[0]) => vaultFitness(aVault(change), tenantId);

describe('vaultFitness', () => {
  it('takes a vault of the tenant that goes by roles and is open', () => {
    expect(judge({})).toEqual({ kind: 'fit' });
    expect(judge({ tenantId: tenantId.toUpperCase() })).toEqual({ kind: 'fit' });
  });

  it.each([
    [{ isRbac: false }, 'unfit', /voids all its policies at once/],
    [{ tenantId: 'another' }, 'unfit', /trusts tenant another/],
    [{ isRbac: false, publicNetworkAccess: 'disabled' }, 'unfit', /access policies/],
    [{ publicNetworkAccess: 'disabled' }, 'closed', /private endpoint.*gateway does not carry/],
    [{ firewallDefault: 'deny' }, 'closed', /lets in only networks that a rule names/],
  ] as const)('explains %o', (change, kind, words) => {
    const fitness = judge(change);
    expect(fitness.kind).toBe(kind);
    expect('because' in fitness && fitness.because).toMatch(words);
  });
});
