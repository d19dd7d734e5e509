import { createHash } from 'node:crypto';
import { armAudiences } from '../readToken';
import { timings } from '../timings';
import type { Principal, World } from '../world';
import { LoginError } from './loginError';
import { signToken } from './tokens';

/** Client id that the Azure CLI and the editor's own sign-in are known by, for people's tokens. */
const publicClientId = 'aebc6443-996d-45c2-90f0-388ff96faa56';

export const vaultAudience = 'https://vault.azure.net';
export const graphAudience = 'https://graph.microsoft.com';
/** Microsoft Graph's application id, which is as good as its address. */
export const graphAppId = '00000003-0000-0000-c000-000000000000';

const knownAudiences: readonly string[] = [
  ...armAudiences,
  vaultAudience,
  graphAudience,
  graphAppId,
];

/** Scopes that ask for more than an access token, or for facts about the person. */
const openIdScopes: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access']);

export const resourceScopes = (scope: string): string[] =>
  scope.split(/\s+/).filter((part) => part !== '' && !openIdScopes.has(part.toLowerCase()));

/**
 * The audience that a scope asks for: all before its last part, so that a resource that ends with a
 * slash (`https://management.core.windows.net//.default`) keeps it. Without one: Microsoft Graph.
 */
export function audienceOf(scope: string): string {
  const [first] = resourceScopes(scope);
  if (first === undefined || !first.includes('/')) return graphAudience;
  return first.slice(0, first.lastIndexOf('/'));
}

/** @throws {LoginError} AADSTS500011: nothing in the simulated cloud has that address. */
export function checkAudience(audience: string, tenantName: string): void {
  const bare = audience.replace(/\/+$/, '').toLowerCase();
  if (knownAudiences.includes(bare)) return;
  throw new LoginError(
    400,
    'invalid_resource',
    500011,
    `The resource principal named ${audience} was not found in the tenant named ${tenantName}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
  );
}

export interface AccessTokenOptions {
  /** `appid` of the token. Default: the application's own, or the public client's for a person. */
  readonly clientId?: string;
  /** In ms of the simulated clock. */
  readonly lifetimeMs?: number;
}

export interface AccessToken {
  readonly token: string;
  /** Simulated epoch, in ms. */
  readonly expiresOnTimestamp: number;
}

/** A token for `principal` to `audience`, in the form of Entra's version 1. */
export function issueAccessToken(
  world: World,
  principal: Principal,
  audience: string,
  { clientId, lifetimeMs = timings.tokenLifetimeMs }: AccessTokenOptions = {},
): AccessToken {
  const issuedAt = Math.floor(world.now() / 1_000);
  const expiresAt = issuedAt + Math.floor(lifetimeMs / 1_000);
  const { objectId, tenantId, displayName, userPrincipalName } = principal;
  const isApp = principal.kind === 'ServicePrincipal';
  const appId = clientId ?? principal.appId ?? publicClientId;
  const token = signToken(world, {
    aud: audience,
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: issuedAt,
    nbf: issuedAt,
    exp: expiresAt,
    appid: appId,
    idtyp: isApp ? 'app' : 'user',
    oid: objectId,
    sub: pairwise(objectId, audience),
    tid: tenantId,
    ...(isApp
      ? {}
      : {
          name: displayName,
          scp: 'user_impersonation',
          ...(userPrincipalName === undefined
            ? {}
            : { upn: userPrincipalName, unique_name: userPrincipalName }),
        }),
    uti: pairwise(objectId, `${audience}${issuedAt}`).slice(0, 22),
    ver: '1.0',
  });
  return { token, expiresOnTimestamp: expiresAt * 1_000 };
}

/** A subject that differs by audience, as Entra's does. */
export const pairwise = (objectId: string, audience: string): string =>
  createHash('sha256').update(`${objectId}|${audience}`).digest('base64url');
