import { beforeAll, describe, expect, it } from 'vitest';
import { anAzure, instanceId, loadSdks, readCalls } from '../../builders/azure';
import { socketError } from '../../fakes/fakeTransport';

beforeAll(loadSdks);

describe.each(readCalls)('a read by $client', ({ call, body }) => {
  it.each([408, 429, 500, 502, 503, 504])('is sent again after %i', async (status) => {
    const { azure, clock, transport, context } = anAzure([{ status }, { status }, { body }]);
    await clock.run(call(azure, context));
    expect(transport.gapsMs).toEqual([1_000, 2_000]);
  });

  it.each([
    'ECONNRESET',
    'ECONNREFUSED',
    'ENOTFOUND',
    'ETIMEDOUT',
    'EAI_AGAIN',
    'EPIPE',
    'UND_ERR_SOCKET',
  ])('is sent again after a plain error with code %s', async (code) => {
    const { azure, clock, transport, context } = anAzure([socketError(code), { body }]);
    await clock.run(call(azure, context));
    expect(transport.gapsMs).toEqual([1_000]);
  });

  it('finds the code of an error in its cause', async () => {
    const hidden = new TypeError('fetch failed', { cause: socketError('UND_ERR_SOCKET') });
    const { azure, clock, transport, context } = anAzure([hidden, { body }]);
    await clock.run(call(azure, context));
    expect(transport.sent).toHaveLength(2);
  });

  it.each([
    ['seconds', { 'Retry-After': '37' }, 37_000],
    ['an HTTP date', { 'Retry-After': 'Thu, 01 Jan 2026 00:00:42 GMT' }, 42_000],
    ['retry-after-ms', { 'retry-after-ms': '1500' }, 1_500],
    ['x-ms-retry-after-ms', { 'x-ms-retry-after-ms': '2500' }, 2_500],
  ])('waits exactly as long as Retry-After says in %s', async (_, headers, waitMs) => {
    const { azure, clock, transport, context } = anAzure([{ status: 429, headers }, { body }]);
    await clock.run(call(azure, context));
    expect(transport.gapsMs).toEqual([waitMs]);
  });

  it.each(['0', 'Mon, 01 Dec 2025 00:00:00 GMT', 'soon', '-5', '1e9'])(
    'backs off on its own when Retry-After is %j',
    async (value) => {
      const { azure, clock, transport, context } = anAzure([
        { status: 429, headers: { 'Retry-After': value } },
        { body },
      ]);
      await clock.run(call(azure, context));
      expect(transport.gapsMs).toEqual([1_000]);
    },
  );

  it('fails as throttled at once when it would have to wait an hour', async () => {
    const { azure, clock, transport, context } = anAzure([
      { status: 429, headers: { 'Retry-After': '3600' } },
    ]);
    await expect(clock.run(call(azure, context))).rejects.toMatchObject({
      reason: 'throttled',
      details: { retryAfterMs: 3_600_000, status: 429 },
    });
    expect(transport.sent).toHaveLength(1);
  });

  it('gives up after six tries and says what happened last', async () => {
    const { azure, clock, transport, context } = anAzure([socketError('ECONNRESET')]);
    await expect(clock.run(call(azure, context))).rejects.toMatchObject({
      reason: 'network',
      details: { code: 'ECONNRESET' },
    });
    expect(transport.gapsMs).toEqual([1_000, 2_000, 4_000, 8_000, 15_000]);
    expect(clock.sleepers).toBe(0);
  });

  it.each([400, 403, 409, 501])('is not sent again after %i', async (status) => {
    const { azure, clock, transport, context } = anAzure([{ status }]);
    await expect(clock.run(call(azure, context))).rejects.toMatchObject({ details: { status } });
    expect(transport.sent).toHaveLength(1);
  });

  it.each(['CERT_HAS_EXPIRED', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    'is not sent again after %s, and the host is named',
    async (code) => {
      const { azure, clock, transport, context } = anAzure([socketError(code)]);
      await expect(clock.run(call(azure, context))).rejects.toMatchObject({
        reason: 'network',
        message: `The certificate of management.azure.com is not trusted (${code}).`,
        details: { code },
      });
      expect(transport.sent).toHaveLength(1);
    },
  );

  it('stops at once when it is aborted while it waits', async () => {
    const { azure, clock, transport, context, controller } = anAzure([
      { status: 429, headers: { 'Retry-After': '200' } },
    ]);
    const startMs = clock.now();
    clock.at(700, () => {
      controller.abort(new Error('cancelled by a person'));
    });
    await expect(clock.run(call(azure, context))).rejects.toThrow('cancelled by a person');
    expect(clock.now() - startMs).toBe(700);
    expect(transport.sent).toHaveLength(1);
    expect(clock.sleepers).toBe(0);
  });

  it('stops at once when it is aborted under way, even if the transport does not listen', async () => {
    const { azure, clock, context, controller } = anAzure([
      () => new Promise(() => undefined), // never answers
    ]);
    const startMs = clock.now();
    clock.at(50, () => {
      controller.abort(new Error('cancelled by a person'));
    });
    await expect(clock.run(call(azure, context))).rejects.toThrow('cancelled by a person');
    expect(clock.now() - startMs).toBe(50);
  });

  it('takes a new token for a try after the old one has expired', async () => {
    const { azure, clock, transport, context } = anAzure(
      [{ status: 429, headers: { 'Retry-After': '240' } }, { body }],
      { tokenLifetimeMs: 300_000 },
    );
    await clock.run(call(azure, context));
    expect(transport.sent.map(({ token }) => token)).toEqual(['token-1', 'token-2']);
  });

  it('fails when no answer comes in time, and was sent again before that', async () => {
    const { azure, clock, transport, context } = anAzure([
      () => new Promise(() => undefined), // never answers
    ]);
    await expect(clock.run(call(azure, context))).rejects.toMatchObject({
      reason: 'network',
      details: { code: 'ETIMEDOUT' },
    });
    expect(transport.sent).toHaveLength(6);
    expect(clock.sleepers).toBe(0);
  });
});

describe('a POST of an action', () => {
  const post = `${instanceId}/doIt`;

  it.each([500, 503, 408])('is not sent again after %i', async (status) => {
    const { azure, clock, transport, context } = anAzure([{ status }, { body: {} }]);
    await expect(clock.run(azure.arm.post(post, '2025-10-01', {}, context))).rejects.toMatchObject({
      reason: 'unavailable',
    });
    expect(transport.sent).toHaveLength(1);
  });

  it('is not sent again after a lost answer', async () => {
    const { azure, clock, transport, context } = anAzure([socketError('ECONNRESET'), {}]);
    await expect(clock.run(azure.arm.post(post, '2025-10-01', {}, context))).rejects.toMatchObject({
      reason: 'network',
    });
    expect(transport.sent).toHaveLength(1);
  });

  it('is sent again after 429, which says that nothing was done', async () => {
    const { azure, clock, transport, context } = anAzure([{ status: 429 }, { body: { ok: true } }]);
    const answer = await clock.run(azure.arm.post(post, '2025-10-01', {}, context));
    expect(answer).toEqual({ ok: true });
    expect(transport.sent).toHaveLength(2);
  });
});

describe('the throttle', () => {
  it('lets eight requests be under way and the others wait in order', async () => {
    let under = 0;
    let most = 0;
    const { azure, clock, transport, context } = anAzure([
      async () => {
        most = Math.max(most, ++under);
        await clock.sleep(100);
        under--;
        return { body: { id: 'x' } };
      },
    ]);
    const startMs = clock.now();
    await clock.run(
      Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          azure.arm.find(`/subscriptions/s/resourceGroups/g${index}`, '2021-04-01', context),
        ),
      ),
    );
    expect(most).toBe(8);
    expect(clock.now() - startMs).toBe(300);
    expect(transport.sent.map(({ path }) => /g(\d+)/.exec(path)?.[1])).toEqual(
      Array.from({ length: 20 }, (_, index) => String(index)),
    );
  });

  it('gives a place back when the one who waits for it is aborted', async () => {
    const { azure, clock, context } = anAzure([
      async () => {
        await clock.sleep(1_000);
        return { body: { id: 'x' } };
      },
    ]);
    const impatient = new AbortController();
    const all = Array.from({ length: 8 }, () => azure.arm.find('/subscriptions/s', '1', context));
    const ninth = azure.arm.find('/subscriptions/s', '1', { signal: impatient.signal });
    clock.at(10, () => {
      impatient.abort(new Error('enough'));
    });
    await expect(clock.run(ninth)).rejects.toThrow('enough');
    await clock.run(Promise.all(all));
    await clock.run(azure.arm.find('/subscriptions/s', '1', context));
    expect(clock.sleepers).toBe(0);
  });
});
