import { createHash } from 'node:crypto';
import { at, stringAt, type JsonObject } from '../../core/model/json';
import type { World } from '../world';
import { LoginError, malformedRequest } from './loginError';
import { openToken, signToken } from './tokens';

/** An authorization code or refresh token: what stands behind it is in it, signed. */
export interface Artifact {
  /** Name of the person, the same in every tenant. */
  readonly person: string;
  readonly clientId: string;
  readonly scope: string;
  /** Code only: what the client wants to find in the id token. */
  readonly nonce?: string;
  /** Code only: where the browser was sent with it. */
  readonly redirectUri?: string;
  /** Code only: SHA-256, base64url, of the secret that the client has to show for it. */
  readonly challenge?: string;
}

const optional = ['nonce', 'redirectUri', 'challenge'] as const;

const lifetimesMs = { code: 10 * 60_000, refresh: 90 * 24 * 3_600_000 } as const;

type Kind = keyof typeof lifetimesMs;

/**
 * What a client sends ahead of the secret that it will show for its code.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7636 (PKCE), method S256
 */
export const toChallenge = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url');

export function createArtifact(world: World, kind: Kind, artifact: Artifact): string {
  const claims: JsonObject = {
    kind,
    exp: world.now() + lifetimesMs[kind],
    person: artifact.person,
    clientId: artifact.clientId,
    scope: artifact.scope,
    ...present(artifact),
  };
  return signToken(world, claims);
}

/** @throws {LoginError} AADSTS9002313 not one of ours, AADSTS70008 expired, AADSTS700005 another client's */
export function openArtifact(world: World, kind: Kind, text: string, clientId: string): Artifact {
  const claims = openToken(world, text);
  const person = stringAt(claims, 'person');
  if (person === undefined || stringAt(claims, 'kind') !== kind) {
    throw malformedRequest('invalid_grant');
  }
  const expiresAtMs = at(claims, 'exp');
  if (typeof expiresAtMs !== 'number' || expiresAtMs <= world.now()) {
    throw new LoginError(
      400,
      'invalid_grant',
      70008,
      'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
    );
  }
  const owner = stringAt(claims, 'clientId') ?? '';
  if (owner.toLowerCase() !== clientId.toLowerCase()) {
    throw new LoginError(
      400,
      'invalid_grant',
      700005,
      'The provided authorization code or refresh token was issued to another client.',
    );
  }
  return {
    person,
    clientId: owner,
    scope: stringAt(claims, 'scope') ?? '',
    ...present(Object.fromEntries(optional.map((name) => [name, stringAt(claims, name)]))),
  };
}

/** Those of the optional members that are there. */
function present(
  from: Partial<Record<(typeof optional)[number], string | undefined>>,
): Partial<Record<(typeof optional)[number], string>> {
  return Object.fromEntries(
    optional.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])),
  );
}
