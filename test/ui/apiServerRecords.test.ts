import { beforeEach, describe, expect, it } from 'vitest';
import { KeptApiServers } from '../../src/ui/apiServerRecords';
import { ids } from '../builders/observation';
import { FakeMemento } from '../fakes/fakeMemento';
import { Emitter } from '../fakes/vscodeHost';

const knowledge = { issuer: 'https://issuer.example/a/', how: 'user', atMs: 5 } as const;

const changed = new Emitter<void>();
const session = {
  isSimulated: false,
  onDidChange: changed.event,
} as never as ConstructorParameters<typeof KeptApiServers>[0] & { isSimulated: boolean };

beforeEach(() => {
  session.isSimulated = false;
});

describe('what is kept of API servers', () => {
  it('is found again in another window, whatever the casing of the id', async () => {
    const memory = new FakeMemento();
    await new KeptApiServers(session, memory).save(ids.cluster, knowledge);
    const other = new KeptApiServers(session, memory);
    expect(other.find(ids.cluster.toUpperCase())).toEqual(knowledge);
    expect(other.find(ids.instance)).toBeUndefined();
  });

  it('is told to whoever shows it', async () => {
    const kept = new KeptApiServers(session, new FakeMemento());
    const heard: string[] = [];
    kept.onDidSave((clusterId) => heard.push(clusterId));
    await kept.save(ids.cluster, knowledge);
    expect(heard).toEqual([ids.cluster]);
  });

  it('ends with the simulation for simulated clusters, and is no other’s', async () => {
    const memory = new FakeMemento();
    const kept = new KeptApiServers(session, memory);
    session.isSimulated = true;
    await kept.save(ids.cluster, knowledge);
    expect(kept.find(ids.cluster)).toEqual(knowledge);
    expect(memory.keys()).toEqual([]);
    changed.fire();
    expect(kept.find(ids.cluster)).toBeUndefined();
  });

  it.each([
    undefined,
    null,
    7,
    [],
    {},
    { ...knowledge, how: 'magic' },
    { ...knowledge, atMs: '5' },
  ])('is not known when it makes no sense: %j', async (kept) => {
    const memory = new FakeMemento();
    await new KeptApiServers(session, memory).save(ids.cluster, knowledge);
    for (const key of memory.keys()) await memory.update(key, kept ?? null);
    expect(new KeptApiServers(session, memory).find(ids.cluster)).toBeUndefined();
  });
});
