import { beforeEach, describe, expect, it } from 'vitest';
import { isObject, stringAt } from '../../../src/core/model/json';
import type { Plan } from '../../../src/core/plan/plan';
import type { Deps } from '../../../src/ui/commands/command';
import { liftConditions } from '../../../src/ui/commands/liftConditions';
import { mapSecret, repairSync } from '../../../src/ui/commands/repairSync';
import { observe } from '../../../src/core/observe/observe';
import { anInstanceNode } from '../../builders/nodes';
import { noReviews } from '../../builders/reviews';
import { breaks, chainOf, moreBreaks, set, type Chain } from '../../fakes/breaks';
import { simulatedPlans } from '../../fakes/simulatedPlans';
import * as vscode from '../../fakes/vscode';

const { host } = vscode;

beforeEach(() => {
  host.reset();
});

const name = 'aio-rotterdam-01';

/** The commands at a plant of which something was broken a while ago; a test answers what they ask. */
async function brokenPlant(broken: string, change?: (chain: Chain) => void) {
  const azure = simulatedPlans({ scenario: 'factory' });
  const { clock, simulator, context } = azure;
  const chain = chainOf(simulator.world, name);
  (breaks[broken] ?? moreBreaks[broken])?.apply(chain);
  change?.(chain);
  const { tenantId, instanceId } = await clock.run(azure.instance(name));
  await clock.run(clock.sleep(6 * 60_000));
  const target = { tenantId, instanceId };
  const seen = await clock.run(observe(azure.azure(tenantId), clock, target, context, 'verify'));
  const node = anInstanceNode({ id: instanceId, name, tenantId });
  const plans: Plan[] = [];
  const cloud = { ...azure.cloud, azure: azure.azure, clock };
  const runs = {
    requireIdle: () => Promise.resolve(),
    start: (plan: Plan) => {
      plans.push(plan);
      return azure.runs.start(plan);
    },
  };
  const deps = {
    session: { current: () => Promise.resolve({ cloud, runs }) },
    estate: { find: () => node, instances: () => Promise.resolve([node]) },
    readings: { find: () => seen },
    panels: { follow: () => undefined },
    reviews: noReviews,
  } as unknown as Deps;
  return {
    chain,
    plans,
    instanceId,
    run: (command: typeof repairSync | typeof mapSecret | typeof liftConditions, id = instanceId) =>
      clock.run(Promise.resolve(command(deps).run(id))),
    properties: () => {
      const found = simulator.world.resources.get(chain.secretSync.id)?.body['properties'];
      return isObject(found) ? found : {};
    },
    roles: () =>
      chain.roles.map(({ id }) =>
        stringAt(simulator.world.resources.get(id)?.body, 'properties', 'condition'),
      ),
  };
}

const shown = (count: number) => expect.poll(() => host.picks.length).toBe(count);
const loaded = () => expect.poll(() => host.pick.items.length).toBeGreaterThan(0);
const labels = () => host.pick.items.map(({ label }) => label);

