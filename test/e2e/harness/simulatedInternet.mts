import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startConnectProxy, type ConnectProxy } from './connectProxy.mts';
import { startSimulatorProcess, type SimulatorProcess } from './simulatorProcess.mts';
import type { VsCodeOptions } from './vsCode.mts';

/** What of the internet there is, with wildcards for one label. */
const hosts = [
  'login.microsoftonline.com',
  'management.azure.com',
  'graph.microsoft.com',
  'vscode.dev',
  '*.vault.azure.net',
  '*.oic.prod-arc.azure.com',
];

/** Quick enough for what takes minutes in Azure; tokens still live for longer than a test. */
const speed = 10;

/** Where the user's browser is led to while signing in. */
const signInHosts = ['login.microsoftonline.com', 'vscode.dev'];

export interface SimulatedInternetOptions {
  readonly scenario: string;
  /** How long an answer takes, in simulated ms; 0 if absent. */
  readonly latencyMs?: number;
  /** How VS Code learns of the proxy. */
  readonly proxyBy: 'environment' | 'setting';
  /** `user:password` that the proxy asks for; VS Code is told it by the setting. */
  readonly proxyLogin?: string;
}

/** An internet that consists of the simulated Azure alone, behind a proxy. */
export interface SimulatedInternet extends AsyncDisposable {
  readonly proxy: ConnectProxy;
  readonly azure: SimulatorProcess;
  /** For a VS Code that has no other internet. */
  readonly vsCode: Required<Pick<VsCodeOptions, 'hosts' | 'env' | 'settings' | 'context'>>;
}

export async function startSimulatedInternet({
  scenario,
  latencyMs = 0,
  proxyBy,
  proxyLogin,
}: SimulatedInternetOptions): Promise<SimulatedInternet> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'internet-')));
  const certificateFile = join(folder.path, 'internet.crt');
  const azure = stack.use(
    await startSimulatorProcess({
      scenario,
      speed,
      latencyMs,
      requestsFile: join(folder.path, 'requests.jsonl'),
    }),
  );
  await writeFile(certificateFile, azure.certificate);
  const proxy = stack.use(
    await startConnectProxy({
      accepts: isServed,
      port: azure.port,
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
    vsCode: {
      hosts: new Map(signInHosts.map((host) => [`${host}:443`, azure.port])),
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

function isServed(host: string): boolean {
  const anyLabel = host.replace(/^[^.]+/, '*');
  return hosts.includes(host) || hosts.includes(anyLabel);
}
