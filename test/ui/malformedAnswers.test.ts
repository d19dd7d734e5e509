import { beforeAll, describe, expect, it } from 'vitest';
import { cloudOf } from '../../src/composition/cloudOf';
import { nodeDigest } from '../../src/azure/digest';
import { settingNodes } from '../../src/core/checks/settings';
import { childNodes, loadInventory } from '../../src/core/discover/inventory';
import { listIdentities, listVaults } from '../../src/core/discover/choices';
import { ArmError, UserFacingError } from '../../src/core/errors';
import type { Node } from '../../src/core/model/node';
import { Runs } from '../../src/core/plan/runs';
import { prepareDisableSecretSync } from '../../src/core/plans/disableSecretSync';
import { prepareEnableClusterIdentity } from '../../src/core/plans/enableClusterIdentity';
import { prepareEnableSecretSync } from '../../src/core/plans/enableSecretSync';
import type { Cloud } from '../../src/core/ports';
import { checkPrerequisites } from '../../src/core/prerequisites/checkPrerequisites';
import { readPrerequisites } from '../../src/core/prerequisites/readPrerequisites';
import { verifyInstance } from '../../src/core/verify/verify';
import { parseToView } from '../../src/protocol/parseToView';
import { toPanelState } from '../../src/ui/panels/panelState';
import { toTooltip } from '../../src/ui/tree/toTooltip';
import { toTreeItem } from '../../src/ui/tree/toTreeItem';
import { loadSdks } from '../builders/azure';
import { MalformedAnswers, malformations, type Malformation } from '../fakes/malformedAnswers';
import { seeded } from '../fakes/seeded';
import { silentLog } from '../fakes/silentLog';
import { disablingOf } from '../unit/core/plans/disableFixture';

beforeAll(loadSdks);

const context = { signal: new AbortController().signal };
/** No flow may take longer, in virtual time; a run may wait for an hour's operation. */
const limitMs = 3 * 3_600_000;

const rounds: Readonly<Record<Malformation, number>> = {
  shape: 100,
  html: 6,
  nothing: 6,
  list: 6,
  null: 6,
  cut: 20,
  huge: 2,
  endless: 4,
};

type Instance = Awaited<ReturnType<typeof disablingOf>>;
type Flow = (cloud: Cloud, found: Instance) => Promise<void>;

const draw = (node: Node): void => {
  toTreeItem(node, { nowMs: 0 });
  toTooltip(node);
};

const chosen = ({ tenantId, instanceId, vault, identity }: Instance) => ({
  tenantId,
  instanceId,
  vaultId: vault('kv-rotterdam-plant'),
  identityId: identity('id-rotterdam-secrets'),
});

const toolsOf = (cloud: Cloud, { tenantId }: Instance) => ({
  azure: cloud.azure(tenantId),
  clock: cloud.clock,
  digest: nodeDigest,
});

