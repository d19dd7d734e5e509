import { describe, expect, it } from 'vitest';
import { evaluate, matchesAction } from '../../../src/core/permissions';

const entry = (
  actions: readonly string[],
  notActions: readonly string[] = [],
  condition?: string,
) => ({ actions, notActions, condition });

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

  it('says so when only a conditioned role allows', () => {
    const conditioned = entry([write], [], '@Request[…]');
    expect(evaluate([conditioned], write)).toBe('conditional');
    expect(evaluate([conditioned, entry(['*'])], write)).toBe('allowed');
  });
});
