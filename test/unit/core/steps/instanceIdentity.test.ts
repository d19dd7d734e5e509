import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/core/model/json';
import {
  instanceWithIdentity,
  instanceWithoutIdentity,
} from '../../../../src/core/steps/ensureInstanceIdentity';

const group =
  '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities';
const a = `${group}/a`;
const b = `${group}/b`;
const upper = a.replace('resourceGroups', 'resourcegroups').replace('/a', '/A');

const instance = (identity?: JsonObject): JsonObject => ({
  id: '/i',
  name: 'i',
  type: 't',
  location: 'westeurope',
  ...(identity ? { identity } : {}),
  properties: { provisioningState: 'Succeeded', unknown: { kept: true } },
});
const user = (...ids: string[]): JsonObject => ({
  type: 'UserAssigned',
  userAssignedIdentities: Object.fromEntries(
    ids.map((id) => [id, { clientId: 'c', principalId: 'p' }] as const),
  ),
});
const system = { type: 'SystemAssigned', principalId: 'p', tenantId: 't' };
const both = { ...user(a), ...{ type: 'SystemAssigned, UserAssigned' }, principalId: 'p' };

describe('assigning an identity', () => {
  it.each([
    ['no block', undefined, { type: 'UserAssigned', userAssignedIdentities: { [b]: {} } }],
    ['None', { type: 'None' }, { type: 'UserAssigned', userAssignedIdentities: { [b]: {} } }],
    [
      'the system identity',
      system,
      { type: 'SystemAssigned,UserAssigned', userAssignedIdentities: { [b]: {} } },
    ],
    ['another', user(a), { type: 'UserAssigned', userAssignedIdentities: { [a]: {}, [b]: {} } }],
    [
      'both kinds',
      both,
      { type: 'SystemAssigned,UserAssigned', userAssignedIdentities: { [a]: {}, [b]: {} } },
    ],
  ])('keeps what is there: %s', (_, before, after) => {
    expect(instanceWithIdentity(instance(before), b)).toEqual({
      location: 'westeurope',
      identity: after,
      properties: { unknown: { kept: true } },
    });
  });

  it('has nothing to do when the map holds it, spelled in whatever case', () => {
    expect(instanceWithIdentity(instance(user(upper)), a)).toBeUndefined();
  });
});

describe('removing an identity', () => {
  it.each([
    ['the last one', user(a), { type: 'None' }],
    ['one of two', user(a, b), { type: 'UserAssigned', userAssignedIdentities: { [b]: {} } }],
    ['the last beside the system identity', both, { type: 'SystemAssigned' }],
    ['one that is spelled in another case', user(upper), { type: 'None' }],
  ])('leaves the rest: %s', (_, before, after) => {
    expect(instanceWithoutIdentity(instance(before), a)?.['identity']).toEqual(after);
  });

  it('has nothing to do when the map does not hold it', () => {
    expect(instanceWithoutIdentity(instance(user(b)), a)).toBeUndefined();
    expect(instanceWithoutIdentity(instance(system), a)).toBeUndefined();
  });
});
