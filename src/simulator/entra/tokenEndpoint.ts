import type { JsonObject } from '../../core/model/json';
import { timings } from '../timings';
import type { Principal, Tenant, World } from '../world';
import {
  audienceOf,
  checkAudience,
  issueAccessToken,
  pairwise,
  resourceScopes,
} from './accessToken';
import { createArtifact, openArtifact, toChallenge, type Artifact } from './artifacts';
import { LoginError, missingField } from './loginError';
import { homeAccount, personIn } from './person';
import { findApplication } from './serviceLogin';
import { signToken } from './tokens';

/** Seconds after which clients are told to come again; a second less than an hour, as in Entra. */
const expiresInSeconds = timings.tokenLifetimeMs / 1_000 - 1;

export interface TokenRequest {
  readonly world: World;
  readonly tenant: Tenant;
  /** Version 1 asks for a `resource`, version 2 for a `scope`, and versions answer in their form. */
  readonly version: 1 | 2;
  readonly form: URLSearchParams;
  /** How long tokens live, in ms of the simulated clock. */
  readonly lifetimeMs: number;
}

/**
 * The token endpoint.
 *
 * @throws {LoginError} what Entra refuses, with its AADSTS number.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export function answerToken(request: TokenRequest): JsonObject {
  const grantType = required(request.form, 'grant_type');
  switch (grantType) {
    case 'client_credentials':
      return byClientCredentials(request);
    case 'authorization_code':
      return byArtifact(request, 'code', required(request.form, 'code'));
    case 'refresh_token':
      return byArtifact(request, 'refresh', required(request.form, 'refresh_token'));
    default:
      throw new LoginError(
        400,
        'unsupported_grant_type',
        70003,
        `The app requested an unsupported grant type '${grantType}'.`,
      );
  }
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === '') throw missingField(name);
  return value;
}

/** What is asked for, as a scope of version 2. */
function scopeOf({ version, form }: TokenRequest): string | undefined {
  const resource = form.get('resource');
  if (version === 1 && resource) return `${resource}/.default`;
  return form.get('scope') ?? undefined;
}

function byClientCredentials(request: TokenRequest): JsonObject {
  const { world, tenant, form } = request;
  const clientId = required(form, 'client_id');
  const application = findApplication(world, tenant, clientId, {
    secret: form.get('client_secret'),
    assertion: form.get('client_assertion'),
  });
  const scope = scopeOf(request);
  if (scope === undefined || scope === '') throw missingField('scope');
  if (!scope.endsWith('/.default')) {
    throw new LoginError(
      400,
      'invalid_scope',
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    );
  }
  return accessPart(request, application, clientId, scope);
}

function byArtifact(request: TokenRequest, kind: 'code' | 'refresh', text: string): JsonObject {
  const { world, tenant, form } = request;
  const clientId = required(form, 'client_id');
  const artifact = openArtifact(world, kind, text, clientId);
  if (kind === 'code') checkCode(artifact, form);
  const scope = scopeOf(request) ?? artifact.scope;
  const person = personIn(world, tenant.id, artifact.person);
  const isKnown = form.get('client_info') === '1' || kind === 'code';
  return {
    ...accessPart(request, person, clientId, scope),
    refresh_token: createArtifact(world, 'refresh', { person: artifact.person, clientId, scope }),
    id_token: idToken(request, person, clientId, artifact.nonce),
    ...(isKnown ? { client_info: clientInfo(world, artifact.person) } : {}),
  };
}

/** @throws {LoginError} AADSTS500112 it was sent elsewhere, AADSTS501481 somebody else asked for it */
function checkCode({ redirectUri, challenge }: Artifact, form: URLSearchParams): void {
  const address = required(form, 'redirect_uri');
  if (address !== redirectUri) {
    throw new LoginError(
      400,
      'invalid_grant',
      500112,
      `The reply address '${address}' does not match the reply address '${redirectUri ?? ''}' provided when requesting Authorization code.`,
    );
  }
  if (challenge !== undefined && toChallenge(form.get('code_verifier') ?? '') !== challenge) {
    throw new LoginError(
      400,
      'invalid_grant',
      501481,
      'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
    );
  }
}

function accessPart(
  request: TokenRequest,
  principal: Principal,
  clientId: string,
  scope: string,
): JsonObject {
  const { world, tenant, version, lifetimeMs } = request;
  const audience = audienceOf(scope);
  checkAudience(audience, tenant.displayName);
  const { token } = issueAccessToken(world, principal, audience, { clientId, lifetimeMs });
  if (version === 1) {
    const notBefore = Math.floor(world.now() / 1_000);
    return {
      token_type: 'Bearer',
      expires_in: String(expiresInSeconds),
      ext_expires_in: String(expiresInSeconds),
      expires_on: String(notBefore + expiresInSeconds),
      not_before: String(notBefore),
      resource: audience,
      access_token: token,
    };
  }
  return {
    token_type: 'Bearer',
    ...(principal.kind === 'User' ? { scope: grantedScope(scope, audience) } : {}),
    expires_in: expiresInSeconds,
    ext_expires_in: expiresInSeconds,
    access_token: token,
  };
}

/** Clients look their tokens up by the scopes in the answer: all that was asked for must be there. */
function grantedScope(scope: string, audience: string): string {
  const granted = [...resourceScopes(scope), `${audience}/user_impersonation`];
  return [...new Set(granted)].join(' ');
}

function idToken(
  { world, tenant, lifetimeMs }: TokenRequest,
  person: Principal,
  clientId: string,
  nonce: string | undefined,
): string {
  const issuedAt = Math.floor(world.now() / 1_000);
  return signToken(world, {
    ver: '2.0',
    iss: `https://login.microsoftonline.com/${tenant.id}/v2.0`,
    aud: clientId,
    sub: pairwise(person.objectId, clientId),
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + Math.floor(lifetimeMs / 1_000),
    name: person.displayName,
    preferred_username: person.userPrincipalName ?? person.displayName,
    oid: person.objectId,
    tid: tenant.id,
    ...(nonce === undefined ? {} : { nonce }),
  });
}

/** By this, sign-in libraries know the account again in every tenant. */
export function clientInfo(world: World, person: string): string {
  const { objectId, tenantId } = homeAccount(world, person);
  return Buffer.from(JSON.stringify({ uid: objectId, utid: tenantId })).toString('base64url');
}
