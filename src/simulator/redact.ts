import { isObject, type Json } from '../core/model/json';

const hidden = '[redacted]';

/** Names, in forms and JSON alike, whose values open something. */
const secretNames: ReadonlySet<string> = new Set([
  'access_token',
  'assertion',
  'client_assertion',
  'client_info',
  'client_secret',
  'code',
  'code_verifier',
  'id_token',
  'password',
  'refresh_token',
]);

const secretHeaders: ReadonlySet<string> = new Set(['authorization', 'cookie', 'set-cookie']);

/** Headers, those that carry tokens without their values, addresses without codes. */
export const redactHeaders = (
  headers: Iterable<readonly [string, string]>,
): Record<string, string> =>
  Object.fromEntries(
    [...headers].map(([name, value]) => {
      const key = name.toLowerCase();
      if (secretHeaders.has(key)) return [key, hidden];
      return [key, key === 'location' ? redactAddress(value) : value];
    }),
  );

/** An address without the codes and tokens that its query or fragment may hold. */
export const redactAddress = (address: string): string =>
  address.replaceAll(/([?&#])([^=&#]+)=([^&#]*)/g, (pair, joint: string, name: string) =>
    secretNames.has(name.toLowerCase()) ? `${joint}${name}=${hidden}` : pair,
  );

export interface BodyOptions {
  readonly contentType: string;
  /** In a vault's answers and requests a member called `value` is the secret itself. */
  readonly isVault: boolean;
}

/** A body as people may read it: JSON as JSON, all else as text. */
export function redactBody(body: string, { contentType, isVault }: BodyOptions): Json {
  if (contentType.includes('x-www-form-urlencoded')) {
    return Object.fromEntries(
      [...new URLSearchParams(body)].map(([name, value]) => [
        name,
        secretNames.has(name.toLowerCase()) ? hidden : value,
      ]),
    );
  }
  if (contentType.includes('html')) return hidden;
  try {
    return redactJson(JSON.parse(body) as Json, isVault);
  } catch {
    return isVault ? hidden : body;
  }
}

function redactJson(value: Json, isVault: boolean): Json {
  if (Array.isArray(value)) return value.map((item: Json) => redactJson(item, isVault));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const isSecret =
        // An error's code is none.
        typeof member === 'string' &&
        ((secretNames.has(name) && name !== 'code') || (isVault && name === 'value'));
      return [name, isSecret ? hidden : redactJson(member ?? null, isVault)];
    }),
  );
}
