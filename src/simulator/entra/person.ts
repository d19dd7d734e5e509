import { findPerson } from '../scenarios/directory';
import type { Principal, World } from '../world';
import { LoginError } from './loginError';
import { homeTenant } from './tenants';

/** Who signs in when nobody is named: the one who owns everything. */
const defaultPerson = 'operator';

/** The name under which a person is known in every tenant, from a sign-in name; default: operator. */
export function personNamed(world: World, signInName: string | undefined): string {
  const name = signInName?.split(/[@_]/, 1)[0]?.toLowerCase() ?? defaultPerson;
  return findPerson(world, homeTenant(world).id, name) ? name : defaultPerson;
}

/** @throws {LoginError} AADSTS50020: the tenant does not know the person. */
export function personIn(world: World, tenantId: string, name: string): Principal {
  const found = findPerson(world, tenantId, name);
  if (found) return found;
  throw new LoginError(
    400,
    'invalid_grant',
    50020,
    `User account '${name}' from identity provider 'https://sts.windows.net/${homeTenant(world).id}/' does not exist in tenant '${tenantId}' and cannot access the application in that tenant.`,
  );
}

/** The person where they are at home: what sign-in libraries know an account by. */
export const homeAccount = (world: World, name: string): Principal =>
  personIn(world, homeTenant(world).id, name);
