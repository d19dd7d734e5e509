import { createServer, type RequestListener, type Server } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createNetworkTransport } from '../../../src/azure/networkTransport';
import { UserFacingError } from '../../../src/core/errors';

const servers: Server[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** What comes back for a request whose tunnel a proxy answers in the service's place. */
async function send(answer: RequestListener, proxy?: string): Promise<unknown> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return createNetworkTransport(() => proxy)
    .sendRequest(
      createPipelineRequest({
        url: `http://127.0.0.1:${port}/`,
        headers: createHttpHeaders({ Connection: 'close' }),
        allowInsecureConnection: true,
      }),
    )
    .then(
      ({ status }) => status,
      (error: unknown) => error,
    );
}

const proxy = 'proxy.contoso.example:8080';

describe('the network', () => {
  it('brings no agent, so that VS Code’s proxy settings count in every mode', async () => {
    const request = vi.spyOn(https, 'request').mockImplementation(() => {
      throw new Error('sent');
    });
    await expect(
      createNetworkTransport().sendRequest(
        createPipelineRequest({ url: 'https://management.azure.com/' }),
      ),
    ).rejects.toThrow('sent');
    expect(request.mock.calls[0]?.[0]).toMatchObject({
      hostname: 'management.azure.com',
      agent: undefined,
    });
  });

  it('names the proxy that asks for a user and a password', async () => {
    const error = await send((_, response) => response.writeHead(407).end(), proxy);
    expect(UserFacingError.is(error)).toBe(true);
    expect(String(error)).toContain('The proxy proxy.contoso.example:8080 asks for a user');
    expect(String(error)).toContain('http.proxy');
  });

  it('says so, too, of a proxy whose name nobody knows', async () => {
    const error = await send((_, response) => response.writeHead(407).end());
    expect(String(error)).toContain('A proxy asks for a user and a password');
  });

  it('names the proxy that refuses a host', async () => {
    const error = await send((_, response) => response.writeHead(403).end('<html>No'), proxy);
    expect(UserFacingError.is(error)).toBe(true);
    expect(String(error)).toMatch(
      /The proxy proxy\.contoso\.example:8080 does not let .*127\.0\.0\.1/,
    );
  });

  it.each<[string, RequestListener]>([
    ['with an id of Azure', (_, r) => r.writeHead(403, { 'x-ms-request-id': '1' }).end()],
    ['in JSON', (_, r) => r.writeHead(403).end('{"error":{"code":"AuthorizationFailed"}}')],
  ])('takes a refusal %s for one of Azure', async (_, answer) => {
    expect(await send(answer, proxy)).toBe(403);
  });

  it('does not guess at a proxy where none is known', async () => {
    expect(await send((_, response) => response.writeHead(403).end('<html>'))).toBe(403);
  });

  it('tells a proxy that is not there from a service that is not', async () => {
    const { request } = https;
    const failWith = (error: Error) => {
      const agent = new https.Agent();
      vi.spyOn(agent, 'createConnection').mockImplementation((_, callback) => {
        callback?.(error, undefined as never);
        return undefined;
      });
      vi.spyOn(https, 'request').mockImplementation((options) =>
        request({ ...(options as https.RequestOptions), agent }),
      );
      return createNetworkTransport(() => proxy)
        .sendRequest(createPipelineRequest({ url: 'https://management.azure.com/' }))
        .catch((thrown: unknown) => thrown);
    };
    expect(await failWith(new Error('Failed to establish a socket connection'))).toMatchObject({
      reason: 'network',
      message: 'The proxy proxy.contoso.example:8080 cannot be reached.',
      details: { code: 'ProxyUnreachable' },
    });
    vi.restoreAllMocks();
    const unknownHost = Object.assign(new Error('no'), { code: 'ENOTFOUND' });
    expect(await failWith(unknownHost)).toMatchObject({ code: 'ENOTFOUND' });
  });
});
