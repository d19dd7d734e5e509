import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloudFront, type CloudFront, type CloudNames } from './cloudFront.mts';
import { startConnectProxy, type ConnectProxy } from './connectProxy.mts';
import { startSimulatorProcess, type SimulatorProcess } from './simulatorProcess.mts';
import type { VsCodeOptions } from './vsCode.mts';

const publicSignIn = 'login.microsoftonline.com';

/** What of the internet there is, with wildcards for one label. */
const hosts = [
  publicSignIn,
  'management.azure.com',
  'graph.microsoft.com',
  'vscode.dev',
  '*.vault.azure.net',
  '*.oic.prod-arc.azure.com',
];

/** Quick enough for what takes minutes in Azure; tokens still live for longer than a test. */
export const speed = 10;

export interface InternetOptions {
  /**
   * Hosts of another cloud by those of the public one, which are not there then, but for its sign-in:
   * libraries ask that one about any authority.
   */
  readonly cloudNames?: CloudNames;
  /** How VS Code learns of the proxy. */
  readonly proxyBy: 'environment' | 'setting';
  /** `user:password` that the proxy asks for; VS Code is told it by the setting. */
  readonly proxyLogin?: string;
}

export interface SimulatedInternetOptions extends InternetOptions {
  readonly scenario: string;
}

/** A simulated Azure that answers by HTTPS on this machine. */
type ServedAzure = AsyncDisposable & Pick<SimulatorProcess, 'port' | 'certificate'>;

/** An internet that consists of the simulated Azure alone, behind a proxy. */
export interface SimulatedInternet<Azure = SimulatorProcess> extends AsyncDisposable {
  readonly proxy: ConnectProxy;
  readonly azure: Azure;
  /** Absent: the public cloud, under its own names. */
  readonly front?: CloudFront;
  /** For a VS Code that has no other internet. */
  readonly vsCode: Required<Pick<VsCodeOptions, 'hosts' | 'env' | 'settings' | 'context'>>;
}

export const startSimulatedInternet = ({
  scenario,
  ...options
}: SimulatedInternetOptions): Promise<SimulatedInternet> =>
  startInternet(
    (folder) =>
      startSimulatorProcess({ scenario, speed, requestsFile: join(folder, 'requests.jsonl') }),
    options,
  );

/** @param startAzure gets a folder that goes with the internet */
export async function startInternet<Azure extends ServedAzure>(
  startAzure: (folder: string) => Promise<Azure>,
  { cloudNames, proxyBy, proxyLogin }: InternetOptions,
): Promise<SimulatedInternet<Azure>> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'internet-')));
  const certificateFile = join(folder.path, 'internet.crt');
  const azure = stack.use(await startAzure(folder.path));
  const front =
    cloudNames === undefined
      ? undefined
      : stack.use(await startCloudFront({ azure, names: cloudNames, others: hosts }));
  const { port, certificate } = front ?? azure;
  await writeFile(certificateFile, certificate);
  const proxy = stack.use(
    await startConnectProxy({
      accepts: (host) => isServed(host, cloudNames),
      port,
      ...(proxyLogin === undefined ? {} : { login: proxyLogin }),
    }),
  );
  const owned = stack.move();
  const isBySetting = proxyBy === 'setting';
  const address =
    proxyLogin === undefined ? proxy.url : proxy.url.replace('://', `://${proxyLogin}@`);
  return {
    proxy,
    azure,
    ...(front === undefined ? {} : { front }),
    vsCode: {
      // Where the user's browser is led to while signing in.
      hosts: new Map(
        [cloudNames?.[publicSignIn] ?? publicSignIn, 'vscode.dev'].map((host) => [
          `${host}:443`,
          port,
        ]),
      ),
      env: {
        ...(isBySetting ? {} : { HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.1,localhost' }),
        NODE_EXTRA_CA_CERTS: certificateFile,
      },
      settings: {
        ...(isBySetting ? { 'http.proxy': address } : {}),
        // Else VS Code trusts the system's certificates and no others.
        'http.systemCertificates': false,
      },
      context: { ignoreHTTPSErrors: true },
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function isServed(host: string, names: CloudNames = {}): boolean {
  if (Object.hasOwn(names, host)) return host === publicSignIn;
  const anyLabel = host.replace(/^[^.]+/, '*');
  return [...hosts, ...Object.values(names)].some((served) => [host, anyLabel].includes(served));
}
