import { homedir } from 'node:os';
import { createAzure } from '../azure/azure';
import { realClock } from '../azure/clock';
import { clouds } from '../azure/clouds';
import { createCredential } from '../azure/credentials';
import { systemLookup } from '../azure/lookup';
import { listTenants } from '../core/discover/tenants';
import type { Azure, Cloud } from '../core/ports';
import type { RealCloudOptions } from '../ui/clouds';

/** The signed-in account's Azure. One pipeline a tenant, made when it is first asked for. */
export function createRealCloud(options: RealCloudOptions): Cloud {
  const { log, credential, ask } = options;
  const cloud = clouds.AzureCloud;
  const getToken =
    credential === 'vscode'
      ? options.getToken
      : createCredential(credential, { authorityHost: cloud.authorityHost });
  const create = (tenantId?: string): Azure =>
    createAzure({
      tenantId: tenantId ?? 'organizations',
      getToken: (scope, { challenge, claims }) =>
        getToken(scope, {
          ...(tenantId === undefined ? {} : { tenantId }),
          ...(challenge === undefined ? {} : { challenge }),
          ...(claims === undefined ? {} : { claims }),
        }),
      clock: realClock,
      random: Math.random,
      log,
      cloud,
      lookup: systemLookup,
    });
  const byTenant = new Map<string, Azure>();
  return {
    isSimulated: false,
    clock: realClock,
    clockRate: 1,
    tenants: (context) => listTenants(create().arm, context),
    azure: (tenantId) => {
      const azure = byTenant.get(tenantId) ?? create(tenantId);
      byTenant.set(tenantId, azure);
      return azure;
    },
    kubernetes: async () => {
      const { createKubernetes } = await import('../kubernetes/kubernetes');
      return createKubernetes({ clock: realClock, log, env: process.env, home: homedir() });
    },
    signIn: async (tenantId) => {
      // What the machine has needs no asking; the next reading asks it again.
      if (credential !== 'vscode') return;
      await ask(cloud.armScope, tenantId === undefined ? {} : { tenantId });
    },
  };
}
