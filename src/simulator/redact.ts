import { isObject, type Json } from '../core/model/json';

const hidden = '[redacted]';

/** Lower-case names, in forms and JSON alike, whose values open something. */
const secretNames: ReadonlySet<string> = new Set([
  'access_token',
  'assertion',
  'client_assertion',
  'client_info',
  'client_secret',
  'code',
  'code_verifier',
  'configurationprotectedsettings',
  'device_code',
  'id_token',
  'password',
  'protectedsettings',
  'refresh_token',
]);

const isSecretName = (name: string): boolean => secretNames.has(name.toLowerCase());

const secretHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  'set-cookie',
  // Tokens of further tenants, for requests that link resources of several.
  'x-ms-authorization-auxiliary',
]);

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
    isSecretName(name) ? `${joint}${name}=${hidden}` : pair,
  );

export interface BodyOptions {
  readonly contentType: string;
  /** In a vault's answers and requests a member called `value` is the secret itself. */
  readonly isVault: boolean;
}

/**
 * A body as people may read it: JSON and forms, whatever they are called. Any other text is hidden, for
 * nobody can tell what is in it.
 */
export function redactBody(body: string, { contentType, isVault }: BodyOptions): Json {
  if (contentType.includes('x-www-form-urlencoded')) {
    return Object.fromEntries(
      [...new URLSearchParams(body)].map(([name, value]) => [
        name,
        isSecretName(name) ? hidden : value,
      ]),
    );
  }
  try {
    return redactJson(JSON.parse(body) as Json, isVault);
  } catch {
    return hidden;
  }
}

function redactJson(value: Json, isVault: boolean): Json {
  if (Array.isArray(value)) return value.map((item: Json) => redactJson(item, isVault));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isSecretMember(name, member, isVault) ? hidden : redactJson(member ?? null, isVault),
    ]),
  );
}

function isSecretMember(name: string, member: unknown, isVault: boolean): boolean {
  // An error's code is none, and lists of a vault's secrets are called `value`, too.
  if (name === 'code') return false;
  return isSecretName(name) || (isVault && name === 'value' && !Array.isArray(member));
}
