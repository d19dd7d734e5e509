import { describe, expect, it } from 'vitest';
import { evaluate, evaluateNeed, matchesAction } from '../../../src/core/permissions';

const entry = (
  actions: readonly string[],
  notActions: readonly string[] = [],
  condition?: string,
) => ({ actions, notActions, dataActions: [], notDataActions: [], condition });

const write = 'Microsoft.Authorization/roleAssignments/write';

describe('matchesAction', () => {
  it.each([
    ['*', write, true],
    ['*/read', write, false],
    ['Microsoft.Authorization/*', write, true],
    ['microsoft.authorization/ROLEASSIGNMENTS/write', write, true],
    ['Microsoft.Authorization/*/Write', write, true],
    ['Microsoft.Authorization/roleAssignments', write, false],
    ['Microsoft.Authorization.roleAssignments/write', write, false],
    ['*/write', 'x/write/more', false],
    ['M.MI/identities/*/assign/action', 'M.MI/identities/assign/action', true],
    ['M.MI/identities/*/assign/action', 'M.MI/identities/credentials/assign/action', true],
    ['M.MI/identities/*/assign/action', 'M.MI/identitiesassign/action', false],
    ['M.MI/identities/*/assign/action', 'M.MI/identities/assign/action/more', false],
    ['M.KV/vaults/*/read', 'M.KV/vaults/read', true],
  ])('%s over %s: %s', (pattern, action, expected) => {
    expect(matchesAction(pattern, action)).toBe(expected);
  });
});

describe('evaluate', () => {
  it('denies without any entry that allows', () => {
    expect(evaluate([entry(['*/read'])], write)).toBe('denied');
    expect(evaluate([], write)).toBe('denied');
  });

  it('lets notActions of a role count for that role alone', () => {
    const contributor = entry(['*'], ['Microsoft.Authorization/*/Write']);
    expect(evaluate([contributor], write)).toBe('denied');
    expect(evaluate([contributor, entry(['Microsoft.Authorization/*'])], write)).toBe('allowed');
  });

  it('tells what is done with data from what is done with resources', () => {
    const read = 'Microsoft.KeyVault/vaults/secrets/readMetadata/action';
    const officer = {
      ...entry(['Microsoft.KeyVault/vaults/*/read']),
      dataActions: ['Microsoft.KeyVault/vaults/secrets/*'],
      notDataActions: ['Microsoft.KeyVault/vaults/secrets/purge/action'],
    };
    expect(evaluate([entry(['*'])], read, 'data')).toBe('denied');
    expect(evaluate([officer], read, 'data')).toBe('allowed');
    expect(evaluate([officer], read)).toBe('denied');
    const purge = 'Microsoft.KeyVault/vaults/secrets/purge/action';
    expect(evaluate([officer], purge, 'data')).toBe('denied');
  });

  it('lets Managed Identity Operator assign identities', () => {
    const operator = entry(['Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action']);
    const assign = 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action';
    expect(evaluate([operator], assign)).toBe('allowed');
  });

  it('says so when only a conditioned role allows', () => {
    const conditioned = entry([write], [], '@Request[…]');
    expect(evaluate([conditioned], write)).toBe('conditional');
    expect(evaluate([conditioned, entry(['*'])], write)).toBe('allowed');
  });

  it('denies what is needed without a condition', () => {
    const conditioned = entry([write], [], '@Request[…]');
    const need = { action: write, isUnrestricted: true } as const;
    expect(evaluateNeed([conditioned], need)).toBe('denied');
    expect(evaluateNeed([conditioned], { action: write })).toBe('conditional');
    expect(evaluateNeed([conditioned, entry(['*'])], need)).toBe('allowed');
  });
});
