import { uniteTenants, type AccountTenants as Found } from '../core/discover/tenants';
import { ArmError } from '../core/errors';
import type { Account } from '../core/model/account';
import type { Tenant } from '../core/model/node';
import type { RequestContext } from '../core/ports';

export interface AccountTenantsOptions {
  /** Who is signed in. */
  readonly accounts: () => Promise<readonly Account[]>;
  /** The account that the user wants in a tenant, by id. */
  readonly chosenAccount: (tenantId: string) => string | undefined;
  /** What the account sees; without one, whoever VS Code gives. */
  readonly list: (
    account: Account | undefined,
    context: RequestContext,
  ) => Promise<readonly Tenant[]>;
}

/** The tenants of all accounts, and which account is used in which. */
export class AccountTenants {
  private readonly inUse = new Map<string, Account>();
  private listing: Promise<unknown> | undefined;

  constructor(private readonly options: AccountTenantsOptions) {}

  /** @throws {ArmError} unauthenticated: nobody is signed in */
  async list(context: RequestContext): Promise<readonly Tenant[]> {
    const { accounts, chosenAccount, list } = this.options;
    const [only, ...others] = await accounts();
    if (others.length === 0) {
      const tenants = await list(only, context);
      if (only) for (const { id } of tenants) this.inUse.set(id, only);
      return tenants;
    }
    const everybody = only ? [only, ...others] : others;
    const results = await Promise.all(
      everybody.map(async (account): Promise<Found | ArmError> => {
        try {
          return { account, tenants: await list(account, context) };
        } catch (error) {
          // An account that this extension may not use, or that has to sign in again, shows nothing.
          if (ArmError.is(error, 'unauthenticated')) return error;
          throw error;
        }
      }),
    );
    const found = results.flatMap((each) => (ArmError.is(each) ? [] : [each]));
    const refusal = results.find((each) => ArmError.is(each));
    if (refusal && found.length === 0) throw refusal;
    const tenants = uniteTenants(found, chosenAccount);
    for (const tenant of tenants) {
      const [first] = tenant.accounts ?? [];
      if (first) this.inUse.set(tenant.id, first);
    }
    return tenants;
  }

  /** The account of a tenant; looks for it if the tenants were not listed before. */
  async accountIn(tenantId: string): Promise<Account | undefined> {
    const known = this.inUse.get(tenantId);
    if (known) return known;
    const accounts = await this.options.accounts();
    if (accounts.length <= 1) return accounts[0];
    const chosen = this.options.chosenAccount(tenantId);
    const wanted = accounts.find(({ id }) => id === chosen);
    if (wanted) return wanted;
    this.listing ??= this.list({ signal: new AbortController().signal }).finally(() => {
      this.listing = undefined;
    });
    await this.listing;
    return this.inUse.get(tenantId);
  }
}
