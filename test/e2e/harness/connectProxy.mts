import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ConnectProxyOptions {
  /** True for a host that leads to `port`; all others are refused. */
  accepts(host: string): boolean;
  /** On this machine. */
  readonly port: number;
  /** `user:password`, without which nothing is let through. */
  readonly login?: string;
}

/** A proxy as companies have it, but its way out ends on this machine. */
export interface ConnectProxy extends AsyncDisposable {
  /** Without user and password. */
  readonly url: string;
  /** Hosts that were asked for and led on, each once. */
  readonly reached: ReadonlySet<string>;
  /** Hosts that were asked for in vain, each once. */
  readonly refused: ReadonlySet<string>;
  /** What it does from now on. */
  mood: ProxyMood;
}

/** `asks`: for another login than it was started with; `refuses`: every host; `isDown`: hangs up. */
export type ProxyMood = 'serves' | 'asks' | 'refuses' | 'isDown';

export async function startConnectProxy(options: ConnectProxyOptions): Promise<ConnectProxy> {
  const reached = new Set<string>();
  const refused = new Set<string>();
  let mood: ProxyMood = 'serves';
  const { login } = options;
  const wanted = login === undefined ? undefined : `Basic ${Buffer.from(login).toString('base64')}`;
  const open = new Set<Duplex>();
  const keep = (socket: Duplex): void => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    // Whoever hangs up in the middle of a tunnel does so on purpose.
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((_, response) => {
    response.writeHead(405).end();
  });
  server.on('connection', (socket) => {
    keep(socket);
    if (mood === 'isDown') socket.destroy();
  });
  server.on('connect', ({ url = '', headers }, client: Duplex, head: Buffer) => {
    const host = url.slice(0, url.lastIndexOf(':')).toLowerCase();
    const isStranger = wanted !== undefined && headers['proxy-authorization'] !== wanted;
    if (mood === 'asks' || isStranger) {
      client.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\n' +
          'Proxy-Authenticate: Basic realm="Contoso"\r\nConnection: close\r\n\r\n',
      );
      return;
    }
    if (mood === 'refuses' || !options.accepts(host)) {
      refused.add(host);
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    reached.add(host);
    const far: Socket = connect(options.port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      far.write(head);
      far.pipe(client).pipe(far);
    });
    keep(far);
    far.once('close', () => client.destroy());
    client.once('close', () => far.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    reached,
    refused,
    get mood() {
      return mood;
    },
    set mood(next) {
      mood = next;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
