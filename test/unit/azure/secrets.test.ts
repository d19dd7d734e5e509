import { describe, expect, it } from 'vitest';
import { ArmError } from '../../../src/core/errors';
import { anAzure } from '../../builders/azure';

const vaultUri = 'https://kv.vault.azure.net/';
const query = 'api-version=7.6';
const secretUri = `${vaultUri}secrets/historian`;
const value = 'canary-value-7f3a9c';

const version = (id: string, created: number, more: object = {}) => ({
  id: `${secretUri}/${id}`,
  value,
  attributes: { enabled: true, created, updated: created, ...more },
});

describe('secrets.findCurrent', () => {
  it('gives the newest version of all pages, in whatever order, and nothing else of it', async () => {
    const { azure, clock, transport, context } = anAzure([
      {
        body: {
          value: [version('older', 100), version('newest', 300, { enabled: false, exp: 900 })],
          nextLink: `${secretUri}/versions?${query}&$skiptoken=2`,
        },
      },
      { body: { value: [version('middle', 200)], nextLink: null } },
    ]);
    const found = await clock.run(azure.secrets.findCurrent(vaultUri, 'historian', context));
    expect(found).toEqual({ version: 'newest', isEnabled: false, expiresAtMs: 900_000 });
    expect(transport.sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET ${secretUri}/versions?${query}&maxresults=25`,
      `GET ${secretUri}/versions?${query}&$skiptoken=2`,
    ]);
  });

  it.each([
    ['404', { status: 404, body: { error: { code: 'SecretNotFound', message: 'No.' } } }],
    ['an empty list', { body: { value: [], nextLink: null } }],
  ])('gives undefined for %s', async (_, answer) => {
    const { azure, clock, context } = anAzure([answer]);
    expect(
      await clock.run(azure.secrets.findCurrent(vaultUri, 'historian', context)),
    ).toBeUndefined();
  });
});

describe('secrets.findDeleted', () => {
  it('gives dates and the version that comes back, and nothing else of it', async () => {
    const { azure, clock, transport, context } = anAzure([
      { body: { ...version('newest', 300), deletedDate: 400, scheduledPurgeDate: 500 } },
    ]);
    expect(await clock.run(azure.secrets.findDeleted(vaultUri, 'historian', context))).toEqual({
      current: { version: 'newest', isEnabled: true, expiresAtMs: undefined },
      deletedAtMs: 400_000,
      keptUntilMs: 500_000,
    });
    expect(transport.sent[0]?.url).toBe(`${vaultUri}deletedsecrets/historian?${query}`);
  });

  it('gives undefined for one that was never deleted', async () => {
    const { azure, clock, context } = anAzure([
      { status: 404, body: { error: { code: 'SecretNotFound', message: 'No.' } } },
    ]);
    expect(
      await clock.run(azure.secrets.findDeleted(vaultUri, 'historian', context)),
    ).toBeUndefined();
  });
});

describe('writes to a vault', () => {
  it('enable one version, or begin a recovery, and keep nothing of the answer', async () => {
    const { azure, clock, transport, log, exchanges, context } = anAzure([
      { body: version('newest', 300), headers: { 'x-ms-request-id': 'request-1' } },
      { body: '<no JSON>', headers: { 'x-ms-request-id': 'request-2' } },
    ]);
    const { secrets } = azure;
    await clock.run(secrets.enable(vaultUri, 'historian', 'newest', context));
    await clock.run(secrets.recover(vaultUri, 'historian', context));
    expect(transport.sent.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['PATCH', `${secretUri}/newest?${query}`, { attributes: { enabled: true } }],
      ['POST', `${vaultUri}deletedsecrets/historian/recover?${query}`, undefined],
    ]);
    expect(exchanges.map(({ correlationId }) => correlationId)).toEqual(['request-1', 'request-2']);
    expect(JSON.stringify([log.lines, exchanges])).not.toContain(value);
  });

  it.each(['enable', 'recover'] as const)(
    'are not sent again by themselves after an unclear failure: %s',
    async (what) => {
      const { azure, clock, transport, context } = anAzure([{ status: 503 }]);
      const { secrets } = azure;
      const sent =
        what === 'enable'
          ? secrets.enable(vaultUri, 'historian', 'newest', context)
          : secrets.recover(vaultUri, 'historian', context);
      await expect(clock.run(sent)).rejects.toSatisfy((error) => ArmError.is(error, 'unavailable'));
      expect(transport.sent).toHaveLength(1);
    },
  );

  it.each([
    'https://kv.vault.azure.cn/',
    'https://kv.vault.azure.net.example/',
    'https://vault.example/',
    'http://kv.vault.azure.net/',
  ])(
    'are not sent, nor is a token fetched, to a host that is none of this cloud: %s',
    async (uri) => {
      const { azure, clock, transport, tokenRequests, context } = anAzure([{}]);
      const { secrets } = azure;
      const sends: readonly (() => Promise<unknown>)[] = [
        () => secrets.enable(uri, 'historian', 'newest', context),
        () => secrets.recover(uri, 'historian', context),
        () => secrets.findCurrent(uri, 'historian', context),
        () => secrets.findDeleted(uri, 'historian', context),
      ];
      for (const send of sends) {
        await expect(clock.run(send())).rejects.toSatisfy((e) => ArmError.is(e, 'refusedHost'));
      }
      expect([transport.sent, tokenRequests]).toEqual([[], []]);
    },
  );

  it('stay below the vault whatever a name holds', async () => {
    const { azure, clock, transport, context } = anAzure([{}]);
    await clock.run(azure.secrets.recover(vaultUri, '../keys/x?y#z', context));
    expect(transport.sent[0]?.url).toBe(
      `${vaultUri}deletedsecrets/..%2Fkeys%2Fx%3Fy%23z/recover?${query}`,
    );
  });
});
