import { t } from '@vscode/l10n';
import { partTitle } from './partTitle';
import type { PartId } from './verification';

/** What a code of a failed synchronization means here. */
export interface Meaning {
  readonly words: string;
  /** What mends it, or tells more. */
  readonly todo: string;
  /** Where to look. */
  readonly at: PartId;
}

/** Codes of Microsoft Entra, of vaults and of the Secret Store extension, by upper case. */
const meanings: Readonly<Record<string, () => Meaning>> = {
  AADSTS70021: () => ({
    words: t(
      'The managed identity has no federated credential that is in force. A new one takes up to a minute.',
    ),
    todo: t('Synchronize again in a minute; if it stays so, repair the credential.'),
    at: 'issuerToCredential',
  }),
  AADSTS700211: () => ({
    words: t(
      'No federated credential of the identity names the issuer in the token: they differ, perhaps by a slash alone, or the API server signs with another issuer than the one that Azure Arc published.',
    ),
    todo: t(
      'Compare the two issuers there: then repair the credential, or configure the API server.',
    ),
    at: 'issuerToCredential',
  }),
  AADSTS700212: () => ({
    words: t('The federated credential has another audience than the token.'),
    todo: t('Repair the credential.'),
    at: 'issuerToCredential',
  }),
  AADSTS700213: () => ({
    words: t(
      'No federated credential names the subject in the token: its namespace or service account is another one.',
    ),
    todo: t('Repair the credential.'),
    at: 'issuerToCredential',
  }),
  AADSTS700016: () => ({
    words: t(
      'No identity in this tenant has the client id that the provider class names: it was deleted, created anew or belongs to another tenant.',
    ),
    todo: t('Choose the identity again.'),
    at: 'credentialToIdentity',
  }),
  AADSTS90002: () => ({
    words: t('The provider class names a tenant that does not exist in this cloud.'),
    todo: t('Repair the provider class.'),
    at: 'providerClass',
  }),
  AADSTS50166: () => ({
    words: t(
      'Microsoft Entra could not fetch the issuer’s discovery document, or it names another issuer.',
    ),
    todo: t('Let the agents be updated by the Azure CLI, so that Azure Arc publishes it again.'),
    at: 'issuer',
  }),
  AADSTS700027: () => ({
    words: t('The token is signed with a key that the issuer does not publish.'),
    todo: t(
      'Azure Arc publishes new keys by itself in some minutes; if it does not, check its agents.',
    ),
    at: 'issuer',
  }),
  FORBIDDENBYRBAC: () => ({
    words: t('The identity’s roles at the vault are missing or not effective yet.'),
    todo: t('Grant the roles; new ones take 1 to 10 minutes to have an effect.'),
    at: 'identityToVault',
  }),
  FORBIDDENBYFIREWALL: () => ({
    words: t('The firewall of the vault keeps the cluster out.'),
    todo: t('Let the address of the cluster in by a rule, or add a private endpoint.'),
    at: 'vault',
  }),
  FORBIDDENBYCONNECTION: () => ({
    words: t(
      'The vault allows no public access, and the cluster did not come by a private endpoint.',
    ),
    todo: t('Add a private endpoint whose name the cluster resolves, or allow public access.'),
    at: 'vault',
  }),
  ACCESSDENIED: () => ({
    words: t('The vault decides by access policies, and none lets the identity read secrets.'),
    todo: t('Choose a vault with Azure role-based access control, or switch this one over.'),
    at: 'vault',
  }),
  AKV10032: () => ({
    words: t('The vault trusts another tenant than that of the identity.'),
    todo: t('Choose a vault and an identity of the same tenant.'),
    at: 'vault',
  }),
  SECRETNOTFOUND: () => ({
    words: t('The vault has no secret of that name, or no version that is wanted.'),
    todo: t('Set or recover it in the vault.'),
    at: 'vault',
  }),
  SECRETDISABLED: () => ({
    words: t('The secret is disabled in the vault.'),
    todo: t('Enable it in the vault.'),
    at: 'vault',
  }),
  CONTROLLERSPCERROR: () => ({
    words: t('The provider class that the SecretSync names is not on the cluster.'),
    todo: t('Repair the class, or let the SecretSync name one that is there.'),
    at: 'providerClass',
  }),
  USERINPUTVALIDATIONFAILED: () => ({
    words: t('A mapping of the SecretSync does not fit the list of the provider class.'),
    todo: t('Add the secret to the list, or correct the mapping.'),
    at: 'providerClass',
  }),
  PARTIALSYNC: () => ({
    words: t('Some of its secrets could be fetched, others not.'),
    todo: t('Look at each of its secrets in the vault.'),
    at: 'instanceToSecrets',
  }),
  INVALIDCLUSTERSECRETLABELERROR: () => ({
    words: t('A Kubernetes secret of that name was not made by the Secret Store extension.'),
    todo: t('Delete or rename that Kubernetes secret, or give the SecretSync another name.'),
    at: 'secrets',
  }),
  INVALIDCLUSTERSECRETANNOTATIONERROR: () => ({
    words: t('A Kubernetes secret of that name was changed by somebody else.'),
    todo: t('Undo that change, or delete the Kubernetes secret: the extension makes it again.'),
    at: 'secrets',
  }),
  VALIDATINGADMISSIONPOLICYCHECKFAILED: () => ({
    words: t('An admission policy of the cluster refuses the Kubernetes secret.'),
    todo: t('Ask whoever keeps the admission policies of the cluster.'),
    at: 'secrets',
  }),
  CONTROLLERSYNCFAILED: () => ({
    words: t('The Secret Store extension could not write the Kubernetes secret.'),
    todo: t('Look at the logs of its pods and at the quotas of the namespace.'),
    at: 'secrets',
  }),
  CONTROLLERINTERNALERROR: () => ({
    words: t('The Secret Store extension failed by itself. It tries again.'),
    todo: t('If it stays so after its next round, look at the logs of its pods.'),
    at: 'instanceToSecrets',
  }),
  UNKNOWNERROR: () => ({
    words: t('The Secret Store extension does not know why it failed.'),
    todo: t('Look at the logs of its pods.'),
    at: 'instanceToSecrets',
  }),
  PROVIDERERROR: () => ({
    words: t('The secrets could not be fetched from the vault.'),
    todo: t('Look at the links before it; if all are well, look at the logs of its pods.'),
    at: 'instanceToSecrets',
  }),
};

/** Where everybody looks already who reads of a failed synchronization. */
const ofSecrets: readonly PartId[] = ['instanceToSecrets', 'secrets'];

/** What it means here, which part of the picture to look at, and what to do. */
export const explainFailure = ({ words, todo, at }: Meaning): string =>
  [words, ...(ofSecrets.includes(at) ? [] : [t('Look at “{0}”.', partTitle(at))]), todo].join(' ');

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
