import { describe, expect, it } from 'vitest';
import { findCriticalPath, type RecordedExchange } from '../../../bench/criticalPath';

const host = 'https://management.azure.com';
const group = '/subscriptions/s/resourceGroups/rg/providers';
const instance = `${group}/Microsoft.IoTOperations/instances/aio`;
const location = `${group}/Microsoft.ExtendedLocation/customLocations/here`;
const other = `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/mi`;

const anExchange = (
  url: string,
  sentAtMs: number,
  more: Partial<RecordedExchange> = {},
): RecordedExchange => ({
  step: 'look',
  method: 'GET',
  url: `${host}${url}`,
  body: '',
  sentAtMs,
  answeredAtMs: sentAtMs + 100,
  answer: '{}',
  operationUrls: [],
  ...more,
});

const order = { look: [], write: ['look'] };
const find = (...exchanges: readonly RecordedExchange[]) =>
  findCriticalPath(exchanges, order, instance);

describe('findCriticalPath', () => {
  it('takes requests that need nothing of each other as side by side', () => {
    expect(find(anExchange(instance, 0), anExchange(other, 100))).toMatchObject({
      durationMs: 100,
      chain: ['GET instances/aio'],
    });
  });

  it('chains a request to the answer that brought its address', () => {
    const brings = anExchange(instance, 0, { answer: JSON.stringify({ name: location }) });
    expect(find(brings, anExchange(location, 700))).toEqual({
      durationMs: 200,
      chain: ['GET instances/aio', 'GET customLocations/here'],
    });
  });

  it('does not wait for an answer that only repeats what is known', () => {
    const repeats = anExchange(other, 0, { answer: JSON.stringify({ name: instance }) });
    expect(find(repeats, anExchange(instance, 100)).durationMs).toBe(100);
  });

  it('lets a step wait for the one before it, also over one that did nothing', () => {
    const exchanges = [anExchange(other, 0), anExchange(instance, 100, { step: 'last' })];
    const path = findCriticalPath(exchanges, { ...order, last: ['write'] }, instance);
    expect(path.durationMs).toBe(200);
  });

  it('lets an operation last as the service says, whenever it was looked at', () => {
    const operation = `${host}/operations/1`;
    const write = anExchange(instance, 0, { method: 'PUT', operationUrls: [operation] });
    const poll = anExchange('/operations/1', 9_000, {
      answer: JSON.stringify({ endTime: new Date(5_000).toISOString() }),
    });
    const after = anExchange(instance, 9_100);
    expect(find(write, poll, after)).toEqual({
      durationMs: 5_150,
      chain: ['PUT instances/aio', 'GET instances/aio'],
    });
  });

  it('lets a write wait for the read that it is made from', () => {
    const read = anExchange(instance, 0, { step: 'write' });
    const write = anExchange(instance, 100, { step: 'write', method: 'PUT' });
    expect(find(read, write).durationMs).toBe(200);
  });
});
