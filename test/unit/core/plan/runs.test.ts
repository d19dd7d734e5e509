import { describe, expect, it } from 'vitest';
import { ArmError } from '../../../../src/core/errors';
import type { RunSnapshot } from '../../../../src/core/model/run';
import type { StepContext } from '../../../../src/core/plan/plan';
import { inOrder } from '../../../../src/core/plan/order';
import type { Plan, Run } from '../../../../src/core/plan/plan';
import { Runs } from '../../../../src/core/plan/runs';
import type { Exchange } from '../../../../src/core/ports';
import { RecordingLog } from '../../../fakes/recordingLog';
import { VirtualClock } from '../../../fakes/virtualClock';

type Id = 'a' | 'b' | 'c';

const aPlan = (run: (run: Run<Id>) => Promise<void>): Plan<Id> => ({
  id: 'test',
  title: 'Test',
  subjectId: '/Subject',
  subjectName: 'subject',
  tenantId: 't',
  agreed: [],
  steps: {
    a: { title: 'Do a', detail: 'a/1' },
    b: { title: 'Do b', detail: 'b/1' },
    c: { title: 'Do c', detail: 'c/1' },
  },
  order: inOrder('a', 'b', 'c'),
  run,
});

const anExchange = (method: string, path: string): Exchange => ({
  method,
  path,
  status: 200,
  elapsedMs: 1,
});

function setUp() {
  const clock = new VirtualClock();
  let count = 0;
  const log = new RecordingLog();
  const runs = new Runs(clock, log, () => `run-${(count += 1)}`);
  const seen: RunSnapshot[] = [];
  const subscription = runs.onDidChange((run) => seen.push(run));
  const kinds = (): string[] => [
    ...new Set(seen.map((run) => run.steps.map(({ state }) => state.kind).join(' '))),
  ];
  return { clock, runs, log, seen, kinds, subscription };
}

