import { RestError } from '@azure/core-rest-pipeline';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  anAzure,
  loadSdks,
  readCalls,
  vaultHostCall,
  type AzureUnderTest,
  type ClientCall,
} from '../../builders/azure';
import { socketError } from '../../fakes/fakeTransport';

beforeAll(loadSdks);

const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
const challenge = (error: string) =>
  `Bearer error="${error}", claims="${Buffer.from(claims).toString('base64')}"`;

interface Hole {
  readonly name: string;
  /** The first answer of all; the second one is what the client is content with. */
  readonly first: Parameters<typeof anAzure>[0][number];
  readonly tokenLifetimeMs?: number;
  /** What is there after the call succeeded. */
  readonly holds: (under: AzureUnderTest) => void;
}

const isSentTwice = ({ transport }: AzureUnderTest) => {
  expect(transport.gapsMs).toEqual([1_000]);
};

/** What the retry and the sign-in of the SDK's own leave open; each is closed by our pipeline. */
const holes: readonly Hole[] = [
  { name: '429 without Retry-After', first: { status: 429 }, holds: isSentTwice },
  ...['EAI_AGAIN', 'EPIPE', 'UND_ERR_SOCKET', 'EHOSTUNREACH', 'ECONNABORTED'].map((code) => ({
    name: `a plain error of a socket, ${code}`,
    first: socketError(code),
    holds: isSentTwice,
  })),
  {
    name: 'an error of the transport itself',
    first: new RestError('aborted in the middle', { code: RestError.PARSE_ERROR }),
    holds: isSentTwice,
  },
  {
    name: 'a token that expires while the next try is waited for',
    first: { status: 503, headers: { 'Retry-After': '290' } },
    tokenLifetimeMs: 300_000,
    holds: ({ transport }) => {
      expect(transport.sent.map(({ token }) => token)).toEqual(['token-1', 'token-2']);
    },
  },
  ...['insufficient_claims', 'invalid_token', 'interaction_required'].map((error) => ({
    name: `a claims challenge with the error ${error}`,
    first: { status: 401, headers: { 'WWW-Authenticate': challenge(error) } },
    holds: ({ tokenRequests, transport }: AzureUnderTest) => {
      expect(tokenRequests.map((request) => request.claims)).toEqual([undefined, claims]);
      expect(transport.sent.map(({ token }) => token)).toEqual(['token-1', 'token-2']);
    },
  })),
];

const clients: readonly ClientCall[] = [...readCalls, vaultHostCall];
const cases = clients.flatMap((client) => holes.map((hole) => ({ ...client, ...hole })));

describe('what the retry of the SDKs leaves open', () => {
  it.each(cases)('$client: $name', async ({ call, body, first, tokenLifetimeMs, holds }) => {
    const under = anAzure(
      [first, { body }],
      tokenLifetimeMs === undefined ? {} : { tokenLifetimeMs },
    );
    await under.clock.run(call(under.azure, under.context));
    expect(under.transport.sent).toHaveLength(2);
    holds(under);
  });

  it.each(clients)('$client: a Retry-After without measure', async ({ call }) => {
    const { azure, clock, transport, context } = anAzure([
      { status: 503, headers: { 'Retry-After': '86400' } },
    ]);
    const startMs = clock.now();
    await expect(clock.run(call(azure, context))).rejects.toMatchObject({
      details: { retryAfterMs: 86_400_000 },
    });
    expect(clock.now()).toBe(startMs);
    expect(transport.sent).toHaveLength(1);
  });
});
