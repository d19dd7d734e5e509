import { describe, expect, it } from 'vitest';
import type { RunOutcome, RunSnapshot, StepState } from '../../../../src/core/model/run';
import {
  needsRegistryRestart,
  restartRegistryLine,
} from '../../../../src/core/stages/registryRestart';

const done: StepState = { kind: 'done', startedAtMs: 1, endedAtMs: 2 };
const skipped: StepState = { kind: 'skipped', because: 'Already done' };
const failure = { message: 'It is forbidden.' };
const failed: StepState = { kind: 'failed', startedAtMs: 1, endedAtMs: 2, failure };

const aRun = (states: Readonly<Record<string, StepState>>, outcome: RunOutcome): RunSnapshot => ({
  runId: 'run-1',
  planId: 'assignCloudIdentity',
  title: 'Assign',
  subjectId: '/i',
  subjectName: 'i',
  startedAtMs: 1,
  outcome,
  steps: Object.entries(states).map(([id, state]) => ({ id, title: id, detail: '', state })),
  requests: { reads: 0, writes: 0 },
  writes: [],
  changes: [],
  agreed: [],
});

const needs = (
  [cloudCredentials, schemaRole, assign]: readonly [StepState, StepState | undefined, StepState],
  outcome: RunOutcome = 'succeeded',
): boolean =>
  needsRegistryRestart(
    aRun({ cloudCredentials, ...(schemaRole ? { schemaRole } : {}), assign }, outcome),
  );

describe('whether the schema registry has to be restarted', () => {
  it('is so after a run that gave it an identity, also when the run failed later', () => {
    expect(needs([done, done, done])).toBe(true);
    expect(needs([skipped, done, skipped])).toBe(true);
    expect(needs([done, done, done], 'failed')).toBe(true);
  });

  it('is not so while it runs, where nothing was done, or the identity was not assigned', () => {
    expect(needs([done, done, done], 'running')).toBe(false);
    expect(needs([skipped, skipped, skipped])).toBe(false);
    expect(needs([done, done, failed], 'failed')).toBe(false);
  });

  it('is not so where the identity does not serve it', () => {
    expect(needs([done, undefined, done])).toBe(false);
    expect(needsRegistryRestart(aRun({ grant: done }, 'succeeded'))).toBe(false);
  });
});

describe('the line that restarts it', () => {
  it('is in the namespace of the custom location, quoted for the shell', () => {
    expect(restartRegistryLine('aio-prod')).toBe(
      'kubectl rollout restart statefulset adr-schema-registry -n aio-prod',
    );
    expect(restartRegistryLine("a; echo 'x'")).toMatch(/ -n 'a; echo '\\''x'\\'''$/);
  });
});
