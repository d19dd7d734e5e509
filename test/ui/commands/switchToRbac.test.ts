import { beforeEach, describe, expect, it, vi } from 'vitest';
import { nodeDigest } from '../../../src/azure/digest';
import { at } from '../../../src/core/model/json';
import type { Plan } from '../../../src/core/plan/plan';
import type { Deps } from '../../../src/ui/commands/command';
import { repairSecretSync } from '../../../src/ui/commands/repair';
import { switchToRbac } from '../../../src/ui/commands/switchToRbac';
import { anInstanceNode } from '../../builders/nodes';
import { noReviews } from '../../builders/reviews';
import { simulatedPlans } from '../../fakes/simulatedPlans';
import * as vscode from '../../fakes/vscode';

const { host } = vscode;

beforeEach(() => {
  host.reset();
  vi.restoreAllMocks();
});

/** The commands at an instance of the factory; what they ask is answered by the test. */
async function commandsAt(name: string) {
  const azure = simulatedPlans({ scenario: 'factory' });
  const { clock } = azure;
  const { tenantId, instanceId, vault } = await clock.run(azure.instance(name));
  const seen = await clock.run(azure.observe({ tenantId, instanceId }));
  const node = anInstanceNode({ id: instanceId, name, tenantId });
  const plans: Plan[] = [];
  const runs = {
    requireIdle: () => Promise.resolve(),
    start: (plan: Plan) => {
      plans.push(plan);
      return Promise.resolve();
    },
  };
  const cloud = { ...azure.cloud, azure: azure.azure, clock };
  const deps = {
    session: { current: () => Promise.resolve({ cloud, runs }) },
    digest: nodeDigest,
    estate: { find: () => node },
    readings: { find: () => seen },
    panels: { follow: () => undefined },
    reviews: noReviews,
  } as unknown as Deps;
  const vaultId = vault(`kv-${name.split('-')[1] ?? ''}-plant`);
  return {
    plans,
    isRbac: () =>
      at(
        azure.simulator.world.resources.get(vaultId)?.body,
        'properties',
        'enableRbacAuthorization',
      ),
    node,
    switch: () => clock.run(Promise.resolve(switchToRbac(deps).run(instanceId))),
    repair: () => clock.run(Promise.resolve(repairSecretSync(deps).run(instanceId))),
  };
}

const labels = () => host.pick.items.map(({ label }) => label).join('\n');

describe('switching a key vault to Azure RBAC', () => {
  it('runs nothing before its review was agreed to and the vault’s own name was typed', async () => {
    const azure = await commandsAt('aio-gdansk-01');
    const end = azure.switch();
    await expect.poll(() => host.picks.length).toBe(1);
    await expect.poll(() => host.pick.items.length).toBeGreaterThan(0);
    expect(labels()).toContain(
      '$(warning) The 2 access policies of kv-gdansk-plant stop counting at once.',
    );
    expect(labels()).toMatch(
      /\$\(warning\) [\da-f-]{36} may no longer: secrets delete, get, list, set\./,
    );
    expect(labels()).toContain('$(lock) Access policies');
    host.pick.choose('$(play) Switch to Azure RBAC…');
    await expect.poll(() => host.inputs.length).toBe(1);
    host.input.type('aio-gdansk-01');
    host.input.enter();
    expect([host.input.isShown, azure.plans]).toEqual([true, []]);
    host.input.type('kv-gdansk-plant');
    host.input.enter();
    await end;
    expect(azure.plans.map(({ id }) => id)).toEqual(['switchToRbac']);
    expect(azure.isRbac()).toBe(false);
  });

  it('has nothing to do where roles decide already', async () => {
    const azure = await commandsAt('aio-rotterdam-01');
    const end = azure.switch();
    await expect.poll(() => host.picks.length).toBe(1);
    await expect.poll(() => host.pick.items.length).toBeGreaterThan(0);
    expect(host.pick.items[0]?.label).toBe('$(pass) Nothing to do');
    expect(host.pick.items[0]?.description).toMatch(/everything is in place/);
    host.pick.hide();
    await end;
    expect(azure.plans).toEqual([]);
  });

  it('says what to do where there is no vault', async () => {
    const azure = await commandsAt('aio-hamburg-01');
    await expect(azure.switch()).rejects.toThrow(/Enable secret synchronization with one first/);
  });

  it('is what a repair of such an instance begins with', async () => {
    const ran = vi.spyOn(vscode.commands, 'executeCommand');
    const azure = await commandsAt('aio-gdansk-01');
    await azure.repair();
    expect(ran.mock.calls).toEqual([['aioSecureSettings.vault.switchToRbac', azure.node]]);
  });
});
