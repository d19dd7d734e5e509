import { beforeEach, describe, expect, it } from 'vitest';
import type { Observation } from '../../src/core/observe/observation';
import type { RunOutcome, RunSnapshot } from '../../src/core/model/run';
import { WalkthroughProgress } from '../../src/ui/walkthroughProgress';
import { anObservation, fromArm, ids } from '../builders/observation';
import { EventEmitter, host } from '../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const aRun = (planId: string, outcome: RunOutcome): RunSnapshot => ({
  runId: 'run-1',
  planId,
  title: planId,
  subjectId: ids.instance,
  subjectName: 'aio-berlin-01',
  startedAtMs: 1,
  outcome,
  steps: [],
  requests: { reads: 1, writes: 0 },
  writes: [],
  changes: [],
});

function aWalkthrough() {
  const runs = new EventEmitter<RunSnapshot>();
  const reads = new EventEmitter<string>();
  let latest: Observation | undefined;
  const progress = new WalkthroughProgress(
    { onDidChangeRun: runs.event },
    { onDidRead: reads.event, find: () => latest },
  );
  return {
    progress,
    run: (planId: string, outcome: RunOutcome) => {
      runs.fire(aRun(planId, outcome));
    },
    read: (seen: Observation) => {
      latest = seen;
      reads.fire(ids.instance);
    },
  };
}

const reached = () =>
  [...host.contexts].map(([key, value]) => {
    expect(value).toBe(true);
    return key.replace('aioSecureSettings.reached.', '');
  });

describe('the progress of the walk-through', () => {
  it.each([
    ['enableClusterIdentity', ['cluster']],
    ['enableSecretSync', ['secrets']],
    ['assignCloudIdentity', ['cloudConnections']],
    ['enableAll', ['cluster', 'secrets', 'cloudConnections']],
    ['disableSecretSync', []],
  ])('is what %s has come to', (planId, steps) => {
    const { run } = aWalkthrough();
    for (const outcome of ['running', 'failed', 'cancelled', 'unknown'] as const) {
      run(planId, outcome);
    }
    expect(reached()).toEqual([]);
    run(planId, 'succeeded');
    run(planId, 'succeeded');
    expect(reached()).toEqual(steps);
  });

  it('ends with nothing less than a secret that has arrived', () => {
    const { read } = aWalkthrough();
    read(anObservation({ secretSyncs: fromArm([]) }));
    expect(reached()).toEqual([]);
    read(anObservation());
    expect(reached()).toEqual(['proof']);
  });

  it('is told no more once it is disposed', () => {
    const { progress, run } = aWalkthrough();
    progress.dispose();
    run('enableAll', 'succeeded');
    expect(reached()).toEqual([]);
  });
});
