import { apiVersions } from '../apiVersions';
import { stringAt } from '../model/json';
import type { Tenant } from '../model/node';
import type { ArmClient, RequestContext } from '../ports';

/**
 * The tenants that the account can see, by name.
 *
 * @see https://learn.microsoft.com/rest/api/resources/tenants/list (2022-12-01)
 */
export async function listTenants(
  arm: ArmClient,
  context: RequestContext,
): Promise<readonly Tenant[]> {
  const bodies = await arm.list('/tenants', apiVersions.subscriptions, context);
  return bodies
    .flatMap((body) => {
      const id = stringAt(body, 'tenantId');
      if (id === undefined) return [];
      return [{ id, name: stringAt(body, 'displayName') ?? stringAt(body, 'defaultDomain') ?? id }];
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}
