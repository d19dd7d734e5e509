import { beforeAll, describe, expect, it } from 'vitest';
import { ArmError } from '../../../src/core/errors';
import type { Azure, RequestContext } from '../../../src/core/ports';
import {
  anAzure,
  groupId,
  identityId,
  instanceId,
  loadSdks,
  readCalls,
} from '../../builders/azure';
import type { Answer } from '../../fakes/fakeTransport';
import { seeded } from '../../fakes/seeded';

const rounds = 400;

const calls: readonly {
  readonly name: string;
  readonly call: (azure: Azure, context: RequestContext) => Promise<unknown>;
  readonly body: unknown;
}[] = [
  ...readCalls.map(({ client, call, body }) => ({ name: client, call, body })),
  {
    name: 'arm.list',
    call: (azure, context) => azure.arm.list(`${groupId}/things`, '1', context),
    body: { value: [{ id: 'a' }], nextLink: 'https://management.azure.com/next' },
  },
  {
    name: 'arm.put',
    call: (azure, context) => azure.arm.put(instanceId, '1', {}, context),
    body: {
      id: instanceId,
      status: 'InProgress',
      properties: { provisioningState: 'Updating' },
      error: { code: 'X', message: 'Y', details: [{ code: 'Z' }] },
    },
  },
  {
    name: 'arm.delete',
    call: (azure, context) => azure.arm.delete(instanceId, '1', context),
    body: { properties: { provisioningState: 'Deleting' }, status: 'Running' },
  },
  {
    name: 'arm.post',
    call: (azure, context) => azure.arm.post(`${instanceId}/act`, '1', {}, context),
    body: { status: 'Running' },
  },
  {
    name: 'identities.listCredentials',
    call: (azure, context) => azure.identities.listCredentials(identityId, context),
    body: {
      value: [
        {
          id: `${identityId}/federatedIdentityCredentials/x`,
          name: 'x',
          properties: { issuer: 'i', subject: 's', audiences: ['a'] },
        },
      ],
      nextLink: 'https://management.azure.com/next',
    },
  },
  {
    name: 'issuers.read',
    call: (azure, context) => azure.issuers.read('https://issuer.example/x', context),
    body: { issuer: 'https://issuer.example/' },
  },
];

const oddities: readonly unknown[] = [
  null,
  undefined,
  0,
  -1,
  true,
  '',
  'Zzz',
  '\u0000',
  'https://[',
  'javascript:alert(1)',
  [],
  {},
  [null],
  [[[]]],
  'x'.repeat(10_000),
];
const statuses = [200, 200, 200, 200, 201, 202, 204, 302, 400, 401, 403, 404, 409, 429, 500, 503];
const headerNames = [
  'Azure-AsyncOperation',
  'Location',
  'Retry-After',
  'retry-after-ms',
  'WWW-Authenticate',
  'x-ms-user-quota-remaining',
  'x-ms-user-quota-resets-after',
  'Content-Type',
];
const headerValues = [
  'https://management.azure.com/operations/1',
  'https://evil.example/',
  '/relative',
  'https://[',
  '0',
  '2',
  '-3',
  'NaN',
  '99999999999999999999',
  '00:00:03',
  'Bearer claims="e30="',
  'Bearer claims="$"',
];

/** Replaces a few places of `value`, anywhere in it, by something odd. */
function mutate(value: unknown, random: () => number): unknown {
  if (random() < 0.12) return pick(oddities, random);
  if (Array.isArray(value)) return value.map((item) => mutate(item, random));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mutate(item, random)]),
  );
}

const pick = <T>(from: readonly T[], random: () => number): T | undefined =>
  from[Math.floor(random() * from.length)];

function oddAnswer(body: unknown, random: () => number): Answer {
  const headers: Record<string, string> = {};
  for (const name of headerNames) {
    if (random() < 0.2) headers[name] = pick(headerValues, random) ?? '';
  }
  const mutated = mutate(body, random);
  const text = JSON.stringify(mutated) as string | undefined;
  const isCut = random() < 0.1 && text !== undefined;
  return {
    status: pick(statuses, random) ?? 200,
    headers,
    body: random() < 0.05 ? '<html>' : isCut ? text.slice(0, text.length / 2) : mutated,
  };
}

beforeAll(loadSdks);

describe.each(calls)('odd answers to $name', ({ call, body }) => {
  it(`end in a result or an ArmError, in bounded time, without a foreign request`, async () => {
    for (let seed = 1; seed <= rounds; seed++) {
      const random = seeded(seed);
      const { azure, clock, transport, context } = anAzure([() => oddAnswer(body, random)]);
      const startMs = clock.now();
      const error: unknown = await clock
        .run(call(azure, context), { limitMs: 6 * 3_600_000 })
        .then(() => undefined)
        .catch((thrown: unknown) => thrown);
      if (error !== undefined && !ArmError.is(error)) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
      expect(clock.now() - startMs, `seed ${seed}`).toBeLessThan(6 * 3_600_000);
      expect(clock.sleepers, `seed ${seed}`).toBe(0);
      const foreign = transport.sent.filter(
        ({ url, token }) => token !== undefined && !url.startsWith('https://management.azure.com/'),
      );
      expect(foreign, `seed ${seed}`).toEqual([]);
    }
  });
});
