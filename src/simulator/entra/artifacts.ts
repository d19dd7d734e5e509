import { at, stringAt, type JsonObject } from '../../core/model/json';
import type { World } from '../world';
import { LoginError } from './loginError';
import { openToken, signToken } from './tokens';

/** An authorization code or refresh token: what stands behind it is in it, signed. */
interface Artifact {
  /** Name of the person, the same in every tenant. */
  readonly person: string;
  readonly clientId: string;
  readonly scope: string;
  /** Code only: what the client wants to find in the id token. */
  readonly nonce?: string;
}

const lifetimesMs = { code: 10 * 60_000, refresh: 90 * 24 * 3_600_000 } as const;

type Kind = keyof typeof lifetimesMs;

export function createArtifact(world: World, kind: Kind, artifact: Artifact): string {
  const claims: JsonObject = {
    kind,
    exp: world.now() + lifetimesMs[kind],
    person: artifact.person,
    clientId: artifact.clientId,
    scope: artifact.scope,
    ...(artifact.nonce === undefined ? {} : { nonce: artifact.nonce }),
  };
  return signToken(world, claims);
}

/** @throws {LoginError} AADSTS9002313 not one of ours, AADSTS70008 expired, AADSTS700005 another client's */
export function openArtifact(world: World, kind: Kind, text: string, clientId: string): Artifact {
  const claims = openToken(world, text);
  const person = stringAt(claims, 'person');
  if (person === undefined || stringAt(claims, 'kind') !== kind) {
    throw new LoginError(
      400,
      'invalid_grant',
      9002313,
      'Invalid request. Request is malformed or invalid.',
    );
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
  const nonce = stringAt(claims, 'nonce');
  return {
    person,
    clientId: owner,
    scope: stringAt(claims, 'scope') ?? '',
    ...(nonce === undefined ? {} : { nonce }),
  };
}
