import { t } from '@vscode/l10n';
import { ArmError, stillRunningCode, UserFacingError, type Remedy } from './errors';
import { shortPath } from './model/armId';
import type { ShownFailure } from './model/run';
import { visible } from './model/visible';

const notOffered = (): string =>
  t(
    'Azure does not offer this kind of resource here: not in this region or cloud, or not yet in this version. Choose another region.',
  );

const locationOffline = (): string =>
  t('The custom location does not answer. Check that the cluster is connected.');

/** Texts for the service codes that people meet, by lower-case code: what it means, what to do. */
const byCode: Readonly<Record<string, () => string>> = {
  authorizationfailed: () =>
    t(
      'Your account lacks the permission for this. Ask an administrator for the role; a role that was just granted takes up to 10 minutes.',
    ),
  linkedauthorizationfailed: () =>
    t(
      'Your account may write this resource but not use one that it refers to (the custom location or the managed identity). Ask for Contributor there.',
    ),
  requestdisallowedbypolicy: () =>
    t('An Azure Policy of your organisation forbids it. Ask its owner for an exemption.'),
  scopelocked: () => t('A lock protects the resource. Remove the lock, then try again.'),
  readonlydisabledsubscription: () =>
    t('The subscription is disabled and only readable. Enable it again in the Azure portal.'),
  invalidauthenticationtoken: () => t('The sign-in is not accepted any more. Sign in again.'),
  expiredauthenticationtoken: () => t('The sign-in has expired. Sign in again.'),
  subscriptionnotfound: () =>
    t('The subscription is in another tenant, or your account may not see it.'),
  noregisteredproviderfound: () => notOffered(),
  invalidresourcetype: () => notOffered(),
  operationnotallowed: () => byReason.conflict(),
  missingsubscriptionregistration: () =>
    t(
      'The subscription has not registered this resource provider. “Check Prerequisites…” registers it; then try again.',
    ),
  principalnotfound: () =>
    t(
      'Microsoft Entra does not know the managed identity yet. A new identity takes a few minutes; try again then.',
    ),
  roleassignmentexists: () =>
    t('The identity has this role there already, by an assignment of another name. Verify again.'),
  roleassignmentupdatenotpermitted: () =>
    t(
      'The name of the role assignment is taken by another one. Look at the plan again: it then takes another name.',
    ),
  roledefinitiondoesnotexist: () =>
    t('This cloud or tenant does not know the role. Check the chosen cloud.'),
  roleassignmentlimitexceeded: () =>
    t('The subscription has reached its limit of role assignments. Delete unused ones.'),
  concurrentfederatedidentitycredentialswritesforsinglemanagedidentity: () =>
    t('Somebody else is changing the credentials of this identity. Try again in a moment.'),
  invalidauthenticationtokentenant: () =>
    t('The sign-in belongs to another tenant. Sign in to the tenant of this resource.'),
  vaultalreadyexists: () =>
    t(
      'The name of the key vault is taken somewhere in the world, perhaps by a deleted one. Choose another name, or recover the deleted vault.',
    ),
  vaultnamenotvalid: () =>
    t(
      'Azure does not accept the name of the key vault: 3 to 24 letters, digits and single hyphens. Choose another name.',
    ),
  conflicterror: () =>
    t(
      'A deleted key vault keeps this name, or the vault is being changed. Recover it, choose another name, or try again in a moment.',
    ),
  forbiddenbyrbac: () =>
    t(
      'Your account has no role for the secrets of this key vault. Assign “Key Vault Secrets Officer”; a new role takes up to 10 minutes.',
    ),
  forbiddenbyfirewall: () =>
    t('The firewall of the key vault keeps this machine out. Allow its network, or use another.'),
  forbiddenbyconnection: () =>
    t('The key vault allows no public access. Work from a network with a private endpoint to it.'),
  accessdenied: () =>
    t(
      'The key vault decides by access policies, and none lets your account in. Switch the vault to Azure RBAC, or choose another.',
    ),
  objectisdeletedbutrecoverable: () =>
    t('A deleted secret keeps this name. Recover it in the key vault, or choose another name.'),
  objectisbeingrecovered: () =>
    t('The secret is being recovered by its key vault. Try again in a minute.'),
  objectisbeingdeleted: () => t('A secret of this name is being deleted. Try again in a minute.'),
  secretnotfound: () => t('The key vault has no secret of this name. Set it there first.'),
  secretdisabled: () => t('The secret is disabled. Enable it in the key vault.'),
  extendedlocationnotfound: () => locationOffline(),
  invalidextendedlocation: () => locationOffline(),
};

