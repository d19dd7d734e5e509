import { describe, expect, it } from 'vitest';
import { socketError, type Answer } from '../../fakes/fakeTransport';
import { anAzure, instanceId, type AzureUnderTest } from '../../builders/azure';

const version = '2025-10-01';
const url = `https://management.azure.com${instanceId}?api-version=${version}`;
const operation = 'https://management.azure.com/providers/Microsoft.IoTOperations/operations/1';
const body = { properties: { wanted: true } };
const inState = (provisioningState: string): Answer => ({
  body: { id: instanceId, properties: { provisioningState, wanted: true } },
});
const status = (state: string, headers = {}): Answer => ({ body: { status: state }, headers });

const put = ({ azure, clock, context }: AzureUnderTest) =>
  clock.run(azure.arm.put(instanceId, version, body, context));
const remove = ({ azure, clock, context }: AzureUnderTest) =>
  clock.run(azure.arm.delete(instanceId, version, context));

describe('a PUT', () => {
  it('is over at once when nothing tells of an operation', async () => {
    const test = anAzure([{ status: 201, body: { id: instanceId, properties: { a: 1 } } }]);
    expect(await put(test)).toEqual({ id: instanceId, properties: { a: 1 } });
    expect(test.transport.sent).toHaveLength(1);
    expect(test.transport.sent[0]).toMatchObject({ method: 'PUT', url, body });
  });

  it('follows Azure-AsyncOperation, looks at once and then reads the resource', async () => {
    const test = anAzure([
      { status: 201, headers: { 'Azure-AsyncOperation': operation }, ...inState('Accepted') },
      status('InProgress'),
      status('Running'),
      status('Succeeded'),
      inState('Succeeded'),
    ]);
    expect(await put(test)).toMatchObject({ properties: { provisioningState: 'Succeeded' } });
    expect(test.transport.sent.map((sent) => sent.url)).toEqual([
      url,
      operation,
      operation,
      operation,
      url,
    ]);
    expect(test.transport.gapsMs).toEqual([0, 1_000, 1_500, 0]);
  });

  it('prefers Azure-AsyncOperation when Location is there, too', async () => {
    const test = anAzure([
      {
        status: 202,
        headers: { 'Azure-AsyncOperation': operation, Location: `${operation}/result` },
      },
      status('Succeeded'),
      inState('Succeeded'),
    ]);
    await put(test);
    expect(test.transport.sent[1]?.url).toBe(operation);
  });

  it('follows Location until it is no longer 202', async () => {
    const test = anAzure([
      { status: 202, headers: { Location: operation } },
      { status: 202 },
      { status: 200, ...inState('Succeeded') },
      inState('Succeeded'),
    ]);
    await put(test);
    expect(test.transport.gapsMs).toEqual([0, 1_000, 0]);
  });

  it('resolves a Location without host against the request', async () => {
    const test = anAzure([
      { status: 202, headers: { Location: '/operations/1?api-version=1' } },
      { status: 204 },
      inState('Succeeded'),
    ]);
    await put(test);
    expect(test.transport.sent[1]?.url).toBe(
      'https://management.azure.com/operations/1?api-version=1',
    );
  });

  it('goes on when the Location is the resource itself, which is still changing', async () => {
    const test = anAzure([
      { status: 201, headers: { Location: url }, ...inState('Accepted') },
      inState('Updating'),
      inState('Updating'),
      inState('Updating'),
      inState('Succeeded'),
    ]);
    expect(await put(test)).toMatchObject({ properties: { provisioningState: 'Succeeded' } });
  });

  it('looks at provisioningState when there is no header', async () => {
    const test = anAzure([
      { status: 200, ...inState('Updating') },
      inState('Updating'),
      inState('Succeeded'),
    ]);
    expect(await put(test)).toMatchObject({ properties: { provisioningState: 'Succeeded' } });
    expect(test.transport.gapsMs).toEqual([0, 1_000]);
  });

  it('looks at provisioningState after a bare 202', async () => {
    const test = anAzure([{ status: 202 }, inState('Accepted'), inState('Succeeded')]);
    await put(test);
    expect(test.transport.sent.map(({ method }) => method)).toEqual(['PUT', 'GET', 'GET']);
  });

  it('waits as long as each Retry-After says, the first one included', async () => {
    const test = anAzure([
      { status: 202, headers: { 'Azure-AsyncOperation': operation, 'Retry-After': '7' } },
      status('InProgress', { 'Retry-After': '12' }),
      status('InProgress'),
      status('InProgress'),
      status('Succeeded'),
      inState('Succeeded'),
    ]);
    await put(test);
    expect(test.transport.gapsMs).toEqual([7_000, 12_000, 1_000, 1_500, 0]);
  });

  it('waits no shorter for the end of an operation, however long it is asked to', async () => {
    const test = anAzure([
      { status: 202, headers: { 'Azure-AsyncOperation': operation, 'Retry-After': '400' } },
      status('InProgress', { 'Retry-After': '1800' }),
      status('Succeeded'),
      inState('Succeeded'),
    ]);
    await put(test);
    expect(test.transport.gapsMs).toEqual([400_000, 1_800_000, 0]);
  });

  it.each([
    [[{ status: 202, headers: { 'Azure-AsyncOperation': operation, 'Retry-After': '7200' } }], 0],
    [
      [
        { status: 202, headers: { 'Azure-AsyncOperation': operation } },
        status('InProgress', { 'Retry-After': '7200' }),
      ],
      1,
    ],
  ])(
    'says at once when to look again where that is longer than it waits: %#',
    async (replies, polls) => {
      const test = anAzure(replies);
      const startMs = test.clock.now();
      await expect(put(test)).rejects.toMatchObject({
        message: 'Azure accepted the change and is at work on it. Look again in 2 h.',
        details: { code: 'OperationStillRunning', retryAfterMs: 7_200_000 },
      });
      expect(test.clock.now() - startMs).toBeLessThan(1_000);
      expect(test.transport.sent).toHaveLength(1 + polls);
    },
  );

  it('lets its own waits grow to ten seconds', async () => {
    const test = anAzure([
      { status: 202, headers: { 'Azure-AsyncOperation': operation } },
      ...Array.from({ length: 9 }, () => status('InProgress')),
      status('Succeeded'),
      inState('Succeeded'),
    ]);
    await put(test);
    const gaps = test.transport.gapsMs;
    expect(gaps[0]).toBe(0);
    expect(gaps[1]).toBe(1_000);
    expect(Math.max(...gaps)).toBe(10_000);
  });

  it('does not ask in a tight loop when the service asks for no wait', async () => {
    const test = anAzure([
      { status: 202, headers: { 'Azure-AsyncOperation': operation } },
      status('InProgress', { 'Retry-After': '0' }),
      status('Succeeded'),
      inState('Succeeded'),
    ]);
    await put(test);
    expect(test.transport.gapsMs).toEqual([0, 1_000, 0]);
  });

  it.each(['Failed', 'Canceled', 'failed'])(
    'fails with the code of an operation that ends as %s',
    async (state) => {
      const test = anAzure([
        { status: 202, headers: { 'Azure-AsyncOperation': operation } },
        {
          headers: { 'x-ms-correlation-request-id': 'correlation' },
          body: {
            status: state,
            error: {
              code: 'DeploymentFailed',
              message: 'outer',
              details: [{ code: 'HelmInstallFailed', message: 'The chart did not come up.' }],
            },
          },
        },
      ]);
      await expect(put(test)).rejects.toMatchObject({
        reason: 'operationFailed',
        message: 'The chart did not come up.',
        details: { code: 'HelmInstallFailed', correlationId: 'correlation' },
      });
    },
  );

  it('fails when the resource ends as Failed', async () => {
    const test = anAzure([{ status: 200, ...inState('Updating') }, inState('Failed')]);
    await expect(put(test)).rejects.toMatchObject({
      reason: 'operationFailed',
      details: { code: 'Failed' },
    });
  });

  it('fails when the Location says that it is over, but the resource has failed', async () => {
    const test = anAzure([
      { status: 202, headers: { Location: operation } },
      { status: 204 },
      inState('Failed'),
    ]);
    await expect(put(test)).rejects.toMatchObject({ reason: 'operationFailed' });
  });

  it("takes a Location's 400 for the end of the operation", async () => {
    const test = anAzure([
      { status: 202, headers: { Location: operation } },
      { status: 400, body: { error: { code: 'PolicyViolation', message: 'No.' } } },
    ]);
    await expect(put(test)).rejects.toMatchObject({
      reason: 'operationFailed',
      details: { code: 'PolicyViolation' },
    });
  });

  it('tolerates a poll URL that is not known at first', async () => {
    const test = anAzure([
      { status: 202, headers: { 'Azure-AsyncOperation': operation } },
      { status: 404 },
      { status: 404 },
      status('Succeeded'),
      inState('Succeeded'),
    ]);
    await put(test);
    expect(test.transport.gapsMs).toEqual([0, 1_000, 1_500, 0]);
  });

  it('looks at the resource itself when the poll URL stays unknown', async () => {
    const lost = Array.from({ length: 5 }, () => ({ status: 404 }));
    const test = anAzure([
      { status: 202, headers: { 'Azure-AsyncOperation': operation } },
      ...lost,
      inState('Updating'),
      inState('Succeeded'),
    ]);
    expect(await put(test)).toMatchObject({ properties: { provisioningState: 'Succeeded' } });
  });

  it('ends in bounded time when the operation never does, and says that it is not known', async () => {
    const test = anAzure([
      { status: 202, headers: { 'Azure-AsyncOperation': operation } },
      status('InProgress'),
    ]);
    const startMs = test.clock.now();
    await expect(put(test)).rejects.toMatchObject({
      reason: 'unavailable',
      details: { code: 'OperationStillRunning' },
    });
    expect(test.clock.now() - startMs).toBeLessThan(61 * 60_000);
  });

  it('stops polling at once when it is aborted', async () => {
    const test = anAzure([
      { status: 202, headers: { 'Azure-AsyncOperation': operation, 'Retry-After': '60' } },
    ]);
    test.clock.at(400, () => {
      test.controller.abort(new Error('enough'));
    });
    const startMs = test.clock.now();
    await expect(put(test)).rejects.toThrow('enough');
    expect(test.clock.now() - startMs).toBe(400);
    expect(test.clock.sleepers).toBe(0);
  });

  it('tells the watcher how many looks it took', async () => {
    const test = anAzure([
      { status: 202, headers: { 'Azure-AsyncOperation': operation } },
      status('InProgress'),
      status('Succeeded'),
      inState('Succeeded'),
    ]);
    await put(test);
    expect(test.exchanges.map(({ polls }) => polls)).toEqual([undefined, 1, 2, undefined]);
  });

  it('whose first try was accepted unseen waits for that one, then says the same again', async () => {
    const test = anAzure([
      socketError('ECONNRESET'),
      { status: 409, body: { error: { code: 'Conflict', message: 'Another operation runs.' } } },
      inState('Updating'),
      inState('Succeeded'),
      { status: 200, ...inState('Succeeded') },
    ]);
    await put(test);
    expect(test.transport.sent.map(({ method }) => method)).toEqual([
      'PUT',
      'PUT',
      'GET',
      'GET',
      'PUT',
    ]);
  });

  it('that meets a conflict at the first try fails, so that the body is built anew', async () => {
    const test = anAzure([{ status: 409, body: { error: { code: 'Conflict' } } }]);
    await expect(put(test)).rejects.toMatchObject({ reason: 'conflict' });
    expect(test.transport.sent).toHaveLength(1);
  });
});

