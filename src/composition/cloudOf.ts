import type { HttpClient } from '@azure/core-rest-pipeline';
import { createAzure } from '../azure/azure';
import { clouds } from '../azure/clouds';
import { listTenants } from '../core/discover/tenants';
import type { Azure, Clock, Cloud, Log } from '../core/ports';
import { createSimulatedKubernetes } from '../simulator/kubernetesContexts';
import type { Simulator } from '../simulator/simulator';

export interface CloudOfOptions {
  readonly clock: Clock;
  /** Seconds of `clock` per second. Default 1. */
  readonly clockRate?: number;
  readonly log: Log;
  /** In [0, 1), for the jitter of waits. */
  readonly random: () => number;
  /** Around the simulator's own, to watch what goes by. */
  readonly transport?: HttpClient;
  /** Whose tokens: a name of the scenario's people. Default: the operator, who owns everything. */
  readonly who?: string;
}

/** A simulated Azure as the cloud of somebody who is signed in everywhere, by the one pipeline. */
export function cloudOf(simulator: Simulator, options: CloudOfOptions): Cloud {
  const { clock, clockRate = 1, log, random, transport = simulator.httpClient, who } = options;
  const [home = ''] = simulator.world.tenants.keys();
  const byTenant = new Map<string, Azure>();
  const create = (tenantId: string): Azure =>
    createAzure({
      tenantId,
      getToken: (scope) => Promise.resolve(simulator.tokenFor(tenantId, scope, who)),
      clock,
      random,
      log,
      cloud: clouds.AzureCloud,
      transport,
    });
  const azure = (tenantId: string): Azure => {
    const found = byTenant.get(tenantId) ?? create(tenantId);
    byTenant.set(tenantId, found);
    return found;
  };
  return {
    isSimulated: true,
    clock,
    clockRate,
    tenants: (context) => listTenants(azure(home).arm, context),
    azure,
    kubernetes: () => Promise.resolve(createSimulatedKubernetes(simulator.world)),
    signIn: () => Promise.resolve(),
  };
}
