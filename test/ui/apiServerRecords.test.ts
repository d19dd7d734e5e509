import { describe, expect, it } from 'vitest';
import { createApiServerRecords } from '../../src/ui/apiServerRecords';
import { ids } from '../builders/observation';
import { FakeMemento } from '../fakes/fakeMemento';

const knowledge = { issuer: 'https://issuer.example/a/', how: 'user', atMs: 5 } as const;

describe('what is kept of API servers', () => {
  it('is found again in another window, whatever the casing of the id', async () => {
    const memory = new FakeMemento();
    await createApiServerRecords(memory).save(ids.cluster, knowledge);
    expect(createApiServerRecords(memory).find(ids.cluster.toUpperCase())).toEqual(knowledge);
    expect(createApiServerRecords(memory).find(ids.instance)).toBeUndefined();
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
    await createApiServerRecords(memory).save(ids.cluster, knowledge);
    for (const key of memory.keys()) await memory.update(key, kept ?? null);
    expect(createApiServerRecords(memory).find(ids.cluster)).toBeUndefined();
  });
});
