import { beforeEach, describe, expect, it } from 'vitest';
import { objectsAt, stringAt } from '../../../../src/core/model/json';
import { anAzure, type TestAzure } from '../anAzure';

const version = 'api-version=2022-12-01';

let azure: TestAzure;
beforeEach(() => {
  azure = anAzure('factory');
});

const listed = (filter: string) => {
  const query = `${version}&$filter=${encodeURIComponent(filter)}`;
  const { status, body } = azure.call(
    `GET /subscriptions/${azure.subscriptionId}/resourceGroups?${query}`,
  );
  return { status, names: objectsAt(body, 'value').map((each) => stringAt(each, 'name')) };
};

describe('resource groups', () => {
  it('take other tags by PATCH, and keep the rest', () => {
    const before = azure.call(`GET ${azure.groupId}?${version}`).body;
    const tags = { stage: 'pilot' };
    expect(azure.call(`PATCH ${azure.groupId}?${version}`, { body: { tags } })).toMatchObject({
      status: 200,
      body: { ...before, tags },
    });
    expect(azure.call(`GET ${azure.groupId}?${version}`).body).toEqual({ ...before, tags });
    expect(
      azure.call(`PATCH ${azure.groupId}?${version}`, { who: 'reader', body: { tags } }).status,
    ).toBe(403);
    expect(azure.call(`PATCH ${azure.groupId}-2?${version}`, { body: { tags } }).status).toBe(404);
  });

  it('are found by a tag and its value', () => {
    azure.call(`PATCH ${azure.groupId}?${version}`, { body: { tags: { Stage: 'pilot' } } });
    const name = azure.groupId.split('/').at(-1);
    expect(listed("tagName eq 'stage'")).toEqual({ status: 200, names: [name] });
    expect(listed("tagName eq 'stage' and tagValue eq 'pilot'").names).toEqual([name]);
    expect(listed("tagName eq 'stage' and tagValue eq 'live'").names).toEqual([]);
    expect(listed("name eq 'stage'").status).toBe(400);
  });
});
