import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nodeDigest } from '../../../src/azure/digest';
import type { JsonObject } from '../../../src/core/model/json';
import type { KeptRun } from '../../../src/core/plan/keptRun';
import type { PlanRequest } from '../../../src/core/plan/request';
import type { World } from '../../../src/simulator/world';
import type { Deps } from '../../../src/ui/commands/command';
import { resumeInterrupted, reviewInterrupted } from '../../../src/ui/commands/resumeRuns';
import { loadSdks } from '../../builders/azure';
import { aKeptRun, aRequest, requestIds } from '../../builders/requests';
import { noReviews } from '../../builders/reviews';
import { simulatedPlans } from '../../fakes/simulatedPlans';
import { host } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const today = new Date(new Date().setHours(9, 30)).getTime();
const two = [
  aKeptRun({ runId: 'a', startedAtMs: today }),
  aKeptRun({ runId: 'b', startedAtMs: 0, request: aRequest('removeCloudIdentity') }),
];

/** What the commands see, in front of a session that must not be asked for anything. */
function setUp(runs: readonly KeptRun[], isSimulated = false) {
  const forgotten: string[] = [];
  const session = {
    isSimulated,
    current: () => Promise.reject(new Error('asked for the cloud')),
  };
  const kept = {
    interrupted: () => Promise.resolve(runs),
    forget: (chosen: readonly KeptRun[]) => {
      forgotten.push(...chosen.map(({ runId }) => runId));
      return Promise.resolve();
    },
  };
  const deps = { session, kept } as unknown as Deps;
  return { deps, forgotten };
}

const { target } = aRequest('repairList') as PlanRequest<'repairList'>;
const onOther: PlanRequest = {
  planId: 'repairList',
  target: { ...target, instanceId: requestIds.otherInstance },
};

const shownPick = async () => {
  await expect.poll(() => host.picks.at(-1)?.items.length ?? 0).toBeGreaterThan(0);
  const pick = host.picks.at(-1);
  if (!pick) throw new Error('No pick is shown.');
  return pick;
};

describe('the list of interrupted runs', () => {
  it('names each with its instance and when it began, without a look at Azure', async () => {
    const { deps } = setUp(two);
    const end = reviewInterrupted(deps).run();
    const pick = await shownPick();
    expect(pick.labels).toEqual([
      '$(debug-continue) Enable all secure settings',
      '$(debug-continue) Remove managed identity',
      '$(trash) Forget some of them…',
      '$(trash) Forget all of them',
    ]);
    expect(pick.items[0]?.description).toBe('aio-berlin-01');
    expect(pick.items[0]?.detail).toMatch(/^Started \d+:30/);
    expect(pick.items[1]?.detail).toMatch(/1970/);
    pick.hide();
    await end;
  });

  it('forgets them all without a word to Azure', async () => {
    const { deps, forgotten } = setUp(two);
    const end = reviewInterrupted(deps).run();
    (await shownPick()).choose('$(trash) Forget all of them');
    await end;
    expect(forgotten).toEqual(['a', 'b']);
  });

  it('forgets those that are ticked, and none is at first', async () => {
    const { deps, forgotten } = setUp(two);
    const end = reviewInterrupted(deps).run();
    (await shownPick()).choose('$(trash) Forget some of them…');
    await expect.poll(() => host.pick.canSelectMany).toBe(true);
    expect(host.pick.selectedItems).toEqual([]);
    expect(host.pick.labels).toEqual(['Enable all secure settings', 'Remove managed identity']);
    host.pick.tick('Remove managed identity');
    await end;
    expect(forgotten).toEqual(['b']);
  });

  it('has one row to forget a single one', async () => {
    const { deps, forgotten } = setUp(two.slice(0, 1));
    const end = reviewInterrupted(deps).run();
    const pick = await shownPick();
    expect(pick.labels).toEqual([
      '$(debug-continue) Enable all secure settings',
      '$(trash) Forget it',
    ]);
    pick.choose('$(trash) Forget it');
    await end;
    expect(forgotten).toEqual(['a']);
  });

  it('of an instance has its own alone, and goes on at once with the only one', async () => {
    const elsewhere = aKeptRun({ runId: 'c', request: onOther });
    const several = setUp([...two, elsewhere]);
    const end = reviewInterrupted(several.deps).run(requestIds.instance);
    const pick = await shownPick();
    expect(pick.items.filter(({ description }) => description !== undefined)).toHaveLength(2);
    pick.hide();
    await end;
    const ofOther = reviewInterrupted(several.deps).run(requestIds.otherInstance);
    await expect(ofOther).rejects.toThrow('asked for the cloud');
    expect(host.picks).toHaveLength(1);
  });

  it.each([
    ['an instance of which none is', requestIds.otherInstance, /aio-hamburg-01 is interrupted any/],
    ['no instance', requestIds.vault, /Runs are kept by their instance/],
  ])('refuses %s', async (_, argument, expected) => {
    const { deps } = setUp(two);
    await expect(reviewInterrupted(deps).run(argument)).rejects.toThrow(expected);
    expect(host.picks).toEqual([]);
  });

  it('says so when there is none', async () => {
    const { deps } = setUp([]);
    await reviewInterrupted(deps).run();
    expect(host.messages.map(({ text }) => text)).toEqual(['No run was interrupted.']);
    await expect(resumeInterrupted(deps).run()).rejects.toThrow('No run was interrupted.');
  });

  it('resumes nothing while simulated Azure is shown', async () => {
    const { deps } = setUp(two, true);
    await expect(resumeInterrupted(deps).run()).rejects.toThrow(/Stop simulated Azure first/);
  });

  it('asks for the account’s Azure only once a run is to go on', async () => {
    const { deps } = setUp(two);
    const end = reviewInterrupted(deps).run();
    (await shownPick()).choose('$(debug-continue) Remove managed identity');
    await expect(end).rejects.toThrow('asked for the cloud');
  });
});