const flows: Readonly<Record<string, Flow>> = {
  'the tree': async (cloud) => {
    for (const tenant of await cloud.tenants(context)) {
      const inventory = await loadInventory(cloud, tenant, context);
      const walk = (node?: Node): void => {
        for (const child of childNodes(inventory, node)) {
          draw(child);
          if (child.kind === 'cluster' || child.kind === 'unreadableCluster') walk(child);
        }
      };
      walk();
    }
  },
  'a verification and the panel': async (cloud, { tenantId, instanceId }) => {
    const { seen, verification } = await verifyInstance(
      { azure: cloud.azure(tenantId), clock: cloud.clock, apiServers: { find: () => undefined } },
      { tenantId, instanceId },
      context,
    );
    expect(verification).toBeDefined();
    for (const node of settingNodes(seen, 'ready')) draw(node);
    const state = toPanelState({
      instanceId,
      isSimulated: true,
      needsSignIn: false,
      isRestartDue: false,
      observation: seen,
      nowMs: cloud.clock.now(),
      clockRate: 1,
    });
    // What the page would refuse would leave its spinner there.
    expect(parseToView(structuredClone({ type: 'state', state }))).toBeDefined();
  },
  'the prerequisites': async (cloud, { tenantId, instanceId }) => {
    const target = { tenantId, instanceId };
    checkPrerequisites(
      await readPrerequisites(cloud.azure(tenantId), cloud.clock, target, context),
    );
  },
  'the choices of a wizard': async (cloud, { tenantId }) => {
    await listVaults(cloud.azure(tenantId), context);
    await listIdentities(cloud.azure(tenantId), context);
  },
  'a plan to enable': async (cloud, found) => {
    await prepareEnableSecretSync(toolsOf(cloud, found), chosen(found), context);
  },
  'a plan to disable': async (cloud, found) => {
    const { tenantId, instanceId } = found;
    await prepareDisableSecretSync(toolsOf(cloud, found), { tenantId, instanceId }, context);
  },
  'a plan for the cluster': async (cloud, found) => {
    const { tenantId, instanceId, clusterId } = found;
    const target = { tenantId, instanceId, clusterId, clusterName: 'x', subjectId: instanceId };
    await prepareEnableClusterIdentity(toolsOf(cloud, found), target as never, context);
  },
};

describe.each(malformations)('malformed answers (%s)', (kind) => {
  it.for(Object.entries(flows))(
    'end %s in a result or in words',
    { timeout: 120_000 },
    async ([name, flow], { task }) => {
      const found = await disablingOf('aio-rotterdam-01');
      let spoiled = 0;
      for (let seed = 1; seed <= rounds[kind]; seed++) {
        const random = seeded(seed);
        const share = kind === 'shape' || kind === 'cut' ? 0.6 : (seed % 3) / 2 + 0.1;
        const transport = new MalformedAnswers(found.simulator.httpClient, random, kind, share);
        const cloud = cloudOf(found.simulator, {
          clock: found.clock,
          log: silentLog,
          random,
          transport,
        });
        const error: unknown = await found.clock
          .run(flow(cloud, found), { limitMs })
          .then(() => undefined)
          .catch((thrown: unknown) => thrown);
        spoiled += transport.count;
        if (error !== undefined && !ArmError.is(error) && !UserFacingError.is(error)) {
          throw new Error(`${name}, ${kind}, seed ${seed}`, { cause: error });
        }
      }
      expect(spoiled).toBeGreaterThan(0);
      task.meta.figures = { 'malformed answers': spoiled };
    },
  );
});

describe('a run whose answers are malformed', () => {
  it.each(['shape', 'html', 'cut', 'null'] as const)(
    'ends, and says how (%s)',
    async (kind) => {
      for (let seed = 1; seed <= 6; seed++) {
        const found = await disablingOf('aio-rotterdam-01');
        const random = seeded(seed);
        const transport = new MalformedAnswers(found.simulator.httpClient, random, kind, 0);
        const { clock } = found;
        const cloud = cloudOf(found.simulator, { clock, log: silentLog, random, transport });
        const runs = new Runs(clock, silentLog, () => 'run-1');
        const { plan } = await clock.run(
          prepareEnableSecretSync(toolsOf(cloud, found), chosen(found), context),
        );
        transport.share = 0.3;
        const run = await clock.run(runs.start(plan), { limitMs });
        expect(['succeeded', 'failed', 'unknown'], `seed ${seed}`).toContain(run.outcome);
        const left = run.steps.filter(({ state }) => ['running', 'waiting'].includes(state.kind));
        expect(left, `seed ${seed}`).toEqual([]);
        expect(clock.sleepers, `seed ${seed}`).toBe(0);
        // The service is well again: what is left is done, or was never needed.
        transport.share = 0;
        const again = await clock.run(
          prepareEnableSecretSync(toolsOf(cloud, found), chosen(found), context),
        );
        const second = await clock.run(runs.start(again.plan), { limitMs });
        expect(second.outcome, `seed ${seed}`).toBe('succeeded');
      }
    },
    120_000,
  );
});
