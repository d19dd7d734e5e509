import { describe, expect, it } from 'vitest';
import { stringAt } from '../../../../src/core/model/json';
import { Runs } from '../../../../src/core/plan/runs';
import type { PreparedPlan } from '../../../../src/core/plan/plan';
import { prepareRepairList } from '../../../../src/core/plans/repairList';
import { prepareSyncNow } from '../../../../src/core/plans/syncNow';
import { verifyInstance } from '../../../../src/core/verify/verify';
import { nodeDigest } from '../../../../src/azure/digest';
import { breaks, chainOf, set } from '../../../fakes/breaks';
import { silentLog } from '../../../fakes/silentLog';
import { simulated } from '../../../fakes/simulated';

const instanceName = 'aio-rotterdam-01';
const context = { signal: new AbortController().signal };

async function broken(name: string) {
  const azure = simulated({ scenario: 'factory' });
  const { clock } = azure;
  const chain = chainOf(azure.simulator.world, instanceName);
  breaks[name]?.apply(chain);
  await clock.run(clock.sleep(6 * 60_000));
  const { tenantId, id: instanceId } = chain.instance;
  const tools = { azure: azure.azure(tenantId), clock, digest: nodeDigest };
  const runs = new Runs(clock, silentLog, () => 'run');
  return {
    azure,
    chain,
    tools,
    target: { tenantId, instanceId, instanceName },
    run: async (prepared: Promise<PreparedPlan>) => {
      const { plan, writes } = await clock.run(prepared);
      azure.writes();
      const end = await clock.run(runs.start(plan));
      return { end, writes, sent: azure.writes() };
    },
    cause: async () => {
      // Roles are effective within ten minutes, and then a round has to come.
      await clock.run(clock.sleep(15 * 60_000));
      const { verification } = await clock.run(
        verifyInstance(
          { ...tools, apiServers: { find: () => undefined } },
          { tenantId, instanceId },
          context,
        ),
      );
      return verification.causeId;
    },
  };
}

describe('the repairs', () => {
  it('list what is mapped, and leave what is listed as it is', async () => {
    const { azure, chain, tools, target, run, cause } = await broken(
      'the list of secrets lacks what is mapped',
    );
    const { end, writes, sent } = await run(prepareRepairList(tools, target, context));
    expect(end.outcome).toBe('succeeded');
    expect(writes).toHaveLength(1);
    expect(sent).toHaveLength(1);
    const stored = azure.simulator.world.resources.get(chain.providerClass.id);
    expect(stringAt(stored?.body, 'properties', 'objects')).toBe(
      'array:\n    - |\n      objectName: historian-password\n      objectType: secret\n',
    );
    expect(await cause()).toBeUndefined();
    const again = await run(prepareRepairList(tools, target, context));
    expect(again.sent).toEqual([]);
  });

  it('indent a list and leave its entries as they are', async () => {
    const { azure, chain, tools, target, run } = await broken(
      'the list of secrets is not indented',
    );
    const { end, sent } = await run(prepareRepairList(tools, target, context));
    expect(end.outcome).toBe('succeeded');
    expect(sent).toHaveLength(1);
    const stored = azure.simulator.world.resources.get(chain.providerClass.id);
    expect(stringAt(stored?.body, 'properties', 'objects')).toBe(
      'array:\n    - |\n      objectName: historian-password\n      objectType: secret\n',
    );
  });

  it('do not add to a list that indents alone do not mend', async () => {
    const { azure, chain, tools, target } = await broken('the list of secrets is not indented');
    set(chain, chain.providerClass, { objects: 'array:\n- |\n  objectType: secret\n' });
    await expect(azure.clock.run(prepareRepairList(tools, target, context))).rejects.toThrow(
      /list of spc-ops-\w+ cannot be read, so nothing was added/,
    );
  });

  it('ask for a synchronization and wait for its report', async () => {
    const { azure, chain, tools, target, run } = await broken('a secret is disabled');
    const secretSyncId = chain.secretSync.id;
    const still = await run(prepareSyncNow(tools, { ...target, secretSyncId }, context));
    // It was tried, and what is broken is said.
    expect(still.end.outcome).toBe('failed');
    expect(still.end.failure?.message).toContain('SecretDisabled');
    for (const secret of azure.simulator.world.secrets
      .get(chain.vault.name.toLowerCase())
      ?.values() ?? []) {
      secret.versions = secret.versions.map((version) => ({ ...version, enabled: true }));
    }
    const { end, sent } = await run(prepareSyncNow(tools, { ...target, secretSyncId }, context));
    expect(end.outcome).toBe('succeeded');
    expect(sent).toHaveLength(1);
    const stored = azure.simulator.world.resources.get(secretSyncId);
    expect(stringAt(stored?.body, 'properties', 'forceSynchronization')).toBeDefined();
  });

  it('refuse what is no SecretSync', async () => {
    const { azure, tools, target } = await broken('one role is gone');
    const secretSyncId = target.instanceId;
    await expect(
      azure.clock.run(prepareSyncNow(tools, { ...target, secretSyncId }, context)),
    ).rejects.toThrow('not the resource id of a SecretSync');
  });
});
