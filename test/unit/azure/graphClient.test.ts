import { describe, expect, it } from 'vitest';
import { anAzure } from '../../builders/azure';

const kql = 'resources | project id | order by id asc';

describe('query', () => {
  it('sends the same query, subscriptions and page size with each skip token', async () => {
    const { azure, clock, transport, context } = anAzure([
      { body: { data: [{ id: 'a' }, null], $skipToken: 'more' } },
      { body: { data: [{ id: 'b' }] } },
    ]);
    const rows = await clock.run(azure.graph.query(kql, context, ['s1', 's2']));
    expect(rows).toEqual([{ id: 'a' }, { id: 'b' }]);
    const options = { resultFormat: 'objectArray', $top: 1_000 };
    expect(transport.sent.map(({ body }) => body)).toEqual([
      { subscriptions: ['s1', 's2'], query: kql, options },
      { subscriptions: ['s1', 's2'], query: kql, options: { ...options, $skipToken: 'more' } },
    ]);
    expect(transport.sent[0]?.path).toBe(
      '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01',
    );
  });

  it('leaves subscriptions out when it is about all of them', async () => {
    const { azure, clock, transport, context } = anAzure([{ body: { data: [] } }]);
    await clock.run(azure.graph.query(kql, context));
    expect(transport.sent[0]?.body).not.toHaveProperty('subscriptions');
  });

  it('sends nothing when it is about none', async () => {
    const { azure, clock, transport, context } = anAzure([{ body: { data: [] } }]);
    expect(await clock.run(azure.graph.query(kql, context, []))).toEqual([]);
    expect(transport.sent).toHaveLength(0);
  });

  it('names at most a thousand subscriptions at a time', async () => {
    const { azure, clock, transport, context } = anAzure([{ body: { data: [{ id: 'x' }] } }]);
    const many = Array.from({ length: 1_001 }, (_, index) => `s${index}`);
    const rows = await clock.run(azure.graph.query(kql, context, many));
    expect(rows).toHaveLength(2);
    expect(transport.sent).toHaveLength(2);
  });

  it('waits for the quota that an answer says is used up', async () => {
    const headers = {
      'x-ms-user-quota-remaining': '0',
      'x-ms-user-quota-resets-after': '00:00:04',
    };
    const { azure, clock, transport, context } = anAzure([
      { body: { data: [], $skipToken: 'more' }, headers },
      { body: { data: [] }, headers: { 'x-ms-user-quota-remaining': '14' } },
    ]);
    await clock.run(azure.graph.query(kql, context));
    await clock.run(azure.graph.query(kql, context));
    expect(transport.gapsMs).toEqual([4_000, 0]);
  });

  it('is not waited for once it is aborted', async () => {
    const { azure, clock, context, controller } = anAzure([
      { body: { data: [], $skipToken: 'x' }, headers: { 'x-ms-user-quota-remaining': '0' } },
    ]);
    clock.at(100, () => {
      controller.abort(new Error('enough'));
    });
    await expect(clock.run(azure.graph.query(kql, context))).rejects.toThrow('enough');
  });

  it('stops when a skip token comes again', async () => {
    const { azure, clock, transport, context } = anAzure([
      { body: { data: [], $skipToken: 'same' } },
    ]);
    await clock.run(azure.graph.query(kql, context));
    expect(transport.sent).toHaveLength(2);
  });

  it('warns when rows were left out', async () => {
    const { azure, clock, log, context } = anAzure([
      { body: { data: [], resultTruncated: 'true' } },
    ]);
    await clock.run(azure.graph.query(kql, context));
    expect(log.lines.join()).toContain('left out rows');
  });

  it.each([{}, { data: null }, { data: { columns: [], rows: [] } }, [], '<html>'])(
    'says that %j is malformed',
    async (body) => {
      const { azure, clock, context } = anAzure([{ body }]);
      await expect(clock.run(azure.graph.query(kql, context))).rejects.toMatchObject({
        reason: 'malformed',
      });
    },
  );
});
