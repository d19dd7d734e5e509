import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
} from '@azure/core-rest-pipeline';
import { afterEach, describe, expect, it } from 'vitest';
import { boundTransport } from '../../../src/azure/boundedTransport';
import { realClock } from '../../../src/azure/clock';
import { isTransient } from '../../../src/azure/networkErrors';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Sends one GET over a real socket to a server that does what `answer` says. */
async function fetchFrom(answer: RequestListener, signal = new AbortController().signal) {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const bounds = { timeoutMs: 2_000, largestBodyBytes: 1_000_000 };
  const transport = boundTransport(createDefaultHttpClient(), realClock, () => signal, bounds);
  return transport.sendRequest(
    createPipelineRequest({
      headers: createHttpHeaders({ 'Accept-Encoding': 'gzip, deflate' }),
      url: `http://127.0.0.1:${port}/`,
      allowInsecureConnection: true,
      disableKeepAlive: true,
    }),
  );
}

const failure = (sent: Promise<unknown>): Promise<unknown> =>
  sent.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('the transport over real sockets', () => {
  it('gives what the server answers', async () => {
    const response = await fetchFrom((_, answer) => answer.end('{"a":1}'));
    expect(response.bodyAsText).toBe('{"a":1}');
  });

  it('unpacks an answer, and counts its size unpacked', async () => {
    const packed =
      (size: number): RequestListener =>
      (_, answer) => {
        answer.writeHead(200, { 'Content-Encoding': 'gzip' });
        answer.end(gzipSync('x'.repeat(size)));
      };
    expect((await fetchFrom(packed(10))).bodyAsText).toBe('xxxxxxxxxx');
    expect(await failure(fetchFrom(packed(5_000_000)))).toMatchObject({ reason: 'malformed' });
  });

  it('may be tried again when the answer breaks off in its body', async () => {
    const error = await failure(
      fetchFrom((_, answer) => {
        answer.writeHead(200, { 'Content-Length': '100' });
        answer.write('{"half":', () => answer.destroy());
      }),
    );
    expect(isTransient(error)).toBe(true);
  });

  it('may be tried again when the connection is reset before an answer', async () => {
    const error = await failure(fetchFrom((request) => request.socket.resetAndDestroy()));
    expect(isTransient(error)).toBe(true);
    expect(error).toMatchObject({ details: { code: 'ECONNRESET' } });
  });

  it('stops reading an answer that does not end', async () => {
    let written = 0;
    const error = await failure(
      fetchFrom((_, answer) => {
        const more = () => {
          if (answer.destroyed) return;
          written += 65_536;
          answer.write('x'.repeat(65_536), more);
        };
        more();
      }),
    );
    expect(error).toMatchObject({ reason: 'malformed' });
    expect(isTransient(error)).toBe(false);
    expect(written).toBeLessThan(50_000_000);
  });

  it('closes the connection when it is aborted', async () => {
    const controller = new AbortController();
    const closed = new Promise<void>((resolve) => {
      void failure(
        fetchFrom((request) => {
          request.socket.on('close', () => {
            resolve();
          });
          controller.abort(new Error('enough'));
        }, controller.signal),
      ).then((error) => {
        expect(error).toMatchObject({ message: 'enough' });
      });
    });
    await closed;
  });
});

describe('a transport that tells no progress', () => {
  it('has its answer measured all the same, when it is there', async () => {
    const bounds = { timeoutMs: 2_000, largestBodyBytes: 10 };
    const { signal } = new AbortController();
    const answering = (bodyAsText: string) =>
      boundTransport(
        {
          sendRequest: (request) =>
            Promise.resolve({ request, status: 200, headers: createHttpHeaders(), bodyAsText }),
        },
        realClock,
        () => signal,
        bounds,
      ).sendRequest(createPipelineRequest({ url: 'https://management.azure.com/' }));
    expect((await answering('x'.repeat(10))).status).toBe(200);
    expect(await failure(answering('x'.repeat(11)))).toMatchObject({ reason: 'malformed' });
  });
});