/** A failure of the network says more by itself. */
const byReason: Readonly<Record<Exclude<ArmError['reason'], 'network'>, () => string>> = {
  notFound: () => t('It does not exist, or your account may not see it.'),
  forbidden: () =>
    t('Your account lacks the permission for this. Ask an administrator for the role.'),
  unauthenticated: () => t('The sign-in is not accepted. Sign in again.'),
  conflict: () =>
    t('Another change of the same resource is under way. Try again when it has ended.'),
  throttled: () => t('Azure asks to slow down. Try again in a few minutes.'),
  invalid: () => t('Azure does not accept the request.'),
  unavailable: () => t('Azure does not answer properly at the moment. Try again.'),
  operationFailed: () => t('Azure accepted the change, but could not carry it out.'),
  refusedHost: () =>
    t('The answer pointed to a host outside the chosen cloud; nothing was sent there.'),
  malformed: () => t('The answer was not what Azure documents.'),
};

/** The message is ours, not Azure's. */
const isOwn = ({ reason, details }: ArmError): boolean =>
  reason === 'network' || details.code === stillRunningCode;

/** One sentence or two for a failed request: what it means and what to do. */
export function explainArmError(error: ArmError): string {
  const { message, reason, details } = error;
  if (reason === 'network') {
    return t('{0} Check the network and the proxy, then try again.', message);
  }
  if (details.code === stillRunningCode) {
    return t('{0} Then run it again: it looks first, and writes only what is missing.', message);
  }
  return (byCode[details.code?.toLowerCase() ?? ''] ?? byReason[reason])();
}

/** Names that belong to the explanation: of the policies that forbid it, of the tenant to sign in to. */
export function namedBy({ details: { policies = [], tenantId } }: ArmError): string | undefined {
  if (policies.length > 0) {
    const names = policies.map((name) => `“${visible(name, 200)}”`).join(', ');
    return policies.length === 1 ? t('The policy: {0}.', names) : t('The policies: {0}.', names);
  }
  return tenantId === undefined ? undefined : t('The tenant: {0}.', tenantId);
}

const permissionCodes: readonly (string | undefined)[] = [
  'authorizationfailed',
  'linkedauthorizationfailed',
];

/** What can be offered beside the words for an error: wherever a permission lacks, to ask for it. */
export function offeredFor(error: unknown): Remedy | undefined {
  if (UserFacingError.is(error)) return error.remedy;
  return ArmError.is(error, 'forbidden') &&
    permissionCodes.includes(error.details.code?.toLowerCase())
    ? 'request'
    : undefined;
}

/** A failure in the words that a person gets: what happened, on which resource, what to do. */
export function toShownFailure(error: unknown): ShownFailure {
  const remedy = offeredFor(error);
  const offered = remedy === undefined ? {} : { remedy };
  if (ArmError.is(error)) {
    const { code, correlationId, path } = error.details;
    const subject = path === undefined ? '' : `${shortPath(path)}: `;
    const meaning = `${subject}${explainArmError(error)}`;
    return {
      // The service's own text is data; it comes last, after ours.
      message: [
        meaning,
        ...[namedBy(error)].filter((named) => named !== undefined),
        ...(isOwn(error) ? [] : [t('Azure says: {0}', error.message)]),
      ].join(' '),
      meaning,
      ...(code === undefined ? {} : { code }),
      ...(correlationId === undefined ? {} : { correlationId }),
      ...offered,
    };
  }
  if (UserFacingError.is(error)) {
    const { message, lacking } = error;
    return {
      message,
      meaning: message,
      ...offered,
      ...(lacking.length === 0 ? {} : { lacking }),
    };
  }
  return { message: error instanceof Error ? error.message : String(error) };
}

/** What keeps somebody from reading besides a permission, by lower-case code. */
const unreadByCode: Readonly<Record<string, () => string>> = {
  forbiddenbyfirewall: () => t('the firewall of the key vault keeps this machine out'),
  forbiddenbyconnection: () =>
    t('the key vault allows no public access, and this machine has no private endpoint to it'),
  accessdenied: () => t('no access policy of the key vault lets your account in'),
  forbiddenbyrbac: () =>
    t(
      'your account has no role for the secrets of the key vault, or one that is not effective yet',
    ),
};

/** Why something could not be read, as the end of the sentence `could not read: …`. */
export function becauseOf(error: unknown): string {
  if (!ArmError.is(error)) return error instanceof Error ? error.message : String(error);
  const said = unreadByCode[error.details.code?.toLowerCase() ?? ''];
  if (said) return said();
  switch (error.reason) {
    case 'forbidden':
      return t('your account has no permission to read it');
    case 'unauthenticated':
      return t('the sign-in is not accepted');
    case 'throttled':
      return t('Azure asks to slow down');
    case 'network':
      return t('Azure could not be reached');
    default:
      return error.details.code ?? error.message;
  }
}
