import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunOutcome } from '../../src/core/model/run';
import { longestKeptMs, longestSilenceMs } from '../../src/core/plan/keptRun';
import type { Plan } from '../../src/core/plan/plan';
import { subjectOf, type PlanRequest } from '../../src/core/plan/request';
import { Runs } from '../../src/core/plan/runs';
import { realClock } from '../../src/azure/clock';
import { isProcessAlive } from '../../src/ui/kept/processes';
import { KeptRuns } from '../../src/ui/kept/keptRuns';
import { InterruptedNotice } from '../../src/ui/kept/interruptedNotice';
import { InterruptedRuns } from '../../src/ui/kept/interruptedRuns';
import { RunFiles } from '../../src/ui/kept/runFiles';
import { aKeptRun, aRequest, requestIds as ids } from '../builders/requests';
import { host } from '../fakes/vscode';
import { RecordingLog } from '../fakes/recordingLog';

let folder = '';
const open: KeptRuns[] = [];
const log = new RecordingLog();
const ignore = (): void => undefined;

beforeEach(async () => {
  host.reset();
  log.lines.length = 0;
  folder = await mkdtemp(join(tmpdir(), 'runs-'));
});
afterEach(async () => {
  for (const each of open.splice(0)) each.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** A window: an extension host of its own over the folder that all share. */
function aWindow(id: string, alive: (processId: number) => boolean = () => true) {
  const files = new RunFiles(folder, realClock, log);
  const kept = new KeptRuns({
    files,
    owner: { id, machine: 'here', processId: 4_711, windowName: `window ${id}` },
    signs: { machine: 'here', isProcessAlive: alive },
    clock: realClock,
    log,
  });
  open.push(kept);
  let count = 0;
  const runs = new Runs(realClock, log, () => `${id}-${(count += 1)}`, kept);
  return { kept, files, runs };
}

const aPlan = (request: PlanRequest, run: Plan['run']): Plan => ({
  id: request.planId,
  title: 'Enable',
  subjectId: subjectOf(request),
  subjectName: 'aio-berlin-01',
  tenantId: request.target.tenantId,
  agreed: [],
  request,
  steps: { wait: { title: 'Wait', detail: '' } },
  order: 'wait',
  run,
});

const waits = (request = aRequest('enableAll')): Plan =>
  aPlan(request, async (run) => {
    await run.step('wait', async ({ signal }) => realClock.sleep(60_000, signal));
  });

const names = async (): Promise<readonly string[]> => (await readdir(folder)).sort();
const idsOf = async (kept: KeptRuns): Promise<readonly string[]> =>
  (await kept.interrupted()).map(({ runId }) => runId);

/** Starts a run and waits until it is noted. */
async function startIn(window: ReturnType<typeof aWindow>, plan = waits()) {
  const end = window.runs.start(plan);
  await expect.poll(() => window.runs.isRunning(plan.subjectId)).toBe(true);
  return { end, runId: window.runs.latest(plan.subjectId)?.runId ?? '' };
}

describe('runs that are kept', () => {
  it('are noted while they go on, by what they are about, and gone with a good end', async () => {
    const one = aWindow('one');
    const { end, runId } = await startIn(one);
    expect(await names()).toEqual(['one-1.run.json']);
    const note = JSON.parse(await readFile(join(folder, 'one-1.run.json'), 'utf8')) as object;
    expect(Object.keys(note).sort()).toEqual(['owner', 'request', 'runId', 'startedAtMs']);
    // Nobody else of the machine reads it; Windows knows no such bits.
    const { mode } = await stat(join(folder, 'one-1.run.json'));
    expect(process.platform === 'win32' ? 0 : mode & 0o077).toBe(0);
    expect(await idsOf(one.kept)).toEqual([]);
    one.runs.cancel(runId);
    expect((await end).outcome).toBe('cancelled');
    expect(await names()).toEqual([]);
  });

  it.each<[RunOutcome, readonly string[]]>([
    ['succeeded', []],
    ['failed', []],
    ['cancelled', []],
    ['unknown', ['r']],
  ])('are still to be looked at only if nobody knows the end: %s', async (outcome, expected) => {
    const { kept } = aWindow('one');
    const claim = await kept.claim('r', aRequest('enableAll'), ignore);
    await claim.release(outcome);
    expect(await idsOf(kept)).toEqual(expected);
  });

  it('are interrupted at once when their process is gone or the window was closed', async () => {
    const killed = aWindow('killed');
    const closed = aWindow('closed');
    await killed.kept.claim('k', aRequest('enableAll'), ignore);
    const other = { ...aRequest('repairList') } as PlanRequest<'repairList'>;
    const elsewhere = { ...other, target: { ...other.target, instanceId: ids.otherInstance } };
    await closed.kept.claim('c', elsewhere, ignore);
    closed.kept.dispose();
    expect(await names()).toEqual(['c.left.json', 'k.run.json']);
    expect([...(await idsOf(aWindow('next', () => false).kept))].sort()).toEqual(['c', 'k']);
  });

  it('are seen by everybody in the window who looks at the same time', async () => {
    const killed = aWindow('killed');
    await killed.kept.claim('k', aRequest('enableAll'), ignore);
    const { kept } = aWindow('next', () => false);
    const looks = await Promise.all([idsOf(kept), idsOf(kept), idsOf(kept)]);
    expect(looks).toEqual([['k'], ['k'], ['k']]);
  });

  it('are taken over after half a minute without a sign, and the one who slept then stops', async () => {
    const asleep = aWindow('asleep');
    const { end } = await startIn(asleep);
    const path = join(folder, 'asleep-1.run.json');
    const before = new Date(Date.now() - longestSilenceMs - 1_000);
    await utimes(path, before, before);
    const next = aWindow('next');
    expect(await idsOf(next.kept)).toEqual(['asleep-1']);
    // It wakes up, gives a sign, and finds that the run is no longer its own.
    expect((await end).outcome).toBe('cancelled');
  }, 15_000);

  it('keep other windows off the same instance, before anything is asked and at the start', async () => {
    const [one, two] = [aWindow('one'), aWindow('two')];
    const { end, runId } = await startIn(one);
    const words =
      /“Enable all secure settings” has been running on aio-berlin-01 since .* in window “window one”/;
    await expect(two.runs.requireIdle(ids.instance.toUpperCase(), 'x')).rejects.toThrow(words);
    await expect(two.runs.start(waits(aRequest('repairList')))).rejects.toThrow(words);
    expect(two.runs.latest(ids.instance)).toBeUndefined();
    await expect(two.runs.requireIdle(ids.otherInstance, 'x')).resolves.toBeUndefined();
    one.runs.cancel(runId);
    await end;
    await expect(two.runs.requireIdle(ids.instance, 'x')).resolves.toBeUndefined();
  });

  it('never run twice, however close two windows start', async () => {
    for (let round = 0; round < 40; round++) {
      const windows = [aWindow(`a${round}`), aWindow(`b${round}`), aWindow(`c${round}`)];
      let atOnce = 0;
      let most = 0;
      const plan = aPlan(aRequest('enableAll'), async () => {
        most = Math.max(most, ++atOnce);
        await realClock.sleep(2);
        atOnce--;
      });
      await Promise.allSettled(windows.map(({ runs }) => runs.start(plan)));
      expect(most).toBeLessThanOrEqual(1);
      expect(await names()).toEqual([]);
    }
  });

  it('are over once the same is started again, others stay', async () => {
    const before = aWindow('before', () => false);
    await before.kept.claim('all', aRequest('enableAll'), ignore);
    before.kept.dispose();
    const again = aWindow('before2', () => false);
    await again.kept.claim('list', aRequest('repairList'), ignore);
    again.kept.dispose();
    const next = aWindow('next', () => false);
    const claim = await next.kept.claim('n', aRequest('enableAll'), ignore);
    expect(await idsOf(next.kept)).toEqual(['list']);
    expect(await next.kept.choices(ids.instance, 'enableAll')).toEqual({});
    await claim.release('succeeded');
  });

  it('give what was chosen to the command of the same plan', async () => {
    const before = aWindow('before');
    await before.kept.claim('d', aRequest('disableSecretSync'), ignore);
    before.kept.dispose();
    const { runs } = aWindow('next');
    expect(await runs.unfinished(ids.instance, 'disableSecretSync')).toEqual({
      vaultId: ids.vault,
      identityId: ids.identity,
    });
    expect(await runs.unfinished(ids.instance, 'removeCloudIdentity')).toEqual({});
  });

  it('that are damaged, foreign, too large or too old are dropped with a line', async () => {
    const { kept } = aWindow('one');
    const run = aKeptRun({ startedAtMs: Date.now() });
    const write = (name: string, text: string) => writeFile(join(folder, name), text);
    const huge = { ...run, runId: 'huge', padding: 'x'.repeat(70_000) };
    const old = { ...run, runId: 'old', startedAtMs: Date.now() - longestKeptMs - 1 };
    await write('good.left.json', JSON.stringify({ ...run, runId: 'good' }));
    await write('half.left.json', JSON.stringify(run).slice(0, 50));
    await write('other.left.json', JSON.stringify({ ...run, runId: 'not-other' }));
    await write('huge.left.json', JSON.stringify(huge));
    await write('old.left.json', JSON.stringify(old));
    await write('foreign.txt', 'x');
    expect(await idsOf(kept)).toEqual(['good']);
    expect(await names()).toEqual(['foreign.txt', 'good.left.json']);
    expect(log.lines.filter((line) => line.includes('damaged'))).toHaveLength(3);
  });

  it('are at most fifty, the newest', async () => {
    const { kept } = aWindow('one');
    for (let count = 0; count < 60; count++) {
      const run = aKeptRun({ runId: `r${count}`, startedAtMs: Date.now() + count });
      await writeFile(join(folder, `r${count}.left.json`), JSON.stringify(run));
    }
    const left = await idsOf(kept);
    expect(left).toHaveLength(50);
    expect(left[0]).toBe('r10');
  });

  it('are not begun where nothing can be noted', async () => {
    await rm(folder, { recursive: true });
    await writeFile(folder, 'no folder');
    const { runs } = aWindow('one');
    await expect(runs.start(waits())).rejects.toThrow(/Nothing was sent to Azure/);
    expect(runs.latest(ids.instance)).toBeUndefined();
  });

  it('know a process that is there from one that is not', () => {
    expect(isProcessAlive(process.pid)).toBe(true);
    expect(isProcessAlive(2 ** 30)).toBe(false);
  });
});

describe('the interrupted runs as they were seen', () => {
  it('are known by their resource, and tell once of what is new and of what is gone', async () => {
    const before = aWindow('before');
    for (const [runId, planId] of [
      ['a', 'enableAll'],
      ['b', 'repairList'],
    ] as const) {
      await before.files.write(
        aKeptRun({ runId, startedAtMs: Date.now(), request: aRequest(planId) }),
      );
      await before.files.leave(runId);
    }
    const runs = new InterruptedRuns(aWindow('next').kept);
    let changes = 0;
    runs.onDidChange(() => (changes += 1));
    expect(runs.seen(ids.instance)).toEqual([]);
    const [first] = await runs.interrupted();
    await runs.interrupted();
    expect(changes).toBe(1);
    expect(runs.seen(ids.instance.toUpperCase()).map(({ runId }) => runId)).toEqual(['a', 'b']);
    expect(runs.seen(ids.otherInstance)).toEqual([]);
    await runs.forget(first ? [first] : []);
    expect(changes).toBe(2);
    expect(runs.seen(ids.instance).map(({ runId }) => runId)).toEqual(['b']);
    expect(await names()).toEqual(['b.left.json']);
    runs.dispose();
  });
});

describe('the notice of interrupted runs', () => {
  async function noticeAfter(...requests: readonly PlanRequest[]) {
    const before = aWindow('before');
    for (const [index, request] of requests.entries()) {
      await before.files.write(
        aKeptRun({ runId: `r${index}`, startedAtMs: Date.now() + index, request }),
      );
      await before.files.leave(`r${index}`);
    }
    const commands: string[] = [];
    const { kept } = aWindow('next');
    const notice = new InterruptedNotice(new InterruptedRuns(kept), kept, (id) => {
      commands.push(id);
      return Promise.resolve();
    });
    await notice.look();
    await notice.look();
    notice.dispose();
    return { commands };
  }

  it('says nothing when none was, and asks nobody to sign in', async () => {
    await noticeAfter();
    expect(host.messages).toEqual([]);
    expect(host.sessionRequests).toEqual([]);
  });

  it('names the one', async () => {
    await noticeAfter(aRequest('enableAll'));
    expect(host.messages.map(({ text, actions }) => [text, actions])).toEqual([
      ['1 run was interrupted: Enable all secure settings on aio-berlin-01.', ['Review', 'Resume']],
    ]);
  });

  it.each([
    ['Review', 'aioSecureSettings.runs.review'],
    ['Resume', 'aioSecureSettings.runs.resume'],
  ])('counts several, once, and leads on by %s', async (button, command) => {
    host.answer = () => button;
    const { commands } = await noticeAfter(aRequest('enableAll'), aRequest('repairList'));
    expect(host.messages.map(({ text }) => text)).toEqual(['2 runs were interrupted.']);
    await expect.poll(() => commands).toEqual([command]);
  });
});
