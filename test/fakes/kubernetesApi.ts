import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';

/** PEM texts. */
interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface Authorities {
  /** Of the API server. */
  readonly ca: Pair;
  readonly server: Pair;
  /** Signed by `ca`. */
  readonly client: Pair;
  /** Of somebody else. */
  readonly stranger: Pair;
}

async function authority(name: string): Promise<Pair> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  return { cert, key };
}

async function signedBy(ca: Pair, name: string, isServer: { readonly isServer: boolean }) {
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: isServer.isServer, clientAuth: !isServer.isServer },
      {
        name: 'subjectAltName',
        altNames: isServer.isServer
          ? [
              { type: 2, value: 'kubernetes' },
              { type: 7, ip: '127.0.0.1' },
            ]
          : [{ type: 2, value: name }],
      },
    ],
  });
  return { cert, key };
}

/** Certificates as a cluster has them. */
export async function createAuthorities(): Promise<Authorities> {
  const [ca, stranger] = await Promise.all([authority('cluster'), authority('stranger')]);
  const [server, client] = await Promise.all([
    signedBy(ca, 'kubernetes', { isServer: true }),
    signedBy(ca, 'admin', { isServer: false }),
  ]);
  return { ca, server, client, stranger };
}

export interface KubernetesApiOptions {
  readonly authorities: Authorities;
  /** Bearer tokens that it lets in. */
  readonly tokens?: readonly string[];
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface KubernetesApi extends AsyncDisposable {
  /** `https://127.0.0.1:…`. */
  readonly url: string;
  readonly port: number;
  /** What arrived: who it was let in as, or `nobody`. */
  readonly requests: { readonly path: string; readonly who: string; readonly headers: unknown }[];
}

function whoOf(request: IncomingMessage, tokens: readonly string[]): string {
  const { authorization = '' } = request.headers;
  const token = /^Bearer (.+)$/.exec(authorization)?.[1];
  if (token !== undefined) return tokens.includes(token) ? `token ${token}` : 'nobody';
  if (authorization === `Basic ${Buffer.from('me:pw').toString('base64')}`) return 'me';
  const socket = request.socket as TLSSocket;
  return socket.authorized
    ? `certificate ${String(socket.getPeerCertificate().subject.CN)}`
    : 'nobody';
}

export const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

/** An API server as far as it matters here: TLS of its own authority, certificates and tokens checked. */
export async function startKubernetesApi(options: KubernetesApiOptions): Promise<KubernetesApi> {
  const { authorities, tokens = [], answer } = options;
  const requests: { path: string; who: string; headers: unknown }[] = [];
  const server: Server = createServer(
    {
      ...authorities.server,
      ca: authorities.ca.cert,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      const who = whoOf(request, tokens);
      requests.push({ path: request.url ?? '', who, headers: request.headers });
      if (who === 'nobody') json(response, 401, { kind: 'Status', code: 401 });
      else if (answer) answer(request, response);
      else json(response, 200, { issuer: 'https://issuer.example/a' });
    },
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
