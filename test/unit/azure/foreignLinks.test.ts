import { beforeAll, describe, expect, it } from 'vitest';
import type { Azure, RequestContext } from '../../../src/core/ports';
import {
  anAzure,
  identityId,
  instanceId,
  loadSdks,
  readCalls,
  vaultHostCall,
} from '../../builders/azure';
import type { Answer } from '../../fakes/fakeTransport';

beforeAll(loadSdks);

/** A link, and what the refusal has to name. */
const foreignLinks: readonly (readonly [string, string])[] = [
  ['https://management.azure.com.evil.test/x', 'https://management.azure.com.evil.test'],
  ['https://MANAGEMENT.AZURE.COM.EVIL.TEST/x', 'https://management.azure.com.evil.test'],
  ['https://evil.test/management.azure.com', 'https://evil.test'],
  ['https://evil.test/?https://management.azure.com/', 'https://evil.test'],
  ['https://evil.test#management.azure.com', 'https://evil.test'],
  ['https://management.azure.com@evil.test/x', 'https://evil.test'],
  ['https://management.azure.com:443@evil.test/x', 'https://evil.test'],
  ['https://evil.test\\@management.azure.com/x', 'https://evil.test'],
  ['//evil.test/x', 'https://evil.test'],
  ['\\\\evil.test/x', 'https://evil.test'],
  ['https://user@management.azure.com/x', 'management.azure.com'],
  ['https://user:password@management.azure.com/x', 'management.azure.com'],
  ['http://management.azure.com/x', 'http://management.azure.com'],
  ['HTTP://management.azure.com/x', 'http://management.azure.com'],
  ['ftp://management.azure.com/x', 'ftp://management.azure.com'],
  ['wss://management.azure.com/x', 'wss://management.azure.com'],
  ['https://management.azure.com:8443/x', 'https://management.azure.com:8443'],
  ['https://management.azure.com:80/x', 'https://management.azure.com:80'],
  ['https://management.azure.com./x', 'https://management.azure.com.'],
  ['https://management.azure.com%2eevil.test/x', 'management.azure.com.evil.test'],
  ['https://xmanagement.azure.com/x', 'https://xmanagement.azure.com'],
  ['https://eu.management.azure.com/x', 'https://eu.management.azure.com'],
  ['https://management-azure.com/x', 'https://management-azure.com'],
  ['https://azure.com/x', 'https://azure.com'],
  // Cyrillic а, dotless ı, fullwidth letters of another name.
  ['https://m\u0430nagement.azure.com/x', 'https://xn--'],
  ['https://management.azure.com\u0131/x', 'https://management.azure.xn--'],
  ['https://management.usgovcloudapi.net/x', 'https://management.usgovcloudapi.net'],
  ['https://management.chinacloudapi.cn/x', 'https://management.chinacloudapi.cn'],
  ['https://graph.microsoft.com/x', 'https://graph.microsoft.com'],
  ['https://login.microsoftonline.com/x', 'https://login.microsoftonline.com'],
  ['https://vault.azure.net/x', 'https://vault.azure.net'],
  ['https://a.b.vault.azure.net/x', 'https://a.b.vault.azure.net'],
  ['https://evilvault.azure.net/x', 'https://evilvault.azure.net'],
  ['https://kv.vault.azure.net.evil.test/x', 'https://kv.vault.azure.net.evil.test'],
  ['https://kv.vault.azure.net:444/x', 'https://kv.vault.azure.net:444'],
  ['https://127.0.0.1/x', 'https://127.0.0.1'],
  ['https://2130706433/x', 'https://127.0.0.1'],
  ['https://169.254.169.254/metadata/identity', 'https://169.254.169.254'],
  ['https://[::1]/x', 'https://[::1]'],
  ['file:///etc/passwd', 'file:'],
  ['data:application/json,{}', 'data:'],
  ['javascript:alert(1)', 'javascript:'],
  ['command:workbench.action.quit', 'command:'],
];

interface Way {
  readonly name: string;
  readonly answer: (link: string) => Answer;
  readonly call: (azure: Azure, context: RequestContext) => Promise<unknown>;
}

const nextLink = (link: string): Answer => ({ body: { value: [], nextLink: link } });
const header =
  (name: string, status: number) =>
  (link: string): Answer => ({ status, headers: { [name]: link } });

const put: Way['call'] = (azure, context) => azure.arm.put(instanceId, '1', {}, context);
const remove: Way['call'] = (azure, context) => azure.arm.delete(instanceId, '1', context);
const act: Way['call'] = (azure, context) => azure.arm.post(`${instanceId}/act`, '1', {}, context);
const subscriptionId = 'aaaaaaaa-0000-0000-0000-000000000001';

/** Every way by which an answer makes a client send its next request. */
const ways: readonly Way[] = [
  {
    name: 'nextLink to the raw client',
    answer: nextLink,
    call: (azure, context) => azure.arm.list('/subscriptions', '1', context),
  },
  {
    name: 'nextLink to @azure/arm-msi',
    answer: nextLink,
    call: (azure, context) => azure.identities.listCredentials(identityId, context),
  },
  {
    name: 'nextLink to @azure/arm-keyvault',
    answer: nextLink,
    call: (azure, context) => azure.vaults.findDeleted(subscriptionId, 'kv', context),
  },
  {
    name: "nextLink to the vaults' own hosts",
    answer: nextLink,
    call: vaultHostCall.call,
  },
  ...(['Azure-AsyncOperation', 'Operation-Location', 'Location'] as const).flatMap((name) => [
    { name: `${name} of a PUT`, answer: header(name, 202), call: put },
    { name: `${name} of a DELETE`, answer: header(name, 202), call: remove },
    { name: `${name} of a POST`, answer: header(name, 202), call: act },
  ]),
  ...[301, 302, 307, 308].flatMap((status) =>
    [...readCalls.filter(({ client }) => client !== 'Resource Graph'), vaultHostCall].map(
      ({ client, call }) => ({
        name: `a redirect by ${status} to ${client}`,
        answer: header('Location', status),
        call,
      }),
    ),
  ),
];

const own = /^https:\/\/(?:management\.azure\.com|kv\.vault\.azure\.net)\//;

describe.each(ways)('a foreign link in $name', ({ name, answer, call }) => {
  it.each(foreignLinks)('%s gets no token, and the host is named', async (link, named) => {
    const { azure, clock, transport, tokenRequests, context } = anAzure([answer(link), {}]);
    const error: unknown = await clock.run(call(azure, context)).catch((thrown: unknown) => thrown);
    expect(transport.sent.filter(({ url }) => !own.test(url))).toEqual([]);
    expect(tokenRequests).toHaveLength(1);
    // The SDKs take a link that is no whole address for a path of the host that they know.
    if (name.includes('nextLink to @azure/') && transport.sent.length > 1) return;
    expect(transport.sent).toHaveLength(1);
    expect(error).toMatchObject({
      reason: 'refusedHost',
      message: expect.stringContaining(named) as string,
    });
  });
});
