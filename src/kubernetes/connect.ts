import { ClientRequest, type IncomingMessage } from 'node:http';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { t } from '@vscode/l10n';
import { AccessProblem } from './problem';

/** How TLS is spoken with an API server. */
export type TlsOptions = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized'
>;

interface Address {
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
}

function addressOf({ hostname, port, protocol }: URL): Address {
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
  };
}

/** An address is not a name that TLS could ask for. */
const nameOf = (host: string): string => (isIP(host) === 0 ? host : '');

const secure = (options: ConnectionOptions & Address): Socket =>
  connectTls({ ...options, servername: options.servername ?? nameOf(options.host) });

function connectToProxy(proxy: URL): Socket {
  const address = addressOf(proxy);
  return proxy.protocol === 'https:' ? secure(address) : connectPlain(address);
}

/** A way through the proxy to the target. */
function tunnel(proxy: URL, target: URL, signal: AbortSignal): Promise<Socket> {
  const { host, port } = addressOf(target);
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const credentials = [proxy.username, proxy.password].map(decodeURIComponent).join(':');
  return new Promise((resolve, reject) => {
    const request = new ClientRequest({
      method: 'CONNECT',
      path: authority,
      setHost: false,
      headers: {
        host: authority,
        ...(credentials === ':'
          ? {}
          : { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
      },
      createConnection: () => connectToProxy(proxy),
      signal,
    });
    const refuse = ({ statusCode }: IncomingMessage): void => {
      request.destroy();
      reject(
        new AccessProblem(t('The proxy {0} answered with HTTP {1}.', proxy.host, statusCode ?? 0)),
      );
    };
    request.on('error', reject);
    request.on('response', refuse);
    request.on('connect', (response, socket) => {
      if (response.statusCode === 200) resolve(socket);
      else refuse(response);
    });
    request.end();
  });
}

/**
 * A request to `url` over TLS, directly or through a proxy. It does not go by the editor's own `https`,
 * which would put the editor's proxy and authorities in the place of those that kubeconfig names.
 */
export async function requestOver(
  url: URL,
  proxy: URL | undefined,
  tls: TlsOptions,
  request: { readonly headers: Record<string, string | string[]>; readonly signal: AbortSignal },
): Promise<ClientRequest> {
  const socket = proxy && (await tunnel(proxy, url, request.signal));
  const address = addressOf(url);
  return new ClientRequest({
    method: 'GET',
    path: `${url.pathname}${url.search}`,
    setHost: false,
    headers: { host: url.host, ...request.headers },
    createConnection: () => secure({ ...tls, ...address, ...(socket ? { socket } : {}) }),
    signal: request.signal,
  });
}
