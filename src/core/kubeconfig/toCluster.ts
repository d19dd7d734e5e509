import { t } from '@vscode/l10n';
import { booleanAt, stringAt, type JsonObject } from '../model/json';
import type { KubeCluster } from './kubeconfig';
import { toMaterial } from './toMaterial';

const insecure = 'insecure-skip-tls-verify';
const hostName = /^[A-Za-z0-9.:_-]{1,253}$/;

/** Why a cluster of a kubeconfig file can't be asked; undefined when it can. */
export function clusterProblem(body: JsonObject): string | undefined {
  const server = stringAt(body, 'server') ?? '';
  if (!URL.canParse(server)) return t('its server is not an address');
  const { protocol, username, password, search, hash } = new URL(server);
  if (protocol !== 'https:') return t('its server is not an https address');
  if (username !== '' || password !== '') return t('its server has a user or password in it');
  if (search !== '' || hash !== '') return t('its server has a query in it');
  const serverName = stringAt(body, 'tls-server-name');
  if (serverName !== undefined && !hostName.test(serverName)) {
    return t('its tls-server-name is not a host name');
  }
  if (booleanAt(body, insecure) === true && toMaterial(body, 'certificate-authority', '')) {
    return t('it has a certificate authority and says that certificates are not checked');
  }
  const proxy = stringAt(body, 'proxy-url');
  return proxy === undefined ? undefined : proxyProblem(proxy);
}

function proxyProblem(proxy: string): string | undefined {
  if (!URL.canParse(proxy)) return t('its proxy-url is not an address');
  const { protocol } = new URL(proxy);
  return protocol === 'http:' || protocol === 'https:'
    ? undefined
    : t('its proxy is of a kind that is not supported ({0})', protocol.replace(/:$/, ''));
}

/** One that has no {@link clusterProblem}. */
export function toCluster(body: JsonObject, origin: string): KubeCluster {
  const authority = toMaterial(body, 'certificate-authority', origin);
  const serverName = stringAt(body, 'tls-server-name');
  const proxyUrl = stringAt(body, 'proxy-url');
  return {
    server: stringAt(body, 'server') ?? '',
    isUnverified: booleanAt(body, insecure) === true,
    ...(authority ? { authority } : {}),
    ...(serverName === undefined ? {} : { serverName }),
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
  };
}
