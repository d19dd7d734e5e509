import { t } from '@vscode/l10n';
import { ArmError } from '../core/errors';
import { isObject, stringAt, type JsonObject } from '../core/model/json';
import type { Caller } from '../core/ports';

/** The claims of a token, unchecked: Azure checks them, we only want to know who we are. */
function claimsIn(token: string): JsonObject | undefined {
  const [, payload] = token.split('.');
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Who a token of Microsoft Entra was given to.
 *
 * @throws {ArmError} unauthenticated: the token does not say
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function callerOf(token: string): Caller {
  const claims = claimsIn(token);
  const objectId = stringAt(claims, 'oid');
  if (objectId === undefined) {
    throw new ArmError(
      'unauthenticated',
      t('The sign-in does not say who you are in this tenant.'),
    );
  }
  return { objectId, kind: stringAt(claims, 'idtyp') === 'app' ? 'ServicePrincipal' : 'User' };
}
