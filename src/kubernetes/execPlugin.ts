import { execFile } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { t } from '@vscode/l10n';
import type { ExecPlugin, KubeCluster } from '../core/kubeconfig/kubeconfig';
import { at, stringAt } from '../core/model/json';
import type { Clock } from '../core/ports';
import { limit } from './limit';
import { readMaterial } from './material';
import { AccessProblem } from './problem';

/** What a program gave: a token, a certificate with its key, or both. */
export interface PluginCredential {
  readonly token?: string;
  readonly certificate?: string;
  readonly key?: string;
}

export interface PluginOptions {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** It may have to ask a sign-in service over the network. */
const timeoutMs = 15_000;
const largestOutputBytes = 64 * 1024;

const runFile = promisify(execFile);

/** As kubectl tells a program what it is asked for. */
async function executionInfo(plugin: ExecPlugin, cluster: KubeCluster): Promise<string> {
  const { server, serverName, authority, isUnverified, proxyUrl } = cluster;
  const about = {
    server,
    ...(serverName === undefined ? {} : { 'tls-server-name': serverName }),
    ...(isUnverified ? { 'insecure-skip-tls-verify': true } : {}),
    ...(authority
      ? { 'certificate-authority-data': (await readMaterial(authority)).toString('base64') }
      : {}),
    ...(proxyUrl === undefined ? {} : { 'proxy-url': proxyUrl }),
  };
  return JSON.stringify({
    kind: 'ExecCredential',
    apiVersion: plugin.apiVersion,
    spec: { interactive: false, ...(plugin.wantsCluster ? { cluster: about } : {}) },
  });
}

/** A bare name is looked for in PATH; a path starts at the kubeconfig file. */
export const programOf = ({ command, origin }: ExecPlugin): string =>
  /[/\\]/.test(command) ? resolve(dirname(origin), command) : command;

async function run(
  plugin: ExecPlugin,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<string> {
  const running = runFile(programOf(plugin), plugin.args, {
    env,
    signal,
    killSignal: 'SIGKILL',
    maxBuffer: largestOutputBytes,
    windowsHide: true,
  });
  // Nobody answers: what asks all the same shall see the end of its input.
  running.child.stdin?.end();
  return (await running).stdout;
}

/** What went wrong, without a word of what the program printed: it may be a secret. */
function explain(error: unknown, { command }: ExecPlugin): AccessProblem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return new AccessProblem(t('The program {0} is not on this machine.', command));
    case 'EACCES':
    case 'EINVAL':
      return new AccessProblem(t('The program {0} cannot be started.', command));
    case 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER':
      return new AccessProblem(t('The program {0} printed more than credentials.', command));
    default:
      return new AccessProblem(
        t(
          'The program {0} ended without credentials ({1}). Run it in a terminal to see why.',
          command,
          typeof code === 'number' ? t('code {0}', code) : t('no code'),
        ),
      );
  }
}

function parse(output: string, { command, apiVersion }: ExecPlugin): PluginCredential {
  let answer: unknown;
  try {
    answer = JSON.parse(output);
  } catch {
    answer = undefined;
  }
  const token = stringAt(answer, 'status', 'token');
  const certificate = stringAt(answer, 'status', 'clientCertificateData');
  const key = stringAt(answer, 'status', 'clientKeyData');
  const isCredential =
    at(answer, 'kind') === 'ExecCredential' && at(answer, 'apiVersion') === apiVersion;
  if (!isCredential || (token === undefined && (certificate === undefined || key === undefined))) {
    throw new AccessProblem(t('What the program {0} printed are no credentials.', command));
  }
  return {
    ...(token === undefined ? {} : { token }),
    ...(certificate === undefined || key === undefined ? {} : { certificate, key }),
  };
}

/**
 * Runs a program that prints credentials, without a shell. Only after the user has agreed to it.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 * @throws {AccessProblem} it gave none, or not in time
 */
export async function runPlugin(
  plugin: ExecPlugin,
  cluster: KubeCluster,
  { clock, env }: PluginOptions,
  signal: AbortSignal,
): Promise<PluginCredential> {
  const late = (): Error =>
    new AccessProblem(t('The program {0} did not end in time.', plugin.command));
  using bounds = limit(clock, signal, timeoutMs, late);
  const own = Object.fromEntries(plugin.env.map(({ name, value }) => [name, value]));
  const told = { KUBERNETES_EXEC_INFO: await executionInfo(plugin, cluster) };
  try {
    return parse(await run(plugin, { ...env, ...own, ...told }, bounds.signal), plugin);
  } catch (error) {
    bounds.signal.throwIfAborted();
    throw error instanceof AccessProblem ? error : explain(error, plugin);
  }
}
