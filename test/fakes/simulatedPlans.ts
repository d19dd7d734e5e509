import { nodeDigest } from '../../src/azure/digest';
import { loadInventory } from '../../src/core/discover/inventory';
import { parseArmId, resourceGroupId } from '../../src/core/model/armId';
import type { RunSnapshot } from '../../src/core/model/run';
import { observe } from '../../src/core/observe/observe';
import type { Target } from '../../src/core/observe/observation';
import type { PreparedPlan } from '../../src/core/plan/plan';
import { Runs } from '../../src/core/plan/runs';
import type { Azure, Clock, Digest } from '../../src/core/ports';
import { silentLog } from './silentLog';
import { simulated, type SentRequest, type SimulatedOptions } from './simulated';

const context = { signal: new AbortController().signal };

export interface PlanTools {
  readonly azure: Azure;
  readonly clock: Clock;
  readonly digest: Digest;
}

/** `PUT vaults/kv-1`: method, type and name of what a request is about. */
export const toLine = ({ method, url }: SentRequest): string =>
  `${method} ${url.pathname.split('/').slice(-2).join('/')}`;

/** Simulated Azure with what plans need, for tests that prepare and run them. */
export function simulatedPlans(options: SimulatedOptions = {}) {
  const all = simulated(options);
  const { clock, cloud } = all;
  let count = 0;
  const runs = new Runs(clock, options.log ?? silentLog, () => `run-${(count += 1)}`);
  const snapshots: RunSnapshot[] = [];
  runs.onDidChange((run) => snapshots.push(run));
  const toolsOf = (tenantId: string): PlanTools => ({
    azure: all.azure(tenantId),
    clock,
    digest: nodeDigest,
  });

  /** An instance of the scenario by its name, with ids for things in its resource group. */
  async function instance(name: string) {
    for (const tenant of await cloud.tenants(context)) {
      const inventory = await loadInventory(cloud, tenant, context);
      const found = [...inventory.instances.values()].flat().find((each) => each.name === name);
      const id = found && parseArmId(found.id);
      if (!id) continue;
      const group = resourceGroupId(id);
      return {
        tenantId: tenant.id,
        instanceId: found.id,
        clusterId: found.clusterId ?? '',
        tools: toolsOf(tenant.id),
        vault: (vault: string) => `${group}/providers/Microsoft.KeyVault/vaults/${vault}`,
        identity: (identity: string) =>
          `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identity}`,
      };
    }
    throw new Error(`There is no instance ${name}.`);
  }

  return {
    ...all,
    context,
    runs,
    snapshots,
    instance,
    toolsOf,
    observe: (target: Target) => observe(all.azure(target.tenantId), clock, target, context),
    /** Runs a prepared plan; gives how it ended and what it wrote. */
    async run(prepared: PreparedPlan) {
      all.writes();
      const run = await runs.start(prepared.plan);
      return { run, planned: prepared.writes, sent: all.writes() };
    },
  };
}
