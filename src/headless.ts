import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { nodeDigest } from './azure/digest';
import { cloudOf } from './composition/cloudOf';
import {
  createOutput,
  reportEnd,
  reportSettings,
  reportSteps,
  reportVerification,
  type Output,
} from './composition/headlessReport';
import { settingFindings } from './core/checks/settings';
import { listIdentities, listVaults, type Choice } from './core/discover/choices';
import { loadInventory } from './core/discover/inventory';
import { parseArmId } from './core/model/armId';
import type { NodeOf } from './core/model/node';
import type { RunSnapshot } from './core/model/run';
import { Runs } from './core/plan/runs';
import { writePath } from './core/plan/writePath';
import { prepareEnableSecretSync } from './core/plans/enableSecretSync';
import type { Cloud, Log, RequestContext } from './core/ports';
import { verifyInstance } from './core/verify/verify';
import { createSimulator } from './simulator/simulator';
import { VirtualClock } from './simulator/virtualClock';

/** Answers of the simulated Azure take so long, in ms of its clock. */
const latencyMs = 100;

const quiet = (): void => undefined;
const log: Log = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };

function simulatedCloud(scenario: string, clock: VirtualClock): Cloud {
  const simulator = createSimulator({
    scenario,
    now: () => clock.now(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    latencyMs,
  });
  return cloudOf(simulator, { clock, log, random: () => 0.5 });
}

/** The first instance of the scenario on which secret synchronization was never begun. */
async function findInstance(cloud: Cloud, context: RequestContext): Promise<NodeOf<'instance'>> {
  for (const tenant of await cloud.tenants(context)) {
    const inventory = await loadInventory(cloud, tenant, context);
    const [found] = inventory.clusters
      .filter((cluster) => cluster.connectivity === 'connected')
      .flatMap((cluster) => inventory.instances.get(cluster.id.toLowerCase()) ?? [])
      .filter((instance) => instance.secretSync.state === 'notStarted');
    if (found) return found;
  }
  throw new Error('The scenario has no instance that waits for secret synchronization.');
}

/** As a person would choose: what lies beside the instance, without a known problem. */
function choose<T extends Choice>(choices: readonly T[], instanceId: string): T {
  const group = parseArmId(instanceId)?.resourceGroup.toLowerCase();
  const fit = choices.filter((choice) => choice.problem === undefined);
  const beside = fit.find((choice) => choice.resourceGroup.toLowerCase() === group);
  const choice = beside ?? fit[0];
  if (!choice) throw new Error('The scenario has nothing to choose from.');
  return choice;
}

const isSuccess = (run: RunSnapshot): boolean => run.outcome === 'succeeded';

/** The main job once, from the choice to the table of the final state. */
async function enableOnce(cloud: Cloud, instance: NodeOf<'instance'>, output: Output) {
  const { clock } = cloud;
  const azure = cloud.azure(instance.tenantId);
  const context = { signal: new AbortController().signal };
  const [vaults, identities] = await Promise.all([
    listVaults(azure, context),
    listIdentities(azure, context),
  ]);
  const target = {
    tenantId: instance.tenantId,
    instanceId: instance.id,
    vaultId: choose(vaults, instance.id).id,
    identityId: choose(identities, instance.id).id,
  };
  const tools = { azure, clock, digest: nodeDigest };
  const { plan, writes } = await prepareEnableSecretSync(tools, target, context);
  output.event('plan', { instanceId: instance.id, writes });
  output.say(`${plan.title} on ${instance.name}: ${writes.length} writes`);
  for (const write of writes) {
    output.say(`  ${write.method} ${writePath(write)}: ${write.title} (${write.detail})`);
  }

  const runs = new Runs(clock, log, randomUUID);
  const told = new Map<string, string>();
  runs.onDidChange((run) => {
    reportSteps(run, told, output);
  });
  const run = await runs.start(plan);

  const tool = { azure, clock, apiServers: { find: () => undefined } };
  const { seen, verification } = await verifyInstance(tool, target, context);
  reportSettings(settingFindings(seen), output);
  reportVerification(verification, output);
  reportEnd(run, clock.now(), output);
  return run;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      twice: { type: 'boolean', default: false },
      scenario: { type: 'string', default: 'ready' },
    },
  });
  const output = createOutput(values.json);
  const clock = new VirtualClock(Date.now());
  const cloud = simulatedCloud(values.scenario, clock);
  return clock.run(async () => {
    const instance = await findInstance(cloud, { signal: new AbortController().signal });
    const first = await enableOnce(cloud, instance, output);
    if (!values.twice || !isSuccess(first)) return isSuccess(first) ? 0 : 1;
    return isSuccess(await enableOnce(cloud, instance, output)) ? 0 : 1;
  });
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
