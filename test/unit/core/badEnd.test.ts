import { describe, expect, it } from 'vitest';
import { badEnd } from '../../../src/core/badEnd';
import type { RunSnapshot } from '../../../src/core/model/run';
import { anInstance, anObservation, fromArm, ids } from '../../builders/observation';

const aRun = (change: Partial<RunSnapshot> = {}): RunSnapshot => ({
  runId: 'run-1',
  planId: 'enableSecretSync',
  title: 'Enable secret synchronization',
  subjectId: ids.instance,
  subjectName: 'aio-berlin-01',
  startedAtMs: 0,
  endedAtMs: 1,
  outcome: 'unknown',
  steps: [],
  requests: { reads: 0, writes: 0 },
  writes: [],
  changes: [],
  agreed: [],
  ...change,
});

const isOn = anObservation();
const isOff = anObservation({
  instance: fromArm(anInstance({ defaultClassId: undefined })),
  providerClasses: fromArm([]),
});

describe('the end of a run that did not go well', () => {
  it.each(['failed', 'cancelled', 'unknown'] as const)('is kept when it is %s', (outcome) => {
    const run = aRun({ outcome });
    expect(badEnd(run, undefined)).toBe(run);
    expect(badEnd(run, isOff)).toBe(run);
  });

  it.each(['running', 'succeeded'] as const)('is none when it is %s', (outcome) => {
    expect(badEnd(aRun({ outcome }), isOff)).toBeUndefined();
  });

  it('is over once a later reading shows that all is well, not an earlier one', () => {
    expect(badEnd(aRun(), isOn)).toBeUndefined();
    const run = aRun({ endedAtMs: isOn.endedAtMs + 1 });
    expect(badEnd(run, isOn)).toBe(run);
    const removal = aRun({ planId: 'disableSecretSync' });
    expect(badEnd(removal, isOn)).toBe(removal);
  });
});
