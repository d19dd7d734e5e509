import { t } from '@vscode/l10n';
import type { PartId } from './verification';

/** What a code of a failed synchronization means here. */
export interface Meaning {
  readonly words: string;
  /** Where to look. */
  readonly at: PartId;
}

/** Codes of Microsoft Entra, of vaults and of the Secret Store extension, by upper case. */
const meanings: Readonly<Record<string, () => Meaning>> = {
  AADSTS70021: () => ({
    words: t(
      'The managed identity has no federated credential that is in force. A new one takes up to a minute.',
    ),
    at: 'issuerToCredential',
  }),
  AADSTS700211: () => ({
    words: t(
      'No federated credential of the identity names the issuer in the token: they differ, perhaps by a slash alone, or the API server signs with another issuer than the one that Azure Arc published.',
    ),
    at: 'issuerToCredential',
  }),
  AADSTS700212: () => ({
    words: t('The federated credential has another audience than the token.'),
    at: 'issuerToCredential',
  }),
  AADSTS700213: () => ({
    words: t(
      'No federated credential names the subject in the token: its namespace or service account is another one.',
    ),
    at: 'issuerToCredential',
  }),
  AADSTS700016: () => ({
    words: t(
      'No identity in this tenant has the client id that the provider class names: it was deleted, created anew or belongs to another tenant.',
    ),
    at: 'credentialToIdentity',
  }),
  AADSTS90002: () => ({
    words: t('The provider class names a tenant that does not exist in this cloud.'),
    at: 'providerClass',
  }),
  AADSTS50166: () => ({
    words: t(
      'Microsoft Entra could not fetch the issuer’s discovery document, or it names another issuer.',
    ),
    at: 'issuer',
  }),
  AADSTS700027: () => ({
    words: t('The token is signed with a key that the issuer does not publish.'),
    at: 'issuer',
  }),
  FORBIDDENBYRBAC: () => ({
    words: t('The identity’s roles at the vault are missing or not effective yet.'),
    at: 'identityToVault',
  }),
  FORBIDDENBYFIREWALL: () => ({
    words: t('The firewall of the vault keeps the cluster out.'),
    at: 'vault',
  }),
  FORBIDDENBYCONNECTION: () => ({
    words: t(
      'The vault allows no public access, and the cluster did not come by a private endpoint.',
    ),
    at: 'vault',
  }),
  ACCESSDENIED: () => ({
    words: t('The vault decides by access policies, and none lets the identity read secrets.'),
    at: 'vault',
  }),
  AKV10032: () => ({
    words: t('The vault trusts another tenant than that of the identity.'),
    at: 'vault',
  }),
  SECRETNOTFOUND: () => ({
    words: t('The vault has no secret of that name, or no version that is wanted.'),
    at: 'vault',
  }),
  SECRETDISABLED: () => ({ words: t('The secret is disabled in the vault.'), at: 'vault' }),
  CONTROLLERSPCERROR: () => ({
    words: t('The provider class that the SecretSync names is not on the cluster.'),
    at: 'providerClass',
  }),
  USERINPUTVALIDATIONFAILED: () => ({
    words: t('A mapping of the SecretSync does not fit the list of the provider class.'),
    at: 'providerClass',
  }),
  PARTIALSYNC: () => ({
    words: t('Some of its secrets could be fetched, others not.'),
    at: 'instanceToSecrets',
  }),
  INVALIDCLUSTERSECRETLABELERROR: () => ({
    words: t('A Kubernetes secret of that name was not made by the Secret Store extension.'),
    at: 'secrets',
  }),
  INVALIDCLUSTERSECRETANNOTATIONERROR: () => ({
    words: t('A Kubernetes secret of that name was changed by somebody else.'),
    at: 'secrets',
  }),
  VALIDATINGADMISSIONPOLICYCHECKFAILED: () => ({
    words: t('An admission policy of the cluster refuses the Kubernetes secret.'),
    at: 'secrets',
  }),
  CONTROLLERSYNCFAILED: () => ({
    words: t('The Secret Store extension could not write the Kubernetes secret.'),
    at: 'secrets',
  }),
  CONTROLLERINTERNALERROR: () => ({
    words: t('The Secret Store extension failed by itself. It tries again.'),
    at: 'instanceToSecrets',
  }),
  UNKNOWNERROR: () => ({
    words: t(
      'The Secret Store extension does not know why it failed. Its pods’ logs may say more.',
    ),
    at: 'instanceToSecrets',
  }),
  PROVIDERERROR: () => ({
    words: t('The secrets could not be fetched from the vault.'),
    at: 'instanceToSecrets',
  }),
};

const entraCode = /\bAADSTS\d{4,8}\b/i;
const vaultCodes = /\b(?:ForbiddenBy\w+|AccessDenied|AKV\d+|SecretNotFound|SecretDisabled)\b/gi;

/** Where Microsoft Entra explains a code of its own: by its digits, and by nothing else of the text. */
export const entraErrorPage = (code: string): string =>
  `https://login.microsoftonline.com/error?code=${code.replace(/\D/g, '')}`;

/** A failed synchronization, understood by its codes and never by other words of its message. */
export interface Understood {
  /** `AADSTS700211`, `ForbiddenByRbac`, else the reason. */
  readonly code: string;
  readonly meaning?: Meaning;
}

/** Entra's code decides, then the vault's, then the reason. */
export function understandFailure(reason: string, message: string): Understood {
  const entra = entraCode.exec(message)?.[0].toUpperCase();
  const known = [...message.matchAll(vaultCodes)]
    .map(([code]) => code)
    .find((code) => code.toUpperCase() in meanings);
  const code = entra ?? known ?? reason;
  const meaning = meanings[code.toUpperCase()]?.();
  return { code, ...(meaning ? { meaning } : {}) };
}
