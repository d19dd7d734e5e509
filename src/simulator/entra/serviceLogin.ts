import type { Principal, Tenant, World } from '../world';
import { LoginError } from './loginError';

export interface ClientProof {
  readonly secret: string | null;
  /** A certificate's or another identity provider's signed statement. */
  readonly assertion: string | null;
}

/**
 * The application that logs in. An id that no directory knows is let in with any secret as the
 * tenant's automation account: the simulated directory is there to practise with.
 *
 * @throws {LoginError} AADSTS7000216 no secret, 7000215 wrong secret, 700016 of another tenant
 */
export function findApplication(
  world: World,
  tenant: Tenant,
  clientId: string,
  { secret, assertion }: ClientProof,
): Principal {
  if (!secret && !assertion) {
    throw new LoginError(
      401,
      'invalid_client',
      7000216,
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    );
  }
  const everywhere = applications(world).filter(
    ({ appId }) => appId?.toLowerCase() === clientId.toLowerCase(),
  );
  const here = everywhere.find(({ tenantId }) => tenantId === tenant.id);
  if (here) {
    if (here.secret !== undefined && here.secret === secret) return here;
    throw new LoginError(
      401,
      'invalid_client',
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    );
  }
  const automation = applications(world).find(
    ({ tenantId, secret: known }) => tenantId === tenant.id && known !== undefined,
  );
  if (everywhere.length === 0 && automation) return automation;
  throw new LoginError(
    400,
    'unauthorized_client',
    700016,
    `Application with identifier '${clientId}' was not found in the directory '${tenant.displayName}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
  );
}

const applications = (world: World): Principal[] =>
  [...world.principals.values()].filter(({ appId }) => appId !== undefined);
