import type { Tenant, World } from '../world';
import { tenantNotFound } from './loginError';

/** Authorities that stand for the home tenant of whoever signs in. */
const shared: ReadonlySet<string> = new Set(['common', 'organizations', 'consumers']);

export const isSharedAuthority = (name: string): boolean => shared.has(name.toLowerCase());

/** The tenant that `common` and `organizations` stand for: where people of a scenario are at home. */
export function homeTenant(world: World): Tenant {
  const [first] = world.tenants.values();
  if (!first) throw tenantNotFound('organizations');
  return first;
}

/**
 * The tenant of an authority: by id, by domain, or the home tenant.
 *
 * @throws {LoginError} AADSTS90002: there is none.
 */
export function resolveTenant(world: World, name: string): Tenant {
  if (isSharedAuthority(name)) return homeTenant(world);
  const wanted = name.toLowerCase();
  for (const tenant of world.tenants.values()) {
    if (tenant.id.toLowerCase() === wanted || tenant.defaultDomain.toLowerCase() === wanted) {
      return tenant;
    }
  }
  throw tenantNotFound(name);
}