/** Interrupted removals of a plant where all is on, before the account's own Azure. */
async function removalAtRotterdam(
  planId: 'disableSecretSync' | 'removeCloudIdentity',
  meanwhile: (world: World, instanceId: string) => void = () => undefined,
) {
  const azure = simulatedPlans({ scenario: 'factory' });
  const found = await azure.clock.run(azure.instance('aio-rotterdam-01'));
  const { tenantId, instanceId } = found;
  meanwhile(azure.simulator.world, instanceId);
  const cloudIdentityId = found.identity('id-rotterdam-cloud');
  const requests: { readonly [Id in typeof planId]: PlanRequest<Id> } = {
    disableSecretSync: { planId: 'disableSecretSync', target: { tenantId, instanceId } },
    removeCloudIdentity: {
      planId: 'removeCloudIdentity',
      target: { tenantId, instanceId, cloudIdentityId },
    },
  };
  const run = aKeptRun({ request: requests[planId] });
  const shown: string[] = [];
  const deps = {
    session: {
      isSimulated: false,
      current: () => Promise.resolve({ cloud: azure.cloud, runs: azure.runs }),
    },
    kept: { interrupted: () => Promise.resolve([run]) },
    panels: { follow: (panel: { readonly instanceId: string }) => shown.push(panel.instanceId) },
    reviews: noReviews,
    digest: nodeDigest,
    apiServers: { find: () => undefined },
  } as unknown as Deps;
  azure.writes();
  const end = azure.clock.run(Promise.resolve(reviewInterrupted(deps).run(instanceId)));
  return { azure, end, shown, instanceId };
}

describe.each(['disableSecretSync', 'removeCloudIdentity'] as const)(
  'a removal that is taken up again: %s',
  (planId) => {
    beforeAll(loadSdks);

    const review = async () => {
      const pick = await shownPick();
      const go = '$(trash) Resume…';
      expect(pick.labels[0]).toBe(go);
      expect(pick.labels.join()).toMatch(/— what is (deleted|changed)/);
      pick.choose(go);
      await expect.poll(() => host.inputs.length).toBe(1);
      const [input] = host.inputs;
      if (!input) throw new Error('Nothing is asked.');
      return input;
    };

    it('shows the list anew and has the name typed again before it writes', async () => {
      const { azure, end, shown, instanceId } = await removalAtRotterdam(planId);
      const input = await review();
      expect(input.prompt).toContain('type aio-rotterdam-01 to agree');
      input.type('aio-berlin-01');
      input.enter();
      expect(input.validationMessage).toMatch(/That is not the name/);
      expect(azure.writes()).toEqual([]);
      expect(shown).toEqual([]);
      input.type('aio-rotterdam-01');
      input.enter();
      await end;
      expect(azure.writes().length).toBeGreaterThan(0);
      expect(shown).toEqual([instanceId]);
      expect(azure.runs.latest(instanceId)).toMatchObject({ planId, outcome: 'succeeded' });
    });

    it('waits until Azure has ended what the run had it accept', async () => {
      const change = (world: World, instanceId: string, provisioningState: string) => {
        const { type, tenantId, body } = world.resources.get(instanceId)!;
        const properties = { ...(body['properties'] as JsonObject), provisioningState };
        world.resources.put(instanceId, type, tenantId, { ...body, properties });
      };
      const { azure, end } = await removalAtRotterdam(planId, (world, instanceId) => {
        change(world, instanceId, 'Updating');
        world.schedule(world.now() + 20_000, () => {
          change(world, instanceId, 'Succeeded');
        });
      });
      const startedAtMs = azure.clock.now();
      (await review()).hide();
      await end;
      expect(azure.clock.now() - startedAtMs).toBeGreaterThanOrEqual(18_000);
      expect(host.progress).toContain(
        'Azure is still changing instances/aio-rotterdam-01. The review comes when that has ended.',
      );
    });

    it('writes nothing when the name is not typed', async () => {
      const { azure, end, shown } = await removalAtRotterdam(planId);
      (await review()).hide();
      await end;
      expect(azure.writes()).toEqual([]);
      expect(shown).toEqual([]);
    });
  },
);
