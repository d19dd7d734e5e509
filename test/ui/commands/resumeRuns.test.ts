import { beforeEach, describe, expect, it } from 'vitest';
import type { KeptRun } from '../../../src/core/plan/keptRun';
import type { Deps } from '../../../src/ui/commands/command';
import { resumeInterrupted, reviewInterrupted } from '../../../src/ui/commands/resumeRuns';
import { aKeptRun, aRequest } from '../../builders/requests';
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
    forget: (runId: string) => {
      forgotten.push(runId);
      return Promise.resolve();
    },
  };
  const deps = { session, kept } as unknown as Deps;
  return { deps, forgotten };
}

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
