import { beforeEach, describe, expect, it } from 'vitest';
import type { RunSnapshot } from '../../src/core/model/run';
import { unknown } from '../../src/core/model/fact';
import type { Deps } from '../../src/ui/commands/command';
import { restartRegistry } from '../../src/ui/commands/restartRegistry';
import { RegistryRestarts } from '../../src/ui/registryRestarts';
import { anInstanceNode } from '../builders/nodes';
import { anObservation, ids } from '../builders/observation';
import { FakeMemento } from '../fakes/fakeMemento';
import { EventEmitter, host } from '../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const settle = () => new Promise((resolve) => setImmediate(resolve));

const served: RunSnapshot = {
  runId: 'run-1',
  planId: 'enableAll',
  title: 'Enable all secure settings',
  subjectId: ids.instance,
  subjectName: 'aio-berlin-01',
  startedAtMs: 1,
  outcome: 'succeeded',
  steps: ['cloudCredentials', 'schemaRole', 'assign'].map((id) => ({
    id,
    title: id,
    detail: '',
    state: { kind: 'done', startedAtMs: 1, endedAtMs: 2 },
  })),
  requests: { reads: 0, writes: 3 },
  writes: [],
  changes: [],
  agreed: [],
};

/** A session of which only what restarts look at is there. */
function aSession() {
  const runs = new EventEmitter<RunSnapshot>();
  const changes = new EventEmitter<void>();
  const session = {
    isSimulated: false,
    onDidChange: changes.event,
    onDidChangeRun: runs.event,
  };
  return {
    session,
    run: (run: RunSnapshot) => {
      runs.fire(run);
    },
    show: (isSimulated: boolean) => {
      session.isSimulated = isSimulated;
      changes.fire();
    },
  };
}

describe('restarts of the schema registry that are due', () => {
  it('are so after a run that gave it an identity, until the user has got the line', () => {
    const { session, run } = aSession();
    const restarts = new RegistryRestarts(session, new FakeMemento());
    const told: string[] = [];
    restarts.onDidChange((id) => told.push(id));
    run({ ...served, outcome: 'running' });
    expect(restarts.isDue(ids.instance)).toBe(false);
    run(served);
    expect(restarts.isDue(ids.instance.toUpperCase())).toBe(true);
    restarts.settle(ids.instance);
    expect(restarts.isDue(ids.instance)).toBe(false);
    expect(told).toEqual([ids.instance, ids.instance]);
  });

  it('are still due after a reload of the window, until then', () => {
    const memory = new FakeMemento();
    const before = aSession();
    const restarts = new RegistryRestarts(before.session, memory);
    before.run(served);
    restarts.dispose();
    const after = new RegistryRestarts(aSession().session, memory);
    expect(after.isDue(ids.instance)).toBe(true);
    expect(after.isDue(`${ids.instance}2`)).toBe(false);
    after.settle(ids.instance);
    expect(new RegistryRestarts(aSession().session, memory).isDue(ids.instance)).toBe(false);
  });

  it('of the account outlive a visit to simulated Azure, those of simulated Azure do not', () => {
    const { session, run, show } = aSession();
    const restarts = new RegistryRestarts(session, new FakeMemento());
    run(served);
    show(true);
    expect(restarts.isDue(ids.instance)).toBe(false);
    run(served);
    expect(restarts.isDue(ids.instance)).toBe(true);
    show(false);
    expect(restarts.isDue(ids.instance)).toBe(true);
    show(true);
    expect(restarts.isDue(ids.instance)).toBe(false);
  });
});

describe('Restart Schema Registry', () => {
  const offer = (change: Parameters<typeof anObservation>[0] = {}) => {
    const { session, run } = aSession();
    const restarts = new RegistryRestarts(session, new FakeMemento());
    run(served);
    const node = anInstanceNode();
    const parts: Pick<Deps, 'estate' | 'readings' | 'restarts'> = {
      estate: { find: () => node } as unknown as Deps['estate'],
      readings: { find: () => anObservation(change) } as unknown as Deps['readings'],
      restarts,
    };
    return { restarts, running: Promise.resolve(restartRegistry(parts as Deps).run(node.id)) };
  };

  it('copies the exact line, and is no longer due then', async () => {
    const { restarts, running } = offer();
    await settle();
    host.pick.choose('$(copy) Copy');
    await running;
    expect(host.clipboard).toBe(
      'kubectl rollout restart statefulset adr-schema-registry -n azure-iot-operations',
    );
    expect(restarts.isDue(anInstanceNode().id)).toBe(false);
  });

  it('stays due when it is dismissed', async () => {
    const { restarts, running } = offer();
    await settle();
    host.pick.hide();
    await running;
    expect(restarts.isDue(ids.instance)).toBe(true);
  });

  it('does not guess a namespace that could not be read', async () => {
    const { running } = offer({ customLocation: unknown('ARM', 'forbidden') });
    await expect(running).rejects.toThrow(/namespace is not known/);
  });
});
