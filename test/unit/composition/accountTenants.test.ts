import { describe, expect, it } from 'vitest';
import { AccountTenants } from '../../../src/composition/accountTenants';
import { ArmError } from '../../../src/core/errors';
import type { Account } from '../../../src/core/model/account';
import type { Tenant } from '../../../src/core/model/node';

const olga: Account = { id: 'olga', label: 'olga@contoso.example' };
const rafael: Account = { id: 'rafael', label: 'rafael@fabrikam.example' };
const aTenant = (name: string): Tenant => ({ id: name.toLowerCase(), name });
const [contoso, fabrikam, adatum] = [aTenant('Contoso'), aTenant('Fabrikam'), aTenant('Adatum')];
const context = { signal: new AbortController().signal };
const refused = new ArmError('unauthenticated', 'No Microsoft account is signed in.');

function aDirectory(
  sees: ReadonlyMap<Account, readonly Tenant[] | Error>,
  chosen: Readonly<Record<string, string>> = {},
) {
  const lists: (string | undefined)[] = [];
  const directory = new AccountTenants({
    accounts: () => Promise.resolve([...sees.keys()]),
    chosenAccount: (tenantId) => chosen[tenantId],
    list: (account) => {
      lists.push(account?.id);
      const seen = account === undefined ? refused : (sees.get(account) ?? refused);
      return seen instanceof Error ? Promise.reject(seen) : Promise.resolve(seen);
    },
  });
  return { directory, lists };
}

describe('AccountTenants', () => {
  it('says nothing of accounts while there is only one', async () => {
    const { directory } = aDirectory(new Map([[olga, [contoso]]]));
    expect(await directory.list(context)).toEqual([contoso]);
    expect(await directory.accountIn('contoso')).toEqual(olga);
  });

  it('has the tenants of all accounts, each once', async () => {
    const { directory } = aDirectory(
      new Map([
        [olga, [contoso, fabrikam]],
        [rafael, [adatum, fabrikam]],
      ]),
    );
    expect(await directory.list(context)).toEqual([
      { ...adatum, accounts: [rafael] },
      { ...contoso, accounts: [olga] },
      { ...fabrikam, accounts: [olga, rafael] },
    ]);
    expect(await directory.accountIn('adatum')).toEqual(rafael);
    expect(await directory.accountIn('fabrikam')).toEqual(olga);
  });

  it('uses the chosen account, unless it no longer sees the tenant', async () => {
    const chosen = { fabrikam: 'rafael', contoso: 'rafael', adatum: 'gone' };
    const { directory } = aDirectory(
      new Map([
        [olga, [contoso, fabrikam, adatum]],
        [rafael, [fabrikam]],
      ]),
      chosen,
    );
    await directory.list(context);
    expect(await directory.accountIn('fabrikam')).toEqual(rafael);
    expect(await directory.accountIn('contoso')).toEqual(olga);
    expect(await directory.accountIn('adatum')).toEqual(olga);
  });

  it('leaves out an account that gives no token', async () => {
    const { directory } = aDirectory(
      new Map<Account, readonly Tenant[] | Error>([
        [olga, refused],
        [rafael, [adatum]],
      ]),
    );
    expect(await directory.list(context)).toEqual([{ ...adatum, accounts: [rafael] }]);
  });

  it('is signed out when no account gives a token, or there is none', async () => {
    const nobody = aDirectory(new Map()).directory;
    await expect(nobody.list(context)).rejects.toBe(refused);
    const both = new Map([olga, rafael].map((each) => [each, refused] as const));
    await expect(aDirectory(both).directory.list(context)).rejects.toBe(refused);
  });

  it('does not hide the tenants of an account behind a failure of the network', async () => {
    const down = new ArmError('network', 'ENOTFOUND');
    const { directory } = aDirectory(
      new Map<Account, readonly Tenant[] | Error>([
        [olga, down],
        [rafael, [adatum]],
      ]),
    );
    await expect(directory.list(context)).rejects.toBe(down);
  });

  it('looks for the account of a tenant that was not listed yet, once', async () => {
    const { directory, lists } = aDirectory(
      new Map([
        [olga, [contoso]],
        [rafael, [adatum]],
      ]),
    );
    const asked = ['adatum', 'contoso', 'nowhere'].map((id) => directory.accountIn(id));
    expect(await Promise.all(asked)).toEqual([rafael, olga, undefined]);
    expect(lists).toEqual(['olga', 'rafael']);
  });

  it('needs no list where the user has chosen', async () => {
    const { directory, lists } = aDirectory(
      new Map([
        [olga, [contoso]],
        [rafael, [contoso]],
      ]),
      { contoso: 'rafael' },
    );
    expect(await directory.accountIn('contoso')).toEqual(rafael);
    expect(lists).toEqual([]);
  });
});
