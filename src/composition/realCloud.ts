import { createAzure } from '../azure/azure';
import { realClock } from '../azure/clock';
import { clouds } from '../azure/clouds';
import { systemLookup } from '../azure/lookup';
import { listTenants } from '../core/discover/tenants';
import type { Azure, Cloud } from '../core/ports';
import type { RealCloudOptions } from '../ui/clouds';

/** The signed-in account's Azure. One pipeline a tenant, made when it is first asked for. */
export function createRealCloud({ log, getToken, ask }: RealCloudOptions): Cloud {
  const cloud = clouds.AzureCloud;
  const create = (tenantId?: string): Azure =>
    createAzure({
      tenantId: tenantId ?? 'organizations',
      getToken: (scope, { challenge }) =>
        getToken(scope, {
          ...(tenantId === undefined ? {} : { tenantId }),
          ...(challenge === undefined ? {} : { challenge }),
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
    signIn: async (tenantId) => {
      await ask(cloud.armScope, tenantId === undefined ? {} : { tenantId });
    },
  };
}
