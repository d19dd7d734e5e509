import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Observation } from '../../src/core/observe/observation';
import type { RunOutcome, RunSnapshot } from '../../src/core/model/run';
import type { EstateState } from '../../src/ui/tree/estate';
import { WalkthroughProgress } from '../../src/ui/walkthroughProgress';
import { anObservation, fromArm, ids } from '../builders/observation';
import { EventEmitter, host } from '../fakes/vscode';

beforeEach(() => {
  host.reset();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
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
  agreed: [],
});

function aWalkthrough() {
  const runs = new EventEmitter<RunSnapshot>();
  const reads = new EventEmitter<string>();
  const states = new EventEmitter<EstateState>();
  let latest: Observation | undefined;
  const progress = new WalkthroughProgress(
    { onDidChangeRun: runs.event },
    { onDidRead: reads.event, find: () => latest },
    { onDidChangeState: states.event },
  );
  return {
    progress,
    states,
    run: (planId: string, outcome: RunOutcome) => {
      runs.fire(aRun(planId, outcome));
    },
    read: (seen: Observation) => {
      latest = seen;
      reads.fire(ids.instance);
    },
  };
}

/** What was told since the last look: each key is set for a moment. */
const reached = () => {
  const told = host.contexts.splice(0);
  const keys = told.flatMap(([key, value]) => (value === true ? [key] : []));
  expect(told).toEqual(keys.flatMap((key) => [true, false].map((value) => [key, value])));
  return keys.map((key) => key.replace('aioSecureSettings.reached.', ''));
};

const openTab = (input: unknown) => {
  host.tabsChanged.fire({ opened: [{ input }], changed: [] });
  vi.advanceTimersByTime(60_000);
};

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

  it('begins with an instance in the tree', () => {
    const { states } = aWalkthrough();
    for (const state of ['signedOut', 'empty'] as const) states.fire(state);
    expect(reached()).toEqual([]);
    states.fire('ready');
    states.fire('ready');
    expect(reached()).toEqual(['instances']);
  });

  it('is told again when the walk-through is opened, which VS Code learns of then', () => {
    const { run, states } = aWalkthrough();
    openTab(undefined);
    expect(reached()).toEqual([]);
    states.fire('ready');
    run('enableSecretSync', 'succeeded');
    reached();
    openTab({ viewType: 'a file or a panel' });
    expect(reached()).toEqual([]);
    openTab(undefined);
    expect(reached()).toEqual(['instances', 'secrets']);
  });

  it('is told no more once it is disposed', () => {
    const { progress, run, states } = aWalkthrough();
    states.fire('ready');
    reached();
    host.tabsChanged.fire({ opened: [], changed: [{ input: undefined }] });
    progress.dispose();
    run('enableAll', 'succeeded');
    openTab(undefined);
    expect(reached()).toEqual([]);
  });
});
