import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import type { Json } from '../core/model/json';
import type { WireRequest, WireResponse } from './provider';
import { redactAddress, redactBody, redactHeaders } from './redact';
import type { Simulator } from './simulator';
import type { Delivery } from './wire';

/** PEM texts. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A request and its answer, as they went over the wire, without secrets and tokens. */
export interface NotedExchange {
  /** Simulated, ISO 8601. */
  readonly time: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody?: Json;
  /** Absent: the answer was lost. */
  readonly status?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly responseBody?: Json;
}

export interface ServeOptions {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  /** Absent: one is made and thrown away. */
  readonly certificate?: Certificate;
  readonly onExchange?: (exchange: NotedExchange) => void;
}

export interface ServedSimulator extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** PEM, for clients to trust. */
  readonly certificate: string;
}

/** No client sends more: a provider class with all its objects is some kilobytes. */
const maxBodyBytes = 4 * 1024 * 1024;

/** Names that the throw-away certificate vouches for: all that the simulator answers as. */
const names = [
  'localhost',
  'management.azure.com',
  'login.microsoftonline.com',
  'login.microsoft.com',
  'login.windows.net',
  'sts.windows.net',
  'graph.microsoft.com',
  'vscode.dev',
  'insiders.vscode.dev',
  '*.vault.azure.net',
  '*.oic.prod-arc.azure.com',
  '*.azurefd.net',
];

/** A certificate for the simulator's hosts that vouches for itself, good for two days. */
async function createCertificate(): Promise<Certificate> {
  const now = Date.now();
  const { cert, private: key } = await generate(
    [{ name: 'commonName', value: 'Simulated Azure' }],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      notBeforeDate: new Date(now - 3_600_000),
      notAfterDate: new Date(now + 2 * 86_400_000),
      extensions: [
        { name: 'basicConstraints', cA: true },
        {
          name: 'subjectAltName',
          altNames: [
            ...names.map((value) => ({ type: 2 as const, value })),
            { type: 7 as const, ip: '127.0.0.1' },
          ],
        },
      ],
    },
  );
  return { cert, key };
}

/**
 * Serves the simulated Azure by HTTPS on 127.0.0.1. The `Host` header names the service, so that
 * clients behind a CONNECT proxy, or with their own name resolution, use the real addresses.
 *
 * @throws {Error} the port is taken
 */
export async function serveSimulator(
  simulator: Simulator,
  options: ServeOptions = {},
): Promise<ServedSimulator> {
  const { cert, key } = options.certificate ?? (await createCertificate());
  const server = createServer({ cert, key }, (incoming, outgoing) => {
    answer(simulator, incoming, outgoing, options).catch((error: unknown) => {
      outgoing.destroy(error instanceof Error ? error : undefined);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `https://127.0.0.1:${port}`,
    certificate: cert,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(
  simulator: Simulator,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { onExchange }: ServeOptions,
): Promise<void> {
  const abort = new AbortController();
  outgoing.once('close', () => {
    abort.abort();
  });
  const request = await read(incoming);
  const time = new Date(simulator.world.now()).toISOString();
  const delivery = await simulator.send(request, abort.signal);
  const response = responseOf(delivery, request);
  onExchange?.(toNote(time, request, response));
  if (!response) {
    incoming.socket.destroy();
    return;
  }
  outgoing.writeHead(response.status, response.headers);
  outgoing.end(request.method === 'HEAD' ? undefined : response.body);
}

async function read(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new Error('The body is too large.');
    chunks.push(chunk);
  }
  const { method = 'GET', url = '/', headers } = incoming;
  // A client that was told another port still means the service.
  const host = (headers.host ?? 'localhost').replace(/:\d+$/, '');
  return {
    method,
    url: new URL(`https://${host}${url.startsWith('/') ? url : '/'}`),
    headers: new Map(
      Object.entries(headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
      ),
    ),
    body: chunks.length === 0 ? undefined : Buffer.concat(chunks).toString('utf8'),
  };
}

/** Undefined: nothing comes back. */
function responseOf(delivery: Delivery, { url }: WireRequest): WireResponse | undefined {
  switch (delivery.kind) {
    case 'answered':
      return delivery.response;
    case 'lost':
      return undefined;
    case 'hostNotFound':
      return {
        status: 501,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({
          error: {
            code: 'NotSimulated',
            message: `The simulated Azure does not know the host ${url.host}.`,
          },
        }),
      };
  }
}

function toNote(
  time: string,
  { method, url, headers, body }: WireRequest,
  response: WireResponse | undefined,
): NotedExchange {
  const isVault = url.host.endsWith('.vault.azure.net');
  const redact = (text: string, contentType = 'application/json'): Json =>
    redactBody(text, { contentType, isVault });
  return {
    time,
    method,
    host: url.host,
    path: url.pathname,
    query: redactAddress(url.search),
    requestHeaders: redactHeaders(headers),
    ...(body ? { requestBody: redact(body, headers.get('content-type')) } : {}),
    ...(response
      ? {
          status: response.status,
          responseHeaders: redactHeaders(Object.entries(response.headers)),
          ...(response.body === ''
            ? {}
            : { responseBody: redact(response.body, response.headers['content-type']) }),
        }
      : {}),
  };
}
