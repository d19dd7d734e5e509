import { apiVersions } from '../apiVersions';
import type { Account } from '../model/account';
import { stringAt } from '../model/json';
import type { Tenant } from '../model/node';
import type { ArmClient, RequestContext } from '../ports';

const byName = (a: Tenant, b: Tenant): number => a.name.localeCompare(b.name);

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
    .sort(byName);
}

/** What one account sees. */
export interface AccountTenants {
  readonly account: Account;
  readonly tenants: readonly Tenant[];
}

/**
 * The tenants of all accounts, each once, by name. In a tenant that several accounts see, the chosen
 * one comes first if it is among them, else the one that was found first.
 *
 * @param chosenAccountId of a tenant's id
 */
export function uniteTenants(
  found: readonly AccountTenants[],
  chosenAccountId: (tenantId: string) => string | undefined,
): readonly Tenant[] {
  const united = new Map<string, { tenant: Tenant; accounts: Account[] }>();
  for (const { account, tenants } of found) {
    for (const tenant of tenants) {
      const key = tenant.id.toLowerCase();
      const known = united.get(key);
      if (!known) united.set(key, { tenant, accounts: [account] });
      else known.accounts.push(account);
    }
  }
  return [...united.values()]
    .map(({ tenant, accounts }) => {
      const chosen = chosenAccountId(tenant.id);
      const rank = ({ id }: Account): number => (id === chosen ? 0 : 1);
      return { ...tenant, accounts: accounts.toSorted((a, b) => rank(a) - rank(b)) };
    })
    .sort(byName);
}