describe('repairing a SecretSync', () => {
  it('offers the classes that are there, the instance’s own first, and writes the one that is chosen', async () => {
    const plant = await brokenPlant('a SecretSync names a class that is not there', (chain) => {
      const { id, type, tenantId, body } = chain.providerClass;
      chain.world.resources.put(`${id}-other`, type, tenantId, body);
    });
    const end = plant.run(repairSync, plant.chain.secretSync.id);
    await shown(1);
    await loaded();
    expect(labels()).toEqual([
      plant.chain.providerClass.name,
      `${plant.chain.providerClass.name}-other`,
    ]);
    host.pick.choose(plant.chain.providerClass.name);
    await shown(2);
    await loaded();
    host.pick.choose('$(play) Repair');
    await end;
    expect(plant.plans.map(({ id }) => id)).toEqual(['repairSync']);
    expect(plant.properties()['secretProviderClassName']).toBe(plant.chain.providerClass.name);
  });

  it('asks nothing but to agree where there is one class alone', async () => {
    const plant = await brokenPlant('a SecretSync names a class that is not there');
    const end = plant.run(repairSync);
    await shown(1);
    await loaded();
    expect(labels()[0]).toBe('$(play) Repair');
    host.pick.hide();
    await end;
    expect(plant.plans).toEqual([]);
    expect(plant.properties()['secretProviderClassName']).toBe('spc-mistyped');
  });

  it('asks which secret keeps the key, and takes a free key for the other', async () => {
    const plant = await brokenPlant('a SecretSync maps two different secrets to one key');
    const end = plant.run(repairSync);
    await shown(1);
    await loaded();
    expect(labels()).toEqual(['historian-password', 'historian-user']);
    host.pick.choose('historian-user');
    await shown(2);
    await loaded();
    host.pick.choose('$(edit) Give it another key…');
    await expect.poll(() => host.inputs.length).toBe(1);
    expect(host.input.value).toBe('historian-password');
    host.input.type('no blanks');
    host.input.enter();
    await expect.poll(() => host.input.validationMessage).toMatch(/letters, digits/);
    host.input.type('password');
    host.input.enter();
    await expect.poll(() => host.input.validationMessage).toBe('Key password is in use already.');
    host.input.type('pass.word');
    host.input.enter();
    await shown(3);
    await loaded();
    host.pick.choose('$(play) Repair');
    await end;
    expect(plant.properties()['objectSecretMapping']).toEqual([
      { sourcePath: 'historian-password', targetKey: 'pass.word' },
      { sourcePath: 'historian-user', targetKey: 'password' },
    ]);
  });

  it('does not ask which of two that say the same stays', async () => {
    const plant = await brokenPlant('a SecretSync maps two secrets to one key');
    const end = plant.run(repairSync);
    await shown(1);
    await loaded();
    expect(labels()).toEqual([
      '$(remove) Take it out of this SecretSync',
      '$(edit) Give it another key…',
    ]);
    host.pick.choose('$(remove) Take it out of this SecretSync');
    await shown(2);
    await loaded();
    host.pick.choose('$(play) Repair');
    await end;
    expect(plant.properties()['objectSecretMapping']).toHaveLength(1);
  });

  it('says so where none needs it', async () => {
    const plant = await brokenPlant('one role is gone');
    await expect(plant.run(repairSync)).rejects.toThrow('No SecretSync of aio-rotterdam-01 names');
    await expect(plant.run(mapSecret)).rejects.toThrow('Each vault secret');
  });
});

describe('mapping a secret', () => {
  it('asks for nothing but the key where there is one of each', async () => {
    const plant = await brokenPlant('a secret that is listed is in no Kubernetes secret');
    const end = plant.run(mapSecret);
    await expect.poll(() => host.inputs.length).toBe(1);
    expect(host.input.value).toBe('historian-user');
    host.input.type('user');
    host.input.enter();
    await shown(1);
    await loaded();
    host.pick.choose('$(play) Map');
    await end;
    expect(plant.properties()['objectSecretMapping']).toEqual([
      { sourcePath: 'historian-password', targetKey: 'password' },
      { sourcePath: 'historian-user', targetKey: 'user' },
    ]);
  });
});

describe('taking a condition from roles', () => {
  it('writes nothing before its text was shown and the vault’s name typed', async () => {
    const plant = await brokenPlant('the roles hold under a condition', (chain) => {
      for (const role of chain.roles) set(chain, role, { condition: '$(x) ]( [click' });
    });
    const end = plant.run(liftConditions);
    await shown(1);
    await loaded();
    expect(labels().join('\n')).toContain('$(warning) Removes a condition from Key Vault Reader.');
    const texts = host.pick.items.map(({ detail }) => detail ?? '').join('\n');
    expect(texts).toContain('Its text: $ (x) ] ( [click');
    host.pick.choose('$(play) Remove condition…');
    await expect.poll(() => host.inputs.length).toBe(1);
    host.input.type(name);
    host.input.enter();
    expect(plant.plans).toEqual([]);
    host.input.type('kv-rotterdam-plant');
    host.input.enter();
    await end;
    expect(plant.plans.map(({ id }) => id)).toEqual(['liftConditions']);
    expect(plant.roles()).toEqual([undefined, undefined]);
  });
});
