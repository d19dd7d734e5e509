import { beforeEach, describe, expect, it } from 'vitest';
import { ArmError, UserFacingError } from '../../../src/core/errors';
import type { Plan } from '../../../src/core/plan/plan';
import type { Panels } from '../../../src/ui/panels/panels';
import { RunNotices } from '../../../src/ui/runNotices';
import { TreeProvider } from '../../../src/ui/tree/treeProvider';
import { aPlantInTheIndex, IndexedCloud } from '../../fakes/indexedCloud';
import { host, ThemeIcon } from '../../fakes/vscode';
import { aWindow } from '../aWindow';

beforeEach(() => {
  host.reset();
});

const lost = new ArmError('network', 'reset', { method: 'PUT', path: '/x' });
const refused = new UserFacingError('The identity is gone.');

/** A window whose tree shows one instance, and a run on it. */
async function aRunIn(planId: string, run: Plan['run'], kind: 'instance' | 'cluster' = 'instance') {
  const cloud = new IndexedCloud({ a: () => Promise.resolve(aPlantInTheIndex('berlin')) });
  const { estate, session, redrawn } = aWindow(() => cloud);
  const tree = new TreeProvider(session, estate);
  const notices = new RunNotices(session, { isVisible: () => false } as unknown as Panels, estate);
  const [cluster] = await estate.children();
  const [below] = await estate.children(cluster);
  const node = kind === 'cluster' ? cluster : below;
  const { runs } = await session.current();
  const subjectId = node?.id ?? '';
  const end = runs.start({
    id: planId,
    title: 'Do it',
    subjectId,
    subjectName: 'aio-berlin',
    tenantId: 'a',
    agreed: [],
    steps: { it: { title: 'Do it', detail: '' } },
    order: 'it',
    run,
  });
  const shown = () => {
    const item = node && tree.getTreeItem(node);
    const { iconPath } = item ?? {};
    return [item?.description, iconPath instanceof ThemeIcon ? iconPath.id : undefined];
  };
  return {
    cloud,
    shown,
    /** Whether its row is found to be drawn anew. */
    redrawn: () => {
      const before = redrawn.length;
      estate.redraw(subjectId);
      return redrawn.at(-1) === node && redrawn.length > before;
    },
    cancel: () => {
      runs.cancel(runs.latest(subjectId)?.runId ?? '');
    },
    end: async () => {
      const { outcome } = await cloud.clock.run(end);
      notices.dispose();
      return outcome;
    },
  };
}

const works = (planId: string) =>
  aRunIn(planId, async (run) => {
    await run.step('it', (context) => context.clock.sleep(60_000, context.signal));
  });

describe('an instance in the tree', () => {
  it.each([
    ['enableAll', 'Enabling…'],
    ['assignCloudIdentity', 'Enabling…'],
    ['disableSecretSync', 'Removing…'],
    ['removeCloudIdentity', 'Removing…'],
    ['syncNow', 'Working…'],
  ])('says what %s does while it goes on', async (planId, words) => {
    const { shown, end } = await works(planId);
    expect(shown()).toEqual([words, 'loading~spin']);
    expect(await end()).toBe('succeeded');
    expect(shown()).toEqual(['0 of 2 secure settings', 'server-environment']);
  });

  it('says that a run waits for the user', async () => {
    const { shown, cancel, end } = await aRunIn('enableAll', async (run) => {
      await run.step('it', (context) => context.waitForUser('Restart k3s.'));
    });
    expect(shown()).toEqual(['Waits for you…', 'loading~spin']);
    cancel();
    expect(await end()).toBe('cancelled');
  });

  it.each<[string, Error, string, string, RegExp]>([
    ['unknown', lost, 'Outcome of last run unknown', 'question', /lost.*looks first, and writes/],
    ['failed', refused, 'Last run failed', 'error', /failed on aio-berlin/],
  ])('and the notice are honest about an outcome that is %s', async (...row) => {
    const [outcome, error, words, shape, told] = row;
    const { shown, end } = await aRunIn('enableAll', async (run) => {
      await run.step('it', () => Promise.reject(error));
    });
    expect(await end()).toBe(outcome);
    expect(shown()).toEqual([`${words} · 0 of 2 secure settings`, shape]);
    expect(host.messages).toHaveLength(1);
    expect(host.messages[0]).toMatchObject({ severity: 'warning' });
    expect(host.messages[0]?.text).toMatch(told);
  });

  it('has the same words where the run is about the cluster', async () => {
    const sleeps: Plan['run'] = async (run) => {
      await run.step('it', (context) => context.clock.sleep(60_000, context.signal));
      await run.step('it', () => Promise.reject(lost));
    };
    const { shown, redrawn, end } = await aRunIn('enableClusterIdentity', sleeps, 'cluster');
    expect(shown()).toEqual(['Enabling…', 'loading~spin']);
    expect(await end()).toBe('unknown');
    expect(shown()).toEqual(['Outcome of last run unknown · k3s · Connected', 'question']);
    expect(redrawn()).toBe(true);
  });

  it('says that a run was cancelled', async () => {
    const { shown, cancel, end } = await works('enableAll');
    cancel();
    expect(await end()).toBe('cancelled');
    expect(shown()).toEqual(['Last run cancelled · 0 of 2 secure settings', 'server-environment']);
  });
});
