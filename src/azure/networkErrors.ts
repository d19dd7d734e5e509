import { t } from '@vscode/l10n';
import { ArmError, UserFacingError } from '../core/errors';

/** The code of a failure that lies on this side of the proxy. */
export const proxyUnreachable = 'ProxyUnreachable';

/** Failures of the way to Azure that another try may not meet again. */
const transient: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
  // The transport's own: the request could not be sent; the answer broke off in its body.
  'REQUEST_SEND_ERROR',
  'PARSE_ERROR',
  proxyUnreachable,
]);

export const isTransient = (error: unknown): boolean =>
  ArmError.is(error, 'network') && transient.has(error.details.code ?? '');

/** What the transport threw, as an {@link ArmError} if it is not written for a person already. */
export function toNetworkError(
  error: unknown,
  method: string,
  url: string,
): ArmError | UserFacingError {
  if (ArmError.is(error) || UserFacingError.is(error)) return error;
  const { host, pathname } = new URL(url);
  const code = codeOf(error);
  const details = { ...(code === undefined ? {} : { code }), method, path: pathname };
  return new ArmError('network', explain(code, host), details, { cause: error });
}

/** Of the secrets of a key vault, in each cloud. */
const vaultHost = /\.vault\./i;

function explain(code: string | undefined, host: string): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return vaultHost.test(host)
        ? t(
            '{0} was not found. The address of a new key vault takes some minutes; a vault with private access is found from its own network only.',
            host,
          )
        : t('{0} was not found. Check the network connection and the DNS settings.', host);
    case 'ECONNREFUSED':
      return t('{0} refused the connection.', host);
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return t('{0} did not answer in time.', host);
    default:
      return isTlsCode(code)
        ? t('The certificate of {0} is not trusted ({1}).', host, code ?? '')
        : t('The connection to {0} failed ({1}).', host, code ?? t('no reason given'));
  }
}

const isTlsCode = (code: string | undefined): boolean =>
  code !== undefined && /CERT|TLS|SSL|UNABLE_TO_|SELF_SIGNED/.test(code);

/** The first `code` on the way down the causes: fetch, say, hides it in there. */
function codeOf(error: unknown): string | undefined {
  let here = error;
  for (let depth = 0; depth < 5 && here instanceof Error; depth++) {
    if ('code' in here && typeof here.code === 'string' && here.code !== '') return here.code;
    here = here.cause;
  }
  return undefined;
}
