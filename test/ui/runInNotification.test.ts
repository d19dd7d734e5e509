import { describe, expect, it } from 'vitest';
import type { RunSnapshot, StepSnapshot } from '../../src/core/model/run';
import { toProgress } from '../../src/ui/runInNotification';

const usual = { lowMs: 120_000, highMs: 300_000, whenLonger: 'Check the agents.' };

const aRun = (steps: readonly StepSnapshot[]) => ({ steps }) as RunSnapshot;

const quick = (change: Partial<StepSnapshot> = {}): StepSnapshot => ({
  id: 'wait',
  title: 'Wait for the agents',
  detail: '',
  state: { kind: 'running', startedAtMs: 1_000 },
  ...change,
});

const wait = (change: Partial<StepSnapshot> = {}) => quick({ usual, ...change });

describe('a run in a notification', () => {
  it('tells how long a wait has taken, and what is usual', () => {
    expect(toProgress(aRun([wait()]), 109_000)).toBe(
      'Wait for the agents · 1 min 48 s · usually 2 to 5 minutes',
    );
  });

  it('tells what to do once it takes longer', () => {
    expect(toProgress(aRun([wait()]), 361_000)).toBe(
      'Wait for the agents · 6 min · longer than the usual 2 to 5 minutes · Check the agents.',
    );
  });

  it('names a step for which nothing is usual, and keeps what stands there between two', () => {
    expect(toProgress(aRun([quick()]), 5_000)).toBe('Wait for the agents');
    expect(toProgress(aRun([wait({ state: { kind: 'pending' } })]), 5_000)).toBeUndefined();
  });

  it('lets no line break of a name through', () => {
    expect(toProgress(aRun([quick({ title: 'Wait for a\nb' })]), 5_000)).not.toContain('\n');
  });
});
