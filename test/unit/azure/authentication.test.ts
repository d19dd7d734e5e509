import { beforeAll, describe, expect, it } from 'vitest';
import { claimsOf } from '../../../src/azure/challenge';
import { ArmError } from '../../../src/core/errors';
import { anAzure, loadSdks, readCalls, tenantId } from '../../builders/azure';

const claims = '{"access_token":{"nbf":{"essential":true,"value":"1767225600"}}}';
const encoded = Buffer.from(claims).toString('base64');
const challenge = (error: string) =>
  `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="${error}", claims="${encoded}"`;

beforeAll(loadSdks);

describe.each(readCalls)('authentication of $client', ({ call, body }) => {
  it.each(['insufficient_claims', 'invalid_token', 'anything'])(
    'answers a claims challenge with error %s once',
    async (error) => {
      const headers = { 'WWW-Authenticate': challenge(error) };
      const { azure, clock, transport, tokenRequests, context } = anAzure([
        { status: 401, headers },
        { body },
      ]);
      await clock.run(call(azure, context));
      expect(transport.sent.map(({ token }) => token)).toEqual(['token-1', 'token-2']);
      expect(tokenRequests).toEqual([
        { scope: 'https://management.azure.com/.default', tenantId },
        {
          scope: 'https://management.azure.com/.default',
          tenantId,
          claims,
          challenge: headers['WWW-Authenticate'],
        },
      ]);
    },
  );

  it('gives up when the same challenge comes again', async () => {
    const { azure, clock, transport, context } = anAzure([
      { status: 401, headers: { 'WWW-Authenticate': challenge('insufficient_claims') } },
    ]);
    await expect(clock.run(call(azure, context))).rejects.toMatchObject({
      reason: 'unauthenticated',
      details: { status: 401 },
    });
    expect(transport.sent).toHaveLength(2);
  });

  it('tries once more with a fresh token after a plain 401', async () => {
    const { azure, clock, transport, context } = anAzure([{ status: 401 }, { body }]);
    await clock.run(call(azure, context));
    expect(transport.sent.map(({ token }) => token)).toEqual(['token-1', 'token-2']);
  });

  it('leaves no token on the request, so none can leak from it later', async () => {
    const { azure, clock, log, context } = anAzure([{ status: 403 }]);
    const error: unknown = await clock.run(call(azure, context)).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error)).not.toContain('token-1');
    expect(log.lines.join('\n')).not.toContain('token-1');
  });
});

describe('tokens', () => {
  const call = readCalls[0]!.call;

  it('are kept until two minutes before their end', async () => {
    const { azure, clock, tokenRequests, context } = anAzure([{ body: {} }], {
      tokenLifetimeMs: 600_000,
    });
    await clock.run(call(azure, context));
    await clock.advance(479_000);
    await clock.run(call(azure, context));
    expect(tokenRequests).toHaveLength(1);
    await clock.advance(1_000);
    await clock.run(call(azure, context));
    expect(tokenRequests).toHaveLength(2);
  });

  it('are asked for once by requests that start together', async () => {
    const { azure, clock, tokenRequests, context } = anAzure([{ body: {} }]);
    await clock.run(Promise.all([call(azure, context), call(azure, context)]));
    expect(tokenRequests).toHaveLength(1);
  });

  it('that cannot be had fail the request as unauthenticated, with the cause', async () => {
    const cause = new Error('User did not consent');
    const { azure, clock, transport, context } = anAzure([{}], {
      getToken: () => Promise.reject(cause),
    });
    await expect(clock.run(call(azure, context))).rejects.toMatchObject({
      reason: 'unauthenticated',
      cause,
    });
    expect(transport.sent).toHaveLength(0);
  });

  it('fail with an error that was made for it', async () => {
    const { azure, clock, context } = anAzure([{}], {
      getToken: () => Promise.reject(new ArmError('unauthenticated', 'Sign in to Contoso.')),
    });
    await expect(clock.run(call(azure, context))).rejects.toThrow('Sign in to Contoso.');
  });

  it('are not waited for by a request that is aborted', async () => {
    const { azure, clock, context, controller } = anAzure([{}], {
      getToken: () => new Promise(() => undefined),
    });
    clock.at(5, () => {
      controller.abort(new Error('enough'));
    });
    await expect(clock.run(call(azure, context))).rejects.toThrow('enough');
  });
});

describe('claimsOf', () => {
  it('reads claims in both alphabets of base64', () => {
    const text = '{"a":"???>>>"}';
    const standard = Buffer.from(text).toString('base64');
    const urlSafe = Buffer.from(text).toString('base64url');
    expect(standard).not.toBe(urlSafe);
    expect(claimsOf(`Bearer error="x", claims="${standard}"`)).toBe(text);
    expect(claimsOf(`Bearer error="x",claims="${urlSafe}"`)).toBe(text);
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer claims=""',
    'Bearer claims="%%%"',
    'Bearer claims="YQ=="',
  ])('finds none in %j', (header) => {
    expect(claimsOf(header)).toBeUndefined();
  });
});
