import { once } from 'node:events';
import { createServer, request as sendRequest } from 'node:https';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createCertificateFor } from '../../../src/simulator/certificate';
import type { SimulatorProcess } from './simulatorProcess.mts';

/** A host of another cloud by the one that the simulator knows; each is a whole name. */
export type CloudNames = Readonly<Record<string, string>>;

/** A request to the cloud, as far as tests look at it. */
export interface FrontRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly hasToken: boolean;
}

/** The simulated Azure under the names of another cloud. Hosts without another name keep theirs. */
export interface CloudFront extends AsyncDisposable {
  readonly port: number;
  /** PEM, to be trusted. */
  readonly certificate: string;
  /** All requests so far, oldest first. */
  readonly requests: readonly FrontRequest[];
}

export interface CloudFrontOptions {
  readonly azure: Pick<SimulatorProcess, 'port' | 'certificate'>;
  readonly names: CloudNames;
  /** Hosts that keep their names, with wildcards for one label. */
  readonly others: readonly string[];
}

export async function startCloudFront({
  azure,
  names,
  others,
}: CloudFrontOptions): Promise<CloudFront> {
  const requests: FrontRequest[] = [];
  const { cert, key } = await createCertificateFor([...Object.values(names), ...others]);
  const server = createServer({ cert, key }, (incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const host = headers.host?.replace(/:\d+$/, '') ?? '';
    const hasToken = headers.authorization !== undefined;
    requests.push({ method, host, path: url.replace(/\?.*/, ''), hasToken });
    pass(incoming, outgoing, { azure, host, names }).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    certificate: cert,
    requests,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** The simulator sees its own names only, and whoever asked sees only those that they asked for. */
async function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { azure, host, names }: Omit<CloudFrontOptions, 'others'> & { readonly host: string },
): Promise<void> {
  const isOther = Object.values(names).includes(host);
  const pairs = isOther ? Object.entries(names) : [];
  const inward = (said: string): string =>
    pairs.reduce((changed, [simulated, name]) => changed.replaceAll(name, simulated), said);
  const outward = (said: string): string =>
    pairs.reduce((changed, [simulated, name]) => changed.replaceAll(simulated, name), said);
  const body = Buffer.from(inward(await text(incoming)));
  const sent = sendRequest({
    host: '127.0.0.1',
    port: azure.port,
    ca: azure.certificate,
    method: incoming.method,
    path: inward(incoming.url ?? '/'),
    headers: { ...whole(incoming.headers, body), host: inward(host) },
  });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const answered = Buffer.from(outward(await text(answer)));
  const headers = Object.entries(whole(answer.headers, answered)).map(([name, value]) => [
    name,
    typeof value === 'string' ? outward(value) : value,
  ]);
  outgoing.writeHead(answer.statusCode ?? 502, Object.fromEntries(headers) as OutgoingHttpHeaders);
  outgoing.end(answered);
}

/** Headers for a body that is sent in one piece. */
const whole = (headers: OutgoingHttpHeaders, body: Buffer): OutgoingHttpHeaders => ({
  ...Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'transfer-encoding')),
  'content-length': body.length,
});
