import { beforeEach, describe, expect, it } from 'vitest';
import { stringAt } from '../../../../src/core/model/json';
import { anAzure, type TestAzure } from '../anAzure';

const identityVersion = 'api-version=2024-11-30';
const instanceVersion = 'api-version=2025-10-01';

let azure: TestAzure;
beforeEach(() => {
  azure = anAzure();
});

const identities = () =>
  `${azure.groupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;

const instance = () => {
  const [found] = azure.simulator.world.resources.ofType('Microsoft.IoTOperations/instances');
  if (!found) throw new Error('No instance.');
  return found;
};

const putIdentity = (name: string, tags = {}) =>
  azure.call(`PUT ${identities()}/${name}?${identityVersion}`, {
    body: { location: 'westeurope', tags },
  });

describe('who asks', () => {
  const target = () => `GET /subscriptions?api-version=2022-12-01`;

  it.each([
    ['no token', { who: null }, 'AuthenticationFailed'],
    ['no bearer', { authorization: 'Basic abc' }, 'AuthenticationFailed'],
    [
      'a token that somebody made up',
      { authorization: 'Bearer a.b.c' },
      'InvalidAuthenticationToken',
    ],
  ])('is told 401 with %s', (_, options, code) => {
    const answer = azure.call(target(), options);
    expect(answer.status).toBe(401);
    expect(stringAt(answer.body, 'error', 'code')).toBe(code);
    expect(answer.headers.get('www-authenticate')).toContain('authorization_uri=');
  });

  it('is told 401 with a token for the vault', () => {
    const { token } = azure.simulator.tokenFor(azure.tenantId, 'https://vault.azure.net/.default');
    const answer = azure.call(target(), { authorization: `Bearer ${token}` });
    expect([answer.status, stringAt(answer.body, 'error', 'code')]).toEqual([
      401,
      'InvalidAuthenticationTokenAudience',
    ]);
  });

  it('is told 401 when the hour is over', () => {
    const { token } = azure.simulator.tokenFor(
      azure.tenantId,
      'https://management.core.windows.net//.default',
    );
    expect(azure.call(target(), { authorization: `Bearer ${token}` }).status).toBe(200);
    azure.advance(3_600_001);
    const answer = azure.call(target(), { authorization: `Bearer ${token}` });
    expect([answer.status, stringAt(answer.body, 'error', 'code')]).toEqual([
      401,
      'ExpiredAuthenticationToken',
    ]);
  });

  it('is refused by role, with action and scope', () => {
    const answer = azure.call(`DELETE ${identities()}/id-1?${identityVersion}`, { who: 'reader' });
    expect([answer.status, stringAt(answer.body, 'error', 'code')]).toEqual([
      403,
      'AuthorizationFailed',
    ]);
    expect(stringAt(answer.body, 'error', 'message')).toContain(
      "'Microsoft.ManagedIdentity/userAssignedIdentities/delete'",
    );
  });
});

describe('a request', () => {
  it('needs an api-version, one that the type has', () => {
    expect(stringAt(azure.call('GET /subscriptions').body, 'error', 'code')).toBe(
      'MissingApiVersionParameter',
    );
    const answer = azure.call(`GET ${identities()}/x?api-version=1999-01-01`);
    expect([answer.status, stringAt(answer.body, 'error', 'code')]).toEqual([
      400,
      'NoRegisteredProviderFound',
    ]);
  });

  it('finds resources in any casing and answers in theirs', () => {
    const { body: made } = putIdentity('Id-Casing');
    const found = azure.call(
      `GET ${identities().toLowerCase().replace('resourcegroups', 'RESOURCEGROUPS')}/ID-CASING?${identityVersion}`,
    );
    expect([found.status, found.body['id'], found.body['name']]).toEqual([
      200,
      made['id'],
      'Id-Casing',
    ]);
  });

  it('keeps its correlation id and gets a request id', () => {
    const answer = azure.call('GET /subscriptions?api-version=2019-11-01', {
      headers: { 'x-ms-correlation-request-id': 'a-1' },
    });
    expect(answer.headers.get('x-ms-correlation-request-id')).toBe('a-1');
    expect(answer.headers.get('x-ms-request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  it('is 501 with the operation’s name when nobody imitates it', () => {
    const answer = azure.call(`POST ${instance().id}/dance?${instanceVersion}`);
    expect(answer.status).toBe(501);
    expect(stringAt(answer.body, 'error', 'message')).toContain('/dance');
  });

  it('is paged by nextLink, every item once', () => {
    for (let index = 0; index < 7; index++) putIdentity(`id-page-${index}`);
    const names: unknown[] = [];
    let target = `${identities()}?${identityVersion}&$top=3`;
    while (target !== '') {
      const { body } = azure.call(`GET ${target}`);
      for (const item of body['value'] as { name: string }[]) names.push(item.name);
      target = stringAt(body, 'nextLink') ?? '';
    }
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => String(name).startsWith('id-page-'))).toHaveLength(7);
  });
});

describe('a long-running operation', () => {
  const start = () => {
    const { id, body } = instance();
    return azure.call(`PUT ${id}?${instanceVersion}`, { body: { ...body } });
  };

  it('shows where to poll, ends in its time, and refuses others meanwhile', () => {
    const accepted = start();
    expect([200, 201, 202]).toContain(accepted.status);
    const poll = accepted.headers.get('azure-asyncoperation') ?? '';
    expect(poll).toMatch(/^https:\/\/management\.azure\.com\/subscriptions\/.*operationStatuses/);
    expect(stringAt(azure.call(`GET ${poll}`).body, 'status')).not.toBe('Succeeded');
    const second = start();
    expect([second.status, stringAt(second.body, 'error', 'code')]).toEqual([
      409,
      'OperationNotAllowed',
    ]);
    azure.advance(60_000);
    expect(stringAt(azure.call(`GET ${poll}`).body, 'status')).toBe('Succeeded');
    expect(
      stringAt(
        azure.call(`GET ${instance().id}?${instanceVersion}`).body,
        'properties',
        'provisioningState',
      ),
    ).toBe('Succeeded');
  });

  it('can be made to fail, and is Failed then in both places', () => {
    azure.simulator.failNext('PUT', '/instances/', { operation: 'fails', code: 'Broken' });
    const poll = start().headers.get('azure-asyncoperation') ?? '';
    azure.advance(60_000);
    const { body } = azure.call(`GET ${poll}`);
    expect([body['status'], stringAt(body, 'error', 'code')]).toEqual(['Failed', 'Broken']);
    expect(
      stringAt(
        azure.call(`GET ${instance().id}?${instanceVersion}`).body,
        'properties',
        'provisioningState',
      ),
    ).toBe('Failed');
  });

  it('is 404 at a poll address that nobody gave', () => {
    expect(
      azure.call(
        `GET /subscriptions/${azure.subscriptionId}/providers/Microsoft.IoTOperations/locations/WESTEUROPE/operationStatuses/nobody?${instanceVersion}`,
      ).status,
    ).toBe(404);
  });
});

describe('throttling', () => {
  const list = () => azure.call('GET /subscriptions?api-version=2022-12-01');

  it('counts down, answers 429 with Retry-After, and fills up again', () => {
    const first = Number(list().headers.get('x-ms-ratelimit-remaining-tenant-reads'));
    expect(Number(list().headers.get('x-ms-ratelimit-remaining-tenant-reads'))).toBe(first - 1);
    let answer = list();
    for (let count = 0; answer.status === 200 && count < 1_000; count++) answer = list();
    expect([answer.status, stringAt(answer.body, 'error', 'code')]).toEqual([
      429,
      'SubscriptionRequestsThrottled',
    ]);
    const seconds = Number(answer.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    azure.advance(seconds * 1_000);
    expect(list().status).toBe(200);
  });

  it('is one bucket for each principal, and one for each kind', () => {
    const remaining = (name: string, answer: ReturnType<typeof list>) =>
      answer.headers.get(`x-ms-ratelimit-remaining-subscription-${name}`);
    const read = () => azure.call(`GET ${azure.groupId}?api-version=2021-04-01`);
    const before = remaining('reads', read());
    putIdentity('id-1');
    expect(Number(remaining('reads', read()))).toBe(Number(before) - 1);
    const other = azure.call(`GET ${azure.groupId}?api-version=2021-04-01`, { who: 'reader' });
    expect(Number(remaining('reads', other))).toBe(249);
  });
});
