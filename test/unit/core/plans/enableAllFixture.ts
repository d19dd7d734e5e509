import type { ApiServerKnowledge } from '../../../../src/core/apiServer/knowledge';
import { idKey } from '../../../../src/core/model/armId';
import type { Creations } from '../../../../src/core/model/creations';
import { prepareEnableAll } from '../../../../src/core/plans/enableAll';
import { apiServerIssuerOf, setApiServerIssuer } from '../../../../src/simulator/arcAgents';
import type { SimulatedOptions } from '../../../fakes/simulated';
import { simulatedPlans } from '../../../fakes/simulatedPlans';

const location = 'westeurope';

const creations: Creations = {
  vault: { kind: 'create', location, retentionDays: 90, isPurgeProtected: false },
  identity: { location },
  cloudIdentity: { location },
};

export interface Wish {
  readonly name?: string;
  readonly vault?: string;
  readonly answer?: 'done' | 'later';
  /** The answer comes from a look at the cluster, which is kept first. */
  readonly seenByKubectl?: boolean;
}

/** An instance for which everything is wanted, and a person who configures its API server. */
export async function everythingFor(wish: Wish = {}, options: SimulatedOptions = {}) {
  const all = simulatedPlans(options);
  const {
    name = 'aio-hamburg-01',
    vault = 'kv-hamburg-plant',
    answer = 'done',
    seenByKubectl = false,
  } = wish;
  const found = await all.clock.run(all.instance(name));
  const { world } = all.simulator;
  const kept = new Map<string, ApiServerKnowledge>();
  const tools = {
    ...found.tools,
    apiServers: {
      find: (id: string) => kept.get(idKey(id)),
      save: (id: string, knowledge: ApiServerKnowledge) => {
        kept.set(idKey(id), knowledge);
        return Promise.resolve();
      },
    },
  };
  const issuerNow = () => {
    const cluster = world.resources.get(found.clusterId);
    return cluster && apiServerIssuerOf(cluster);
  };
  const asked: string[] = [];
  all.runs.onDidChange((run) => {
    const waiting = run.steps.find(({ state }) => state.kind === 'waiting');
    if (waiting?.state.kind !== 'waiting' || asked.at(-1) === run.runId) return;
    asked.push(run.runId);
    if (answer === 'done') setApiServerIssuer(world, found.clusterId);
    const issuer = seenByKubectl && issuerNow();
    if (issuer) kept.set(idKey(found.clusterId), { issuer, how: 'kubectl', atMs: all.clock.now() });
    all.runs.answer(run.runId, answer);
  });
  const target = {
    tenantId: found.tenantId,
    instanceId: found.instanceId,
    vaultId: found.vault(vault),
    identityId: found.identity('id-hamburg-secrets'),
    cloudIdentityId: found.identity('id-hamburg-cloud'),
    usages: ['dataflow', 'schemaRegistry'] as const,
    creations,
    isOfficerWanted: true,
  };
  const estate = { ...target, clusterId: found.clusterId };
  return {
    ...all,
    world,
    tools,
    target,
    estate,
    asked,
    apiServerIssuer: issuerNow,
    knowledge: () => tools.apiServers.find(found.clusterId),
    prepare: () => all.clock.run(prepareEnableAll(tools, target, all.context)),
    enable: async () => {
      const prepared = await all.clock.run(prepareEnableAll(tools, target, all.context));
      return all.clock.run(all.run(prepared));
    },
  };
}
