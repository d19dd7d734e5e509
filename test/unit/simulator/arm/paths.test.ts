import { beforeEach, describe, expect, it } from 'vitest';
import { at, type JsonObject } from '../../../../src/core/model/json';
import { anAzure, type TestAzure } from '../anAzure';

let azure: TestAzure;
beforeEach(() => {
  azure = anAzure();
});

const list = 'providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01';

describe('paths of ARM', () => {
  it('may have several slashes for one, as generated clients send a scope', () => {
    const { status, body } = azure.call(`GET ${azure.groupId}/${list}`);
    expect(status).toBe(200);
    expect(at(body, 'value')).not.toEqual([]);
    for (const target of [
      `https://management.azure.com/${azure.groupId}/${list}`,
      `https://management.azure.com///${azure.groupId.slice(1)}//${list}`,
    ]) {
      expect(azure.call(`GET ${target}`)).toMatchObject({ status, body });
    }
  });

  it('write at the same scope, however many slashes', () => {
    const [assignment] = azure.simulator.world.resources.ofType(
      'Microsoft.Authorization/roleAssignments',
    );
    const name = '11111111-2222-4333-8444-555555555555';
    const { roleDefinitionId, principalId } = at(
      assignment?.body ?? {},
      'properties',
    ) as JsonObject;
    const body = {
      properties: { roleDefinitionId: roleDefinitionId ?? '', principalId: principalId ?? '' },
    };
    const target = `${azure.groupId}/providers/Microsoft.Authorization/roleAssignments/${name}`;
    const made = azure.call(`PUT https://management.azure.com/${target}?api-version=2022-04-01`, {
      body,
    });
    expect(made.body).toMatchObject({ id: target, properties: { scope: azure.groupId } });
  });

  it('are refused when their escapes are none', () => {
    const { status, body } = azure.call('GET /subscriptions/%E0%A4%A?api-version=2022-12-01');
    expect([status, at(body, 'error', 'code')]).toEqual([400, 'BadRequest']);
  });

  it('list no deny assignments, and know none by name', () => {
    const path = `${azure.groupId}/providers/Microsoft.Authorization/denyAssignments`;
    const query = 'api-version=2022-04-01';
    expect(azure.call(`GET ${path}?${query}`)).toMatchObject({ status: 200, body: { value: [] } });
    expect(azure.call(`GET ${path}/some?${query}`).status).not.toBe(200);
  });
});
