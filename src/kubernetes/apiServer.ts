import type { IncomingMessage } from 'node:http';
import { t } from '@vscode/l10n';
import type { KubeCluster, KubeUser } from '../core/kubeconfig/kubeconfig';
import type { ApiAnswer, ApiServer, Log } from '../core/ports';
import { requestOver } from './connect';
import { readCredentials, type Credentials } from './credentials';
import type { PluginOptions } from './execPlugin';
import { limit } from './limit';
import { AccessProblem, explainNetwork } from './problem';
import { proxyOf } from './proxyOf';

/** From the first packet to the end of the answer. */
const timeoutMs = 5_000;
const largestBodyBytes = 64 * 1024;

export interface ApiServerOptions extends PluginOptions {
  readonly log: Log;
}

/** The path below the server's own, which gateways to several clusters have. */
function addressOf(server: string, path: string): URL {
  const url = new URL(server);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`;
  return url;
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBodyBytes) {
      response.destroy();
      throw new AccessProblem(t('What the API server answers is too large to be true.'));
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** An API server as a context of a kubeconfig file reaches it. */
export function createApiServer(
  cluster: KubeCluster,
  user: KubeUser,
  options: ApiServerOptions,
): ApiServer {
  const { clock, env, log } = options;
  let reading: Promise<Credentials> | undefined;

  async function send(path: string, signal: AbortSignal): Promise<ApiAnswer> {
    const credentials = await (reading ??= readCredentials(cluster, user, options, signal));
    const url = addressOf(cluster.server, path);
    const proxy = cluster.proxyUrl === undefined ? proxyOf(url, env) : new URL(cluster.proxyUrl);
    const late = (): Error => new AccessProblem(t('{0} did not answer in time.', url.host));
    using bounds = limit(clock, signal, timeoutMs, late);
    const startedAtMs = clock.now();
    try {
      const { tls, headers } = credentials;
      const request = await requestOver(url, proxy, tls, { headers, signal: bounds.signal });
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        request.on('response', resolve);
        request.on('error', reject);
        request.end();
      });
      const body = parse(await readBody(response));
      const status = response.statusCode ?? 0;
      log.info(`GET ${url.origin}${url.pathname} ${status} ${clock.now() - startedAtMs} ms`);
      return { kind: 'answered', status, body };
    } catch (error) {
      bounds.signal.throwIfAborted();
      throw new AccessProblem(explainNetwork(error, url.host));
    }
  }

  return {
    async get(path, { signal }) {
      signal.throwIfAborted();
      try {
        return await send(path, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof AccessProblem)) throw error;
        log.info(`GET ${addressOf(cluster.server, path).href}: ${error.message}`);
        return { kind: 'failed', because: error.message };
      }
    },
  };
}
