import { stringAt, at } from '../core/model/json';
import { openToken } from './entra/tokens';
import type { Principal, World } from './world';

/** What an `Authorization` header proves. */
export type TokenCheck =
  | { readonly kind: 'valid'; readonly principal: Principal; readonly tenantId: string }
  | {
      readonly kind: 'missing' | 'malformed' | 'expired' | 'wrongAudience';
      /** For the message of the answer. */
      readonly because: string;
    };

/** Both audiences of ARM; clients use one or the other, sometimes both within one command. */
export const armAudiences = [
  'https://management.azure.com',
  'https://management.core.windows.net',
] as const;

const withoutSlash = (text: string): string => text.replace(/\/+$/, '').toLowerCase();

/**
 * Checks a bearer token: made here, for one of `audiences` (with or without trailing slash), not
 * expired, of somebody who exists.
 */
export function readToken(
  world: World,
  authorization: string | undefined,
  audiences: readonly string[],
): TokenCheck {
  if (authorization === undefined || authorization.trim() === '') {
    return {
      kind: 'missing',
      because: "Authentication failed. The 'Authorization' header is missing.",
    };
  }
  const token = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  if (token === undefined) {
    return {
      kind: 'missing',
      because:
        "Authentication failed. The 'Authorization' header is provided in an invalid format.",
    };
  }
  const claims = openToken(world, token);
  if (claims === undefined) {
    return { kind: 'malformed', because: 'The access token is invalid.' };
  }
  const audience = stringAt(claims, 'aud') ?? '';
  if (!audiences.some((known) => withoutSlash(known) === withoutSlash(audience))) {
    const allowed = audiences.map((known) => `'${known}/'`).join(',');
    return {
      kind: 'wrongAudience',
      because: `The access token has been obtained for wrong audience or resource '${audience}'. It should exactly match with one of the allowed audiences ${allowed}.`,
    };
  }
  const expiresAt = at(claims, 'exp');
  if (typeof expiresAt !== 'number' || expiresAt * 1000 <= world.now()) {
    const when = typeof expiresAt === 'number' ? new Date(expiresAt * 1000).toISOString() : 'never';
    return {
      kind: 'expired',
      because: `The access token expiry UTC time '${when}' is earlier than current UTC time '${new Date(world.now()).toISOString()}'.`,
    };
  }
  const principal = world.principals.get(stringAt(claims, 'oid') ?? '');
  if (!principal) return { kind: 'malformed', because: 'The user of the token does not exist.' };
  return { kind: 'valid', principal, tenantId: stringAt(claims, 'tid') ?? principal.tenantId };
}