describe('a DELETE', () => {
  it.each([200, 204, 404])('is over after %i', async (code) => {
    const test = anAzure([{ status: code }]);
    await remove(test);
    expect(test.transport.sent).toHaveLength(1);
  });

  it('follows Location to its 204', async () => {
    const test = anAzure([
      { status: 202, headers: { Location: operation } },
      { status: 202 },
      { status: 204 },
    ]);
    await remove(test);
    expect(test.transport.sent).toHaveLength(3);
  });

  it('without a header waits until the resource is gone', async () => {
    const test = anAzure([{ status: 202 }, inState('Deleting'), { status: 404 }]);
    await remove(test);
    expect(test.transport.sent).toHaveLength(3);
  });

  it('whose first try was accepted unseen waits for that one', async () => {
    const test = anAzure([
      socketError('ECONNRESET'),
      { status: 409, body: { error: { code: 'Conflict', message: 'Another operation runs.' } } },
      inState('Deleting'),
      { status: 404 },
      { status: 204 },
    ]);
    await remove(test);
    expect(test.transport.sent.map(({ method }) => method)).toEqual([
      'DELETE',
      'DELETE',
      'GET',
      'GET',
      'DELETE',
    ]);
  });

  it('that meets a conflict at the first try fails', async () => {
    const test = anAzure([{ status: 409, body: { error: { code: 'Conflict' } } }]);
    await expect(remove(test)).rejects.toMatchObject({ reason: 'conflict' });
    expect(test.transport.sent).toHaveLength(1);
  });

  it('fails when the resource says that it could not be deleted', async () => {
    const test = anAzure([{ status: 202 }, inState('Failed')]);
    await expect(remove(test)).rejects.toMatchObject({ reason: 'operationFailed' });
  });
});

describe('a POST', () => {
  it('gives what its Location gives in the end', async () => {
    const { azure, clock, context } = anAzure([
      { status: 202, headers: { Location: operation } },
      { body: { done: true } },
    ]);
    const answer = clock.run(azure.arm.post(`${instanceId}/act`, version, {}, context));
    expect(await answer).toEqual({ done: true });
  });
});
