import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askTargetPage } from '../../../src/ui/wizard/targetPage';
import { loadSdks } from '../../builders/azure';
import { hostileNames } from '../../fakes/hostileNames';
import type { SimulatedOptions } from '../../fakes/simulated';
import { simulatedPlans } from '../../fakes/simulatedPlans';
import { host } from '../../fakes/vscode';

beforeAll(loadSdks);
beforeEach(() => {
  host.reset();
});

const typedRow = '$(edit) Another resource, by its id…';

/** The page at Rotterdam, at the input for an id; what is typed goes to Azure with Enter. */
async function atTheInput(options: SimulatedOptions = {}) {
  const owner = simulatedPlans({ scenario: 'factory' });
  const { tenantId, instanceId } = await owner.clock.run(owner.instance('aio-rotterdam-01'));
  const all = simulatedPlans({ scenario: 'factory', ...options });
  const group = instanceId.split('/providers/')[0] ?? '';
  const page = askTargetPage({
    title: 'Grant',
    step: 2,
    totalSteps: 4,
    azure: all.azure(tenantId),
    isSimulated: true,
    instanceId,
    identity: { id: '/id', name: 'id-rotterdam-cloud' },
  });
  const settled = <T>(promise: Promise<T>) => all.clock.run(promise, { limitMs: 3_600_000 });
  await settled(expect.poll(() => host.pick.labels, { timeout: 5_000 }).toContain(typedRow));
  host.pick.choose(typedRow);
  await expect.poll(() => host.inputs.length).toBe(1);
  const [input] = host.inputs;
  if (!input) throw new Error('Nothing is asked.');
  const before = all.sent.length;
  return {
    ...all,
    page,
    input,
    group,
    elsewhere: async () => (await owner.clock.run(owner.instance('aio-fremont-01'))).instanceId,
    /** Types it and waits for what is said about it. */
    enter: async (text: string) => {
      input.type(text);
      input.enter();
      await settled(
        expect.poll(() => input.validationMessage ?? '', { timeout: 5_000 }).not.toBe(''),
      );
      return input.validationMessage;
    },
    asked: () => all.sent.length - before,
  };
}

const notThere = 'There is no such resource, or your account may not see it.';
const hubs = '/providers/Microsoft.EventHub/namespaces/plant-hubs';

describe('the id of a resource that is typed', () => {
  it.each<[string, (group: string) => string, string]>([
    ['a type that there is not', (group) => `${group}${hubs.replace('namespaces', 'x')}`, notThere],
    ['a provider that there is not', (group) => `${group}/providers/My.Own/things/a`, notThere],
    ['a name that there is not', (group) => `${group}${hubs}2`, notThere],
    ['a name that only looks the same', (group) => `${group}${hubs.replace('a', 'а')}`, notThere],
    ['another group', (group) => `${group}-2${hubs}`, notThere],
    [
      'a subscription of nobody',
      (group) => `${group.replace(/[\da-f-]{36}/, '99999999-0000-4000-8000-000000000000')}${hubs}`,
      'There is no such subscription, or your account may not see it.',
    ],
  ])('with %s is refused in words', async (_, toId, expected) => {
    const at = await atTheInput();
    const said = await at.enter(toId(at.group));
    expect(said).toBe(expected);
    expect(at.input.isShown).toBe(true);
    at.input.hide();
    expect(await at.page).toEqual({ kind: 'dismissed' });
    expect(at.writes()).toEqual([]);
  });

  it('of another tenant is refused, and why it could never work is said', async () => {
    const at = await atTheInput();
    const said = await at.enter(await at.elsewhere());
    expect(said).toMatch(/belongs to another tenant\. A managed identity gets roles in its own/);
    at.input.hide();
    expect(await at.page).toEqual({ kind: 'dismissed' });
    expect(at.writes()).toEqual([]);
  });

  it('that was deleted in between is refused, though it was there a moment ago', async () => {
    const at = await atTheInput();
    const id = `${at.group}${hubs}`;
    expect(at.simulator.world.resources.delete(id)).toBe(true);
    expect(await at.enter(id)).toBe(notThere);
    at.input.hide();
    expect(await at.page).toEqual({ kind: 'dismissed' });
  });

  it('of what the account may not see is refused, and says so', async () => {
    const at = await atTheInput({ who: 'stranger' });
    const said = await at.enter(`${at.group}${hubs}`);
    expect(said).toBe('It could not be read: your account has no permission to read it.');
    at.input.hide();
    await at.page;
  });

  it('in whatever casing is taken as Azure spells it', async () => {
    const at = await atTheInput();
    at.input.type(`${at.group}${hubs}`.toUpperCase());
    at.input.enter();
    expect(await at.clock.run(at.page)).toEqual({
      kind: 'picked',
      value: { id: `${at.group}${hubs}`, name: 'plant-hubs' },
    });
    expect(at.writes()).toEqual([]);
  });

  it('that has not the form of one is refused at once: Azure is asked nothing', async () => {
    const at = await atTheInput();
    const forms = ['', at.group, `${at.group}${hubs}/..`, `${at.group}${hubs}\u200b`];
    for (const text of [...forms, `${at.group}${hubs}`.repeat(30), ...hostileNames]) {
      const said = await at.enter(text);
      expect(said?.length, text.slice(0, 60)).toBeLessThan(200);
      expect(said, text.slice(0, 60)).not.toMatch(/undefined|\[object|[\p{Cc}\p{Cf}]/u);
    }
    expect(at.asked()).toBe(0);
    expect(at.input.busy).toBe(false);
    at.input.hide();
    await at.page;
  });
});
