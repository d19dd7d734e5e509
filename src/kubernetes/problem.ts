import { t } from '@vscode/l10n';

/** Why an API server could not be asked, in words that a person gets. No secret is in them. */
export class AccessProblem extends Error {
  override readonly name = 'AccessProblem';
}

const isTlsCode = (code: string): boolean => /CERT|TLS|SSL|UNABLE_TO_|SELF_SIGNED/.test(code);

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** What the network or TLS threw on the way to `host`, in words. */
export function explainNetwork(error: unknown, host: string): string {
  if (error instanceof AccessProblem) return error.message;
  const code = codeOf(error);
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return t('{0} was not found. Is this machine in the cluster’s network?', host);
    case 'ECONNREFUSED':
      return t('{0} refused the connection. Is it the right port, and does it run?', host);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return t('{0} cannot be reached from this machine.', host);
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return t(
        'The certificate of {0} names another host. Set tls-server-name in the kubeconfig file.',
        host,
      );
    case 'ERR_OSSL_X509_KEY_VALUES_MISMATCH':
      return t('The client certificate and its key do not belong together.');
    default:
      if (/^ERR_OSSL_(PEM|ASN1|EVP|X509|DSO|UNSUPPORTED)/.test(code)) {
        return t('A certificate or key in the kubeconfig file cannot be read ({0}).', code);
      }
      if (/ALERT|HANDSHAKE/.test(code)) {
        return t('{0} refused the client certificate ({1}).', host, code);
      }
      return isTlsCode(code)
        ? t(
            'The certificate of {0} is not from the authority that kubeconfig names ({1}).',
            host,
            code,
          )
        : t('The connection to {0} failed ({1}).', host, code || t('no reason given'));
  }
}
