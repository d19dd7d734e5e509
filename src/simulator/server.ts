import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Json } from '../core/model/json';
import { createCertificate, type Certificate } from './certificate';
import type { WireRequest, WireResponse } from './provider';
import { redactAddress, redactBody, redactHeaders } from './redact';
import type { Simulator } from './simulator';
import type { Delivery } from './wire';

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

/** What of a simulated Azure is served. */
type Served = Pick<Simulator, 'world' | 'send'>;

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

/** What came in is no request that can be understood. */
class RequestError extends Error {
  constructor(
    readonly status: 400 | 413,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Serves the simulated Azure by HTTPS on 127.0.0.1. The `Host` header names the service, so that
 * clients behind a CONNECT proxy, or with their own name resolution, use the real addresses.
 *
 * @throws {Error} the port is taken
 */
export async function serveSimulator(
  simulator: Served,
  options: ServeOptions = {},
): Promise<ServedSimulator> {
  const { cert, key } = options.certificate ?? (await createCertificate(simulator.world));
  const server = createServer({ cert, key }, (incoming, outgoing) => {
    answer(simulator, incoming, outgoing, options).catch((error: unknown) => {
      if (error instanceof RequestError) refuse(outgoing, error);
      else outgoing.destroy(error instanceof Error ? error : undefined);
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
  simulator: Served,
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
  if (delivery.kind === 'silent') return;
  if (!response) {
    incoming.socket.destroy();
    return;
  }
  if (delivery.kind === 'cut') {
    const length = Buffer.byteLength(response.body);
    outgoing.writeHead(response.status, { ...response.headers, 'content-length': length });
    outgoing.write(Buffer.from(response.body).subarray(0, Math.floor(length / 2)), () => {
      incoming.socket.destroy();
    });
    return;
  }
  outgoing.writeHead(response.status, response.headers);
  outgoing.end(request.method === 'HEAD' ? undefined : response.body);
}

function refuse(outgoing: ServerResponse, { status, message }: RequestError): void {
  outgoing.writeHead(status, { 'content-type': 'text/plain' }).end(message);
}

/** @throws {RequestError} it names no host, or is too large */
async function read(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest is read, too: a client that still sends would not see the answer.
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  if (size > maxBodyBytes) throw new RequestError(413, 'The body is too large.');
  const { method = 'GET', url = '/', headers } = incoming;
  return {
    method,
    url: addressOf(headers.host, url),
    headers: new Map(
      Object.entries(headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
      ),
    ),
    body: chunks.length === 0 ? undefined : Buffer.concat(chunks).toString('utf8'),
  };
}

/** @throws {RequestError} */
function addressOf(host: string | undefined, target: string): URL {
  // A client that was told another port still means the service.
  const name = host?.replace(/:\d+$/, '') ?? '';
  const address = `https://${name}${target}`;
  if (/^[\w.-]+$/.test(name) && target.startsWith('/') && URL.canParse(address)) {
    return new URL(address);
  }
  throw new RequestError(400, 'The request names no host.');
}

/** Undefined: nothing comes back. */
function responseOf(delivery: Delivery, { url }: WireRequest): WireResponse | undefined {
  switch (delivery.kind) {
    case 'answered':
    case 'cut':
      return delivery.response;
    case 'failed':
    case 'silent':
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
