import { t } from '@vscode/l10n';
import { ArmError, UserFacingError } from './errors';
import { shortPath } from './model/armId';
import type { ShownFailure } from './model/run';

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
  missingsubscriptionregistration: () =>
    t(
      'The subscription has not registered this resource provider. “Check Prerequisites…” registers it; then try again.',
    ),
  principalnotfound: () =>
    t(
      'Microsoft Entra does not know the managed identity yet. A new identity takes a few minutes; try again then.',
    ),
  roleassignmentlimitexceeded: () =>
    t('The subscription has reached its limit of role assignments. Delete unused ones.'),
  concurrentfederatedidentitycredentialswritesforsinglemanagedidentity: () =>
    t('Somebody else is changing the credentials of this identity. Try again in a moment.'),
  invalidauthenticationtokentenant: () =>
    t('The sign-in belongs to another tenant. Sign in to the tenant of this resource.'),
  extendedlocationnotfound: () =>
    t('The custom location does not answer. Check that the cluster is connected.'),
};

/** A failure of the network says more by itself. */
const byReason: Readonly<Record<Exclude<ArmError['reason'], 'network'>, () => string>> = {
  notFound: () => t('It does not exist, or your account may not see it.'),
  forbidden: () => t('Your account lacks the permission for this.'),
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

/** One sentence or two for a failed request: what it means and what to do. */
export const explainArmError = (error: ArmError): string =>
  error.reason === 'network'
    ? t('{0} Check the network and the proxy, then try again.', error.message)
    : (byCode[error.details.code?.toLowerCase() ?? ''] ?? byReason[error.reason])();

/** A failure in the words that a person gets: what happened, on which resource, what to do. */
export function toShownFailure(error: unknown): ShownFailure {
  if (ArmError.is(error)) {
    const { code, correlationId, path } = error.details;
    const subject = path === undefined ? '' : `${shortPath(path)}: `;
    const meaning = `${subject}${explainArmError(error)}`;
    return {
      // The service's own text is data; it comes last, after ours.
      message: [
        meaning,
        ...(error.reason === 'network' ? [] : [t('Azure says: {0}', error.message)]),
      ].join(' '),
      meaning,
      ...(code === undefined ? {} : { code }),
      ...(correlationId === undefined ? {} : { correlationId }),
    };
  }
  if (UserFacingError.is(error)) {
    const { message, remedy } = error;
    return { message, meaning: message, ...(remedy === undefined ? {} : { remedy }) };
  }
  return { message: error instanceof Error ? error.message : String(error) };
}

/** Why something could not be read, as the end of the sentence `could not read: …`. */
export function becauseOf(error: unknown): string {
  if (!ArmError.is(error)) return error instanceof Error ? error.message : String(error);
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
