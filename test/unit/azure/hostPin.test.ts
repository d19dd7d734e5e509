import { beforeAll, describe, expect, it } from 'vitest';
import { clouds, tokenScopeFor } from '../../../src/azure/clouds';
import type { Answer } from '../../fakes/fakeTransport';
import { anAzure, identityId, instanceId, loadSdks, readCalls } from '../../builders/azure';

const cloud = clouds.AzureCloud;
const evil = 'https://management.azure.com.evil.example/steal';

beforeAll(loadSdks);

describe('tokenScopeFor', () => {
  it.each([
    ['https://management.azure.com/subscriptions', cloud.armScope],
    ['https://MANAGEMENT.azure.com/', cloud.armScope],
    ['https://management.azure.com:443/', cloud.armScope],
    ['https://my-vault.vault.azure.net/secrets', cloud.vaultScope],
  ])('knows %s', (url, scope) => {
    expect(tokenScopeFor(url, cloud)).toBe(scope);
  });

  it.each([
    'http://management.azure.com/',
    'https://management.azure.com:8443/',
    'https://user:password@management.azure.com/',
    'https://management.azure.com@evil.example/',
    'https://management.azure.com.evil.example/',
    'https://westeurope.management.azure.com/',
    'https://management.azure.com./',
    'https://vault.azure.net/',
    'https://.vault.azure.net/',
    'https://a.b.vault.azure.net/',
    'https://evil.example/.vault.azure.net',
    'https://evilvault.azure.net/',
    'ftp://management.azure.com/',
    'not a url',
    '',
  ])('has no token for %j', (url) => {
    expect(tokenScopeFor(url, cloud)).toBeUndefined();
  });
});

describe('a link in an answer that leads to a foreign host', () => {
  const links: readonly [string, Answer][] = [
    ['nextLink', { body: { value: [], nextLink: evil } }],
    ['nextLink over http', { body: { value: [], nextLink: 'http://management.azure.com/x' } }],
    ['redirect', { status: 307, headers: { Location: evil } }],
  ];

  it.each(links)('is refused in a %s of a list, and the host is named', async (_, answer) => {
    const { azure, clock, transport, tokenRequests, context } = anAzure([answer, {}]);
    await expect(
      clock.run(azure.arm.list('/subscriptions', '2022-12-01', context)),
    ).rejects.toMatchObject({
      reason: 'refusedHost',
      message: expect.stringMatching(/http:\/\/management\.azure\.com|evil\.example/) as string,
    });
    expect(transport.sent).toHaveLength(1);
    expect(tokenRequests).toHaveLength(1);
  });

  it.each(['Azure-AsyncOperation', 'Location', 'Operation-Location'])(
    'is refused in %s',
    async (header) => {
      const { azure, clock, transport, context } = anAzure([
        { status: 202, headers: { [header]: evil } },
        { body: { status: 'Succeeded' } },
      ]);
      await expect(
        clock.run(azure.arm.put(instanceId, '2025-10-01', {}, context)),
      ).rejects.toMatchObject({
        reason: 'refusedHost',
        message: expect.stringContaining('management.azure.com.evil.example') as string,
      });
      expect(transport.sent).toHaveLength(1);
    },
  );

  it('is refused in the nextLink that @azure/arm-msi follows', async () => {
    const { azure, clock, transport, context } = anAzure([{ body: { value: [], nextLink: evil } }]);
    await expect(
      clock.run(azure.identities.listCredentials(identityId, context)),
    ).rejects.toMatchObject({ reason: 'refusedHost' });
    expect(transport.sent).toHaveLength(1);
  });

  it.each(readCalls.filter(({ client }) => client !== 'Resource Graph'))(
    'is refused in a redirect that $client meets',
    async ({ call }) => {
      const { azure, clock, transport, context } = anAzure([
        { status: 302, headers: { Location: evil } },
        {},
      ]);
      await expect(clock.run(call(azure, context))).rejects.toMatchObject({
        reason: 'refusedHost',
      });
      expect(transport.sent).toHaveLength(1);
    },
  );
});

describe('redirects', () => {
  it('are followed by reads within the cloud', async () => {
    const { azure, clock, transport, context } = anAzure([
      { status: 308, headers: { Location: '/moved?api-version=1' } },
      { body: { id: instanceId } },
    ]);
    await clock.run(azure.arm.find(instanceId, '1', context));
    expect(transport.sent[1]?.url).toBe('https://management.azure.com/moved?api-version=1');
  });

  it('end after three hops', async () => {
    const { azure, clock, transport, context } = anAzure([
      { status: 301, headers: { Location: '/again' } },
    ]);
    await expect(clock.run(azure.arm.find(instanceId, '1', context))).rejects.toMatchObject({
      reason: 'malformed',
    });
    expect(transport.sent).toHaveLength(4);
  });

  it.each([300, 303, 304, 305])('with status %i are no answer of a list', async (status) => {
    const { azure, clock, context } = anAzure([{ status, headers: { Location: '/moved' } }]);
    await expect(clock.run(azure.arm.list('/subscriptions', '1', context))).rejects.toMatchObject({
      reason: 'malformed',
      details: { status },
    });
  });

  it('are not followed by writes', async () => {
    const { azure, clock, transport, context } = anAzure([
      { status: 307, headers: { Location: '/moved' } },
    ]);
    await expect(clock.run(azure.arm.put(instanceId, '1', {}, context))).rejects.toMatchObject({
      reason: 'malformed',
    });
    expect(transport.sent).toHaveLength(1);
  });
});

describe('a path given to the client', () => {
  it.each([
    '//evil.example/subscriptions',
    'https://evil.example/',
    'subscriptions/x',
    '/subscriptions/../../x',
    '/subscriptions/%2e%2e/x',
    '/subscriptions/.%2E/x',
    '/subscriptions\\..\\x',
    '/subscriptions/x#fragment',
    '/subscriptions/x\r\nHost: evil',
    '',
  ])('is refused when it is %j', async (path) => {
    const { azure, clock, transport, context } = anAzure([{ body: {} }]);
    await expect(clock.run(azure.arm.find(path, '1', context))).rejects.toMatchObject({
      reason: 'invalid',
    });
    expect(transport.sent).toHaveLength(0);
  });

  it('may have a query in a list, but not in an id', async () => {
    const { azure, clock, transport, context } = anAzure([{ body: { value: [] } }]);
    await clock.run(azure.arm.list('/subscriptions?$filter=atScope()', '1', context));
    expect(transport.sent[0]?.path).toBe('/subscriptions?$filter=atScope()&api-version=1');
    await expect(
      clock.run(azure.arm.find('/subscriptions/x?y', '1', context)),
    ).rejects.toMatchObject({ reason: 'invalid' });
  });
});
