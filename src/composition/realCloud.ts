import { homedir } from 'node:os';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { createAzure } from '../azure/azure';
import { realClock } from '../azure/clock';
import { toCloudEndpoints } from '../azure/cloudChoice';
import { createCredential } from '../azure/credentials';
import { systemLookup } from '../azure/lookup';
import { createNetworkTransport } from '../azure/networkTransport';
import { listTenants } from '../core/discover/tenants';
import type { Account } from '../core/model/account';
import type { Azure, Cloud } from '../core/ports';
import type { RealCloudOptions } from '../ui/clouds';
import { AccountTenants } from './accountTenants';

/**
 * The Azure of the signed-in accounts. One pipeline a tenant, made when it is first asked for.
 *
 * @throws {UserFacingError} what is wrong with the cloud that the settings describe
 */
export function createRealCloud(options: RealCloudOptions, transport?: HttpClient): Cloud {
  const { log, credential, ask, proxyName } = options;
  const cloud = toCloudEndpoints(options.cloud);
  const network = transport ?? createNetworkTransport(proxyName);
  const isOfEditor = credential === 'vscode';
  const getToken = isOfEditor
    ? options.getToken
    : createCredential(credential, { cloud, transport: network });
  const create = (
    tenantId: string | undefined,
    account: () => Promise<Account | undefined>,
  ): Azure =>
    createAzure({
      tenantId: tenantId ?? 'organizations',
      getToken: async (scope, { challenge, claims }) => {
        const who = await account();
        return getToken(scope, {
          ...(tenantId === undefined ? {} : { tenantId }),
          ...(who === undefined ? {} : { account: who }),
          ...(challenge === undefined ? {} : { challenge }),
          ...(claims === undefined ? {} : { claims }),
        });
      },
      clock: realClock,
      random: Math.random,
      log,
      cloud,
      transport: network,
      lookup: systemLookup,
      mayIssuerBePrivate: options.mayIssuerBePrivate,
    });
  const tenants = new AccountTenants({
    accounts: isOfEditor ? options.accounts : () => Promise.resolve([]),
    chosenAccount: options.chosenAccount,
    list: (account, context) =>
      listTenants(create(undefined, () => Promise.resolve(account)).arm, context),
  });
  const byTenant = new Map<string, Azure>();
  return {
    isSimulated: false,
    clock: realClock,
    clockRate: 1,
    portalUrl: cloud.portalUrl,
    tenants: (context) => tenants.list(context),
    kubernetes: async () => {
      const { createKubernetes } = await import('../kubernetes/kubernetes');
      return createKubernetes({ clock: realClock, log, env: process.env, home: homedir() });
    },
    azure: (tenantId) => {
      const azure = byTenant.get(tenantId) ?? create(tenantId, () => tenants.accountIn(tenantId));
      byTenant.set(tenantId, azure);
      return azure;
    },
    signIn: async (tenantId) => {
      // What the machine has needs no asking; the next reading asks it again.
      if (!isOfEditor) return;
      if (tenantId === undefined) {
        await ask(cloud.armScope, {});
        return;
      }
      // Who does not know the tenant so far chooses in the dialog.
      const expected = await tenants.accountIn(tenantId).catch(() => undefined);
      const account = await ask(cloud.armScope, {
        tenantId,
        ...(expected ? { account: expected } : {}),
      });
      if (account) await options.chooseAccount(tenantId, account);
    },
  };
}
