import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../../../src/core/model/json';
import type { Deps } from '../../../src/ui/commands/command';
import { saveRecord } from '../../../src/ui/commands/saveRecord';
import { loadSdks } from '../../builders/azure';
import { anInstanceNode } from '../../builders/nodes';
import { host } from '../../fakes/vscode';
import { disablingOf } from '../../unit/core/plans/disableFixture';

beforeAll(loadSdks);
beforeEach(() => {
  host.reset();
  host.saveAs = (proposed) => proposed;
});

/** An instance with these runs. */
async function setUp(...plans: readonly ('disable' | 'enable')[]) {
  const test = await disablingOf('aio-rotterdam-01');
  for (const plan of plans) {
    const { run } =
      plan === 'disable'
        ? await test.disable()
        : await test.enable('kv-rotterdam-plant', 'id-rotterdam-secrets');
    expect(run.outcome).toBe('succeeded');
  }
  const node = anInstanceNode({
    id: test.instanceId,
    tenantId: test.tenantId,
    name: 'aio-rotterdam-01',
  });
  const parts: Pick<Deps, 'estate' | 'session' | 'apiServers'> = {
    estate: { find: () => node } as unknown as Deps['estate'],
    session: {
      current: () => Promise.resolve({ cloud: test.cloud, runs: test.runs }),
    } as unknown as Deps['session'],
    apiServers: { find: () => undefined, save: () => Promise.resolve() },
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve, 10));
  return {
    settle,
    save: () => Promise.resolve(saveRecord(parts as Deps).run(node.id)),
    end: async (saving: Promise<void>) => {
      await test.clock.run(saving);
    },
  };
}

const written = (): readonly [string, string] => {
  const [entry] = host.written;
  if (!entry) throw new Error('Nothing was written.');
  return entry;
};

describe('saving a change record', () => {
  it('says that there is nothing to write down before the first run', async () => {
    const test = await setUp();
    await expect(test.save()).rejects.toThrow('Nothing was run on aio-rotterdam-01');
  });

  it('asks who it was, then where it goes, and opens it when wanted', async () => {
    const test = await setUp('disable');
    host.answer = () => 'Open';
    const saving = test.save();
    await test.settle();
    expect(host.picks).toEqual([]);
    host.input.type('Ada, CHG-4711');
    host.input.enter();
    await test.end(saving);
    const [uri, text] = written();
    expect(uri).toMatch(/\/change-record-aio-rotterdam-01-\d{8}-\d{4}\.md$/);
    expect(text).toContain('# Change record: Disable secret synchronization on aio-rotterdam-01');
    expect(text).toContain('| Who | Ada, CHG-4711 |');
    expect(text).toMatch(/`DELETE .*secretSyncs/i);
    expect(host.opened).toEqual([uri]);
  });

  it('writes JSON where the name says so, and leaves out who did not say', async () => {
    const test = await setUp('disable');
    host.saveAs = (proposed) => proposed.replace(/\.md$/, '.JSON');
    const saving = test.save();
    await test.settle();
    host.input.enter();
    await test.end(saving);
    const record: unknown = JSON.parse(written()[1]);
    expect(at(record, 'format')).toBe('aio-secure-settings/change-record/1');
    expect(at(record, 'where', 'cloud')).toBe('simulated Azure');
    expect(at(record, 'who')).toBeUndefined();
    expect(at(record, 'proof', 'checks')).not.toEqual([]);
  });

  it('lets one of several runs be chosen, the last first', async () => {
    const test = await setUp('disable', 'enable');
    const saving = test.save();
    await test.settle();
    expect(host.pick.items.map(({ label, description }) => [label, description])).toEqual([
      ['Enable secret synchronization', expect.stringMatching(/^succeeded · \d+ writes?$/)],
      ['Disable secret synchronization', expect.stringMatching(/^succeeded · [2-9] writes$/)],
    ]);
    host.pick.choose('Disable secret synchronization');
    await test.settle();
    host.input.enter();
    await test.end(saving);
    expect(written()[1]).toContain('DELETE');
  });

  it('writes nothing when the dialog is closed', async () => {
    const test = await setUp('disable');
    host.saveAs = () => undefined;
    const saving = test.save();
    await test.settle();
    host.input.enter();
    await test.end(saving);
    expect([...host.written, ...host.messages]).toEqual([]);
  });
});