describe('Runs', () => {
  it('emits a whole snapshot on every change, from pending to done', async () => {
    const { clock, runs, kinds, seen } = setUp();
    const end = await clock.run(
      runs.start(
        aPlan(async (run) => {
          await run.step('a', ({ signal }) => clock.sleep(1_000, signal));
          run.skip('b', 'Already done');
          await run.step('c', async (context) => {
            context.report('c/2');
            context.onExchange?.(anExchange('PUT', '/c'));
            await clock.sleep(500);
          });
        }),
      ),
    );
    expect(kinds()).toEqual([
      'pending pending pending',
      'running pending pending',
      'done pending pending',
      'done skipped pending',
      'done skipped running',
      'done skipped done',
    ]);
    expect(end.outcome).toBe('succeeded');
    expect(end.endedAtMs).toBe(end.startedAtMs + 1_500);
    expect(end.steps[2]).toMatchObject({ detail: 'c/2', exchange: { method: 'PUT' } });
    expect(seen.at(-1)).toEqual(end);
  });

  it('counts reads and writes, and a Resource Graph query as a read', async () => {
    const { clock, runs } = setUp();
    const end = await clock.run(
      runs.start(
        aPlan(async (run) => {
          await run.step('a', ({ onExchange }) => {
            onExchange?.(anExchange('GET', '/a'));
            onExchange?.(anExchange('PUT', '/a'));
            onExchange?.(anExchange('POST', '/providers/Microsoft.ResourceGraph/resources'));
            return Promise.resolve();
          });
        }),
      ),
    );
    expect(end.requests).toEqual({ reads: 2, writes: 1 });
  });

  it('keeps its writes with step, answer and time, but not without end', async () => {
    const { clock, runs } = setUp();
    const end = await clock.run(
      runs.start(
        aPlan(async (run) => {
          run.context.onExchange?.(anExchange('POST', '/before'));
          await run.step('a', async ({ onExchange }) => {
            onExchange?.(anExchange('GET', '/a'));
            await clock.sleep(1_000);
            for (let count = 0; count < 600; count += 1) onExchange?.(anExchange('PUT', '/a'));
          });
        }),
      ),
    );
    expect(end.requests.writes).toBe(601);
    expect(end.writes).toHaveLength(500);
    expect(end.writes[0]).toEqual({
      exchange: anExchange('POST', '/before'),
      endedAtMs: end.startedAtMs,
    });
    expect(end.writes[1]).toMatchObject({ stepId: 'a', endedAtMs: end.startedAtMs + 1_000 });
  });

  it('remembers the last runs on a resource, newest first', async () => {
    const { clock, runs } = setUp();
    expect(runs.history('/subject')).toEqual([]);
    for (let count = 0; count < 12; count += 1) {
      await clock.run(runs.start(aPlan(() => Promise.resolve())));
    }
    expect(runs.history('/SUBJECT').map(({ runId }) => runId)).toEqual(
      Array.from({ length: 10 }, (_, index) => `run-${12 - index}`),
    );
  });

  it('stops at the step that fails and keeps the rest pending', async () => {
    const { clock, runs } = setUp();
    const end = await clock.run(
      runs.start(
        aPlan(async (run) => {
          await run.step('a', () => Promise.resolve());
          await run.step('b', () =>
            Promise.reject(
              new ArmError('forbidden', 'no', { code: 'AuthorizationFailed', status: 403 }),
            ),
          );
          await run.step('c', () => Promise.resolve());
        }),
      ),
    );
    expect(end.steps.map(({ state }) => state.kind)).toEqual(['done', 'failed', 'pending']);
    expect(end).toMatchObject({ outcome: 'failed', failure: { code: 'AuthorizationFailed' } });
  });

  it('lets what runs beside a failed step come to its end first', async () => {
    const { clock, runs } = setUp();
    const end = await clock.run(
      runs.start(
        aPlan(async (run) => {
          await run.all([
            run.step('a', () => Promise.reject(new Error('a broke'))),
            run.step('b', () => clock.sleep(1_000)),
          ]);
        }),
      ),
    );
    expect(end.steps.map(({ state }) => state.kind)).toEqual(['failed', 'done', 'pending']);
    expect(end.outcome).toBe('failed');
  });

  it('cancels what runs at once, and what was to come', async () => {
    const { clock, runs } = setUp();
    const started = runs.start(
      aPlan(async (run) => {
        await run.step('a', () => Promise.resolve());
        await run.step('b', ({ signal }) => clock.sleep(60_000, signal));
        await run.step('c', () => Promise.resolve());
      }),
    );
    clock.at(2_000, () => {
      runs.cancel('run-1');
    });
    const end = await clock.run(started);
    expect(end.steps.map(({ state }) => state.kind)).toEqual(['done', 'cancelled', 'cancelled']);
    expect(end.outcome).toBe('cancelled');
    expect(end.endedAtMs).toBe(end.startedAtMs + 2_000);
  });

  it('calls a write whose answer was lost unknown, neither done nor failed', async () => {
    const { clock, runs, log } = setUp();
    const lost = new ArmError('network', 'reset', { method: 'PUT', path: '/x' });
    const end = await clock.run(
      runs.start(aPlan((run) => run.step('a', () => Promise.reject(lost)))),
    );
    expect(end.steps[0]?.state.kind).toBe('unknown');
    expect(end.outcome).toBe('unknown');
    const said = log.lines.filter((line) => line.includes('unknown'));
    expect(said).toEqual([
      expect.stringMatching(
        /: unknown\. Azure’s answer was lost, .* Once Azure can be reached, run/,
      ),
      expect.stringMatching(/: unknown \(run-1, /),
    ]);
  });

  it('says when to run it again, and looks no sooner, where Azure asks for a long wait', async () => {
    const { clock, runs } = setUp();
    let looks = 0;
    const asked = new ArmError('unavailable', 'Azure is at work on it. Look again in 2 h.', {
      code: 'OperationStillRunning',
      path: '/x',
      retryAfterMs: 7_200_000,
    });
    const work = () => {
      looks += 1;
      return Promise.reject(asked);
    };
    const end = await clock.run(runs.start(aPlan((run) => run.step('a', work))));
    expect(looks).toBe(1);
    expect(end.outcome).toBe('unknown');
    expect(end.steps[0]?.state).toMatchObject({
      kind: 'unknown',
      because: expect.stringMatching(
        /Azure is at work on it\. Look again in 2 h\. Then run it again: it looks first, and writes only what is missing\.$/,
      ) as string,
    });
    expect(end.endedAtMs).toBe(end.startedAtMs);
  });

  it('looks by itself what has become of a write whose answer was lost', async () => {
    const { clock, runs } = setUp();
    const lost = new ArmError('network', 'reset', { method: 'PUT', path: '/x' });
    const onExchange = (method: string, context: StepContext) =>
      context.onExchange?.({ method, path: '/x', elapsedMs: 1 });
    const isThere = { done: false };
    const work = (isCarriedOut: boolean) => (context: StepContext) => {
      onExchange('GET', context);
      if (isThere.done) return Promise.resolve();
      onExchange('PUT', context);
      const isFirst = !seenLoss.has(isCarriedOut);
      seenLoss.add(isCarriedOut);
      isThere.done = isCarriedOut || !isFirst;
      return isFirst ? Promise.reject(lost) : Promise.resolve();
    };
    const seenLoss = new Set<boolean>();
    const done = await clock.run(runs.start(aPlan((run) => run.step('a', work(true)))));
    expect(done.outcome).toBe('succeeded');
    expect(done.requests.writes).toBe(1);
    expect(done.steps[0]?.state).toMatchObject({ kind: 'done' });
    expect(Reflect.get(done.steps[0]?.state ?? {}, 'because')).toMatch(/the change is there/);

    isThere.done = false;
    const again = await clock.run(runs.start(aPlan((run) => run.step('a', work(false)))));
    expect(again.outcome).toBe('succeeded');
    expect(again.requests.writes).toBe(2);
    expect(Reflect.get(again.steps[0]?.state ?? {}, 'because')).toMatch(/missing was written/);
  });

  it('calls a lost write failed when the look shows that it was refused', async () => {
    const { clock, runs } = setUp();
    let tries = 0;
    const end = await clock.run(
      runs.start(
        aPlan((run) =>
          run.step('a', () => {
            tries += 1;
            return Promise.reject(
              tries === 1
                ? new ArmError('network', 'reset', { method: 'PUT', path: '/x' })
                : new ArmError('forbidden', 'No.', { method: 'PUT', path: '/x' }),
            );
          }),
        ),
      ),
    );
    expect(end.steps[0]?.state.kind).toBe('failed');
    expect(end.outcome).toBe('failed');
  });

  it('works on a resource once at a time, and again after a failure by retry', async () => {
    const { clock, runs } = setUp();
    let tries = 0;
    const plan = aPlan((run) =>
      run.step('a', async () => {
        tries += 1;
        await clock.sleep(10);
        if (tries === 1) throw new Error('first');
      }),
    );
    const first = runs.start(plan);
    expect(runs.isRunning('/SUBJECT')).toBe(true);
    await expect(runs.start(plan)).rejects.toThrow('already working on subject');
    expect((await clock.run(first)).outcome).toBe('failed');
    expect((await clock.run(runs.retry('run-1'))).outcome).toBe('succeeded');
    expect(runs.latest('/subject')?.runId).toBe('run-2');
    await expect(runs.retry('run-1')).rejects.toThrow('no longer known');
  });

  it('tells a disposed listener nothing more', async () => {
    const { clock, runs, seen, subscription } = setUp();
    subscription.dispose();
    await clock.run(runs.start(aPlan(() => Promise.resolve())));
    expect(seen).toEqual([]);
  });

  it.each(['done', 'later'] as const)(
    'waits for the user and goes on with “%s”',
    async (answer) => {
      const { clock, runs, seen, kinds } = setUp();
      let heard = '';
      const end = runs.start(
        aPlan(async (run) => {
          heard = await run.step('a', (context) => context.waitForUser('Do it by hand.'));
          await run.step('b', () => Promise.resolve());
        }),
      );
      const waiting = runs.latest('/subject');
      expect(waiting?.outcome).toBe('running');
      expect(waiting?.steps[0]?.state).toMatchObject({
        kind: 'waiting',
        because: 'Do it by hand.',
      });
      await clock.run(clock.sleep(3_600_000));
      runs.answer(seen[0]?.runId ?? '', answer);
      expect((await clock.run(end)).outcome).toBe('succeeded');
      expect(heard).toBe(answer);
      expect(kinds()).toContain('waiting pending pending');
      expect(kinds().at(-1)).toBe('done done pending');
    },
  );

  it('can be cancelled while it waits for the user', async () => {
    const { clock, runs, seen } = setUp();
    const end = runs.start(
      aPlan(async (run) => {
        await run.step('a', (context) => context.waitForUser('Do it by hand.'));
      }),
    );
    runs.cancel(seen[0]?.runId ?? '');
    const run = await clock.run(end);
    expect(run.outcome).toBe('cancelled');
    expect(run.steps.map(({ state }) => state.kind)).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
  });
});
