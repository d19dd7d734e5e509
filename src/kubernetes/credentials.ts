import { t } from '@vscode/l10n';
import type { KubeCluster, KubeUser } from '../core/kubeconfig/kubeconfig';
import { runPlugin, type PluginCredential, type PluginOptions } from './execPlugin';
import type { TlsOptions } from './connect';
import { readMaterial } from './material';
import { AccessProblem } from './problem';

/** What goes with each request to an API server. */
export interface Credentials {
  readonly tls: TlsOptions;
  readonly headers: Record<string, string | string[]>;
}

async function readToken(token: NonNullable<KubeUser['token']>): Promise<string> {
  const text = token.kind === 'text' ? token.text : (await readMaterial(token)).toString().trim();
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new AccessProblem(t('The token in the file that kubeconfig names is not one word.'));
}

async function authorization(
  { token, password }: KubeUser,
  given: PluginCredential | undefined,
): Promise<string | undefined> {
  if (token) return `Bearer ${await readToken(token)}`;
  if (password) {
    const pair = Buffer.from(`${password.user}:${password.password}`).toString('base64');
    return `Basic ${pair}`;
  }
  if (given?.token === undefined) return undefined;
  return `Bearer ${await readToken({ kind: 'text', text: given.token })}`;
}

function actingAs({ actsAs }: KubeUser): Credentials['headers'] {
  if (!actsAs) return {};
  const { user, groups } = actsAs;
  return {
    'impersonate-user': user,
    ...(groups.length === 0 ? {} : { 'impersonate-group': [...groups] }),
  };
}

/**
 * All that a context's cluster and user say, read from where they say it is.
 *
 * @throws {AccessProblem} a file or a program did not give it
 */
export async function readCredentials(
  cluster: KubeCluster,
  user: KubeUser,
  options: PluginOptions,
  signal: AbortSignal,
): Promise<Credentials> {
  const given = user.plugin && (await runPlugin(user.plugin, cluster, options, signal));
  const [ca, cert, key, authority] = await Promise.all([
    cluster.authority && readMaterial(cluster.authority),
    user.certificate ? readMaterial(user.certificate) : given?.certificate,
    user.key ? readMaterial(user.key) : given?.key,
    authorization(user, given),
  ]);
  return {
    tls: {
      rejectUnauthorized: !cluster.isUnverified,
      ...(ca ? { ca } : {}),
      ...(cert === undefined || key === undefined ? {} : { cert, key }),
      ...(cluster.serverName === undefined ? {} : { servername: cluster.serverName }),
    },
    headers: {
      accept: 'application/json',
      ...(authority === undefined ? {} : { authorization: authority }),
      ...actingAs(user),
    },
  };
}
