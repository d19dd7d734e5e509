import { createHmac, timingSafeEqual } from 'node:crypto';
import { isObject, type JsonObject } from '../../core/model/json';
import type { World } from '../world';

const encode = (value: JsonObject): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

const signatureOf = (world: World, content: string): Buffer =>
  createHmac('sha256', world.signingKey).update(content).digest();

/** Signs claims as a JSON Web Token that only this world believes. */
export function signToken(world: World, claims: JsonObject): string {
  const content = `${encode({ typ: 'JWT', alg: 'HS256', kid: 'simulated' })}.${encode(claims)}`;
  return `${content}.${signatureOf(world, content).toString('base64url')}`;
}

/** The same token comes with every request of an hour. */
const lastOpened = new WeakMap<World, { readonly token: string; readonly claims: JsonObject }>();

/** The claims of a token that this world signed; undefined for any other text. */
export function openToken(world: World, token: string): JsonObject | undefined {
  const last = lastOpened.get(world);
  if (last?.token === token) return last.claims;
  const claims = verify(world, token);
  if (claims) lastOpened.set(world, { token, claims });
  return claims;
}

function verify(world: World, token: string): JsonObject | undefined {
  const [header, claims, signature, ...rest] = token.split('.');
  if (!header || !claims || !signature || rest.length > 0) return undefined;
  const expected = signatureOf(world, `${header}.${claims}`);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const opened: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8'));
  return isObject(opened) ? opened : undefined;
}
