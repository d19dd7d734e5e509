import { describe, expect, it } from 'vitest';
import { anAzure, instanceId } from '../../builders/azure';

const next = (page: number) => `https://management.azure.com/subscriptions?page=${page}`;

describe('find', () => {
  it('gives the resource as it came, unknown properties included', async () => {
    const body = { id: instanceId, properties: { new: { deep: [1, null] } }, future: true };
    const { azure, clock, transport, context } = anAzure([{ body }]);
    expect(await clock.run(azure.arm.find(instanceId, '2025-10-01', context))).toEqual(body);
    expect(transport.sent[0]).toMatchObject({
      method: 'GET',
      url: `https://management.azure.com${instanceId}?api-version=2025-10-01`,
    });
  });

  it.each(['ResourceNotFound', 'ResourceGroupNotFound'])('gives undefined on %s', async (code) => {
    const { azure, clock, context } = anAzure([{ status: 404, body: { error: { code } } }]);
    expect(await clock.run(azure.arm.find(instanceId, '1', context))).toBeUndefined();
  });

  it.each([
    ['SubscriptionNotFound', 'notFound'],
    ['InvalidResourceType', 'invalid'],
    ['NoRegisteredProviderFound', 'invalid'],
  ])('does not take %s for absence', async (code, reason) => {
    const { azure, clock, context } = anAzure([{ status: 404, body: { error: { code } } }]);
    await expect(clock.run(azure.arm.find(instanceId, '1', context))).rejects.toMatchObject({
      reason,
    });
  });

  it.each([
    ['HTML', '<html>Welcome to our wireless network</html>'],
    ['a list', []],
    ['a string', '"ok"'],
    ['null', null],
    ['nothing', undefined],
    ['half of it', '{"id":"/subscr'],
    ['too much', `{"a":"${'x'.repeat(17 * 1024 * 1024)}"}`],
  ])('says that it is malformed when the answer is %s', async (_, body) => {
    const { azure, clock, context } = anAzure([{ body }]);
    await expect(clock.run(azure.arm.find(instanceId, '1', context))).rejects.toMatchObject({
      reason: 'malformed',
      details: { method: 'GET' },
    });
  });
});

describe('list', () => {
  it('follows nextLink as it is and leaves out nulls', async () => {
    const { azure, clock, transport, context } = anAzure([
      { body: { value: [{ id: 'a' }, null, 7], nextLink: next(2) } },
      { body: { value: [{ id: 'b' }], nextLink: null } },
    ]);
    const items = await clock.run(azure.arm.list('/subscriptions', '2022-12-01', context));
    expect(items).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(transport.sent[1]?.url).toBe(next(2));
  });

  it('stops when a link comes again', async () => {
    const { azure, clock, transport, context } = anAzure([
      { body: { value: [{ id: 'a' }], nextLink: next(2) } },
    ]);
    const items = await clock.run(azure.arm.list('/subscriptions', '1', context));
    expect(items).toHaveLength(2);
    expect(transport.sent).toHaveLength(2);
  });

  it('ends a list that always has another page', async () => {
    let page = 0;
    const { azure, clock, transport, context } = anAzure([
      () => ({ body: { value: [], nextLink: next(++page) } }),
    ]);
    await expect(clock.run(azure.arm.list('/subscriptions', '1', context))).rejects.toMatchObject({
      reason: 'malformed',
    });
    expect(transport.sent).toHaveLength(1_000);
  });

  it.each([{ value: {} }, { value: 'x' }, { value: [], nextLink: 5 }, { nextLink: 'https://[' }])(
    'says that %j is malformed',
    async (body) => {
      const { azure, clock, context } = anAzure([{ body }]);
      await expect(clock.run(azure.arm.list('/subscriptions', '1', context))).rejects.toMatchObject(
        { reason: 'malformed' },
      );
    },
  );

  it('is empty when Azure has nothing to say', async () => {
    const { azure, clock, context } = anAzure([{ body: {} }]);
    expect(await clock.run(azure.arm.list('/subscriptions', '1', context))).toEqual([]);
  });
});

describe('the log', () => {
  it('has a line per request on the wire, without query, header or body', async () => {
    const { azure, clock, log, exchanges, context } = anAzure([
      { status: 503, headers: { 'x-ms-request-id': 'r1' } },
      { body: { id: 'secret-body' }, headers: { 'x-ms-correlation-request-id': 'c2' } },
    ]);
    const path = '/subscriptions/s/things?$filter=secret-query';
    await clock.run(azure.arm.list(path, '2022-04-01', context));
    expect(log.lines).toEqual([
      'GET /subscriptions/s/things?api-version=2022-04-01 503 0 ms r1',
      'GET /subscriptions/s/things is sent again in 1000 ms',
      'GET /subscriptions/s/things?api-version=2022-04-01 200 0 ms c2',
    ]);
    expect(exchanges).toEqual([
      {
        method: 'GET',
        path: '/subscriptions/s/things',
        status: 503,
        elapsedMs: 0,
        correlationId: 'r1',
      },
      {
        method: 'GET',
        path: '/subscriptions/s/things',
        status: 200,
        elapsedMs: 0,
        correlationId: 'c2',
      },
    ]);
  });

  it('names each request for the support of Azure', async () => {
    const { azure, clock, transport, context } = anAzure([{ body: {} }]);
    await clock.run(azure.arm.find(instanceId, '1', context));
    expect(transport.sent[0]?.headers['x-ms-client-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(transport.sent[0]?.headers['user-agent']).toContain('aio-secure-settings');
  });
});
