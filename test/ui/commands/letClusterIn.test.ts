import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isObject, type JsonObject } from '../../../src/core/model/json';
import type { Plan } from '../../../src/core/plan/plan';
import type { Deps } from '../../../src/ui/commands/command';
import { letClusterIn } from '../../../src/ui/commands/letClusterIn';
import { anInstanceNode } from '../../builders/nodes';
import { noReviews } from '../../builders/reviews';
import { simulatedPlans } from '../../fakes/simulatedPlans';
import * as vscode from '../../fakes/vscode';

const { host } = vscode;

beforeEach(() => {
  host.reset();
  vi.restoreAllMocks();
});

const privateWay = '$(lock) Add a private endpoint';
const publicWay = '$(globe) Allow public access';

/** The command at an instance of the factory; its picks are answered by the test. */
async function commandAt(name: string) {
  const azure = simulatedPlans({ scenario: 'factory' });
  const { clock } = azure;
  const { resources } = azure.simulator.world;
  const { tenantId, instanceId, vault } = await clock.run(azure.instance(name));
  const seen = await clock.run(azure.observe({ tenantId, instanceId }));
  const node = anInstanceNode({ id: instanceId, name, tenantId });
  const plans: Plan[] = [];
  const cloud = { ...azure.cloud, portalUrl: 'https://portal.example', azure: azure.azure, clock };
  const runs = {
    requireIdle: () => Promise.resolve(),
    start: (plan: Plan) => {
      plans.push(plan);
      return Promise.resolve();
    },
  };
  const deps = {
    session: { current: () => Promise.resolve({ cloud, runs }) },
    estate: { find: () => node },
    readings: { find: () => seen },
    panels: { follow: () => undefined },
    reviews: noReviews,
  } as unknown as Deps;
  const id = vault(`kv-${name.split('-')[1] ?? ''}-plant`);
  return {
    plans,
    vaultId: id,
    properties: (): JsonObject => {
      const found = resources.get(id)?.body['properties'];
      return isObject(found) ? found : {};
    },
    /** A colleague has turned its firewall on. */
    closeFirewall(): void {
      const stored = resources.get(id);
      if (!stored) return;
      const { type, tenantId: owner, body } = stored;
      const networkAcls = { defaultAction: 'Deny', ipRules: [] };
      const properties = { ...this.properties(), networkAcls };
      resources.put(id, type, owner, { ...body, properties });
    },
    run: () => clock.run(Promise.resolve(letClusterIn(deps).run(instanceId))),
  };
}

const shown = (count: number) => expect.poll(() => host.picks.length).toBe(count);

describe('letting the cluster reach its key vault', () => {
  it('proposes a private endpoint first, and leads to the networking of the vault', async () => {
    const opened = vi.spyOn(vscode.env, 'openExternal');
    const { run, vaultId, plans } = await commandAt('aio-reims-01');
    const end = run();
    await shown(1);
    expect(host.pick.items.map(({ label }) => label)).toEqual([privateWay, publicWay]);
    host.pick.choose(privateWay);
    await end;
    expect(String(opened.mock.calls[0]?.[0])).toBe(
      `https://portal.example/#resource${vaultId}/networking`,
    );
    expect(plans).toEqual([]);
  });

  it('runs nothing before its review was agreed to and the vault’s own name was typed', async () => {
    const { run, plans, properties } = await commandAt('aio-reims-01');
    const end = run();
    await shown(1);
    host.pick.choose(publicWay);
    await shown(2);
    await expect.poll(() => host.pick.items.length).toBeGreaterThan(0);
    expect(host.pick.items.map(({ label }) => label).join('\n')).toContain(
      '$(warning) Every network can reach kv-reims-plant then, the internet too.',
    );
    host.pick.choose('$(play) Allow public access…');
    await expect.poll(() => host.inputs.length).toBe(1);
    host.input.type('aio-reims-01');
    host.input.enter();
    expect(host.input.isShown).toBe(true);
    expect(plans).toEqual([]);
    host.input.type('kv-reims-plant');
    host.input.enter();
    await end;
    expect(plans.map(({ id }) => id)).toEqual(['allowPublicAccess']);
    expect(properties()['publicNetworkAccess']).toBe('Disabled');
  });

  it('refuses public access where a firewall would keep the cluster out all the same', async () => {
    const command = await commandAt('aio-reims-01');
    command.closeFirewall();
    const end = command.run();
    await shown(1);
    host.pick.choose(publicWay);
    await expect(end).rejects.toThrow(/would not let the cluster in/);
    expect(command.plans).toEqual([]);
  });
});
