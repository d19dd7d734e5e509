import { beforeEach, describe, expect, it } from 'vitest';
import { ArmError, UserFacingError } from '../../../src/core/errors';
import type { JsonObject } from '../../../src/core/model/json';
import type { Node } from '../../../src/core/model/node';
import { toHidden } from '../../../src/ui/commands/filterTree';
import { EstateFilter } from '../../../src/ui/tree/estateFilter';
import { FakeMemento } from '../../fakes/fakeMemento';
import { aPlantInTheIndex, IndexedCloud } from '../../fakes/indexedCloud';
import { host } from '../../fakes/vscode';
import { aWindow } from '../aWindow';

beforeEach(() => {
  host.reset();
});

const settle = () => new Promise((resolve) => setImmediate(resolve));
const names = (nodes: readonly Node[]): readonly string[] =>
  nodes.map((node) =>
    node.kind === 'tenant'
      ? node.tenant.name
      : node.kind === 'note'
        ? node.text
        : node.id.split('/').at(-1)!,
  );
const berlin = () => Promise.resolve(aPlantInTheIndex('berlin'));
const never = () => new Promise<never>(() => undefined);
const refused = () => Promise.reject(new ArmError('unauthenticated', 'no token'));

describe('Estate', () => {
  it('shows the clusters of an only tenant without a level for it', async () => {
    const { estate, states } = aWindow(() => new IndexedCloud({ a: berlin }));
    const [cluster] = await estate.children();
    expect(cluster).toMatchObject({ kind: 'cluster', name: 'arc-berlin', instanceCount: 1 });
    expect(names(await estate.children(cluster))).toEqual(['aio-berlin']);
    expect(states).toEqual(['ready']);
  });

  it('has a level for tenants when there are several', async () => {
    const { estate } = aWindow(() => new IndexedCloud({ a: berlin, b: never }));
    expect(names(await estate.children())).toEqual(['Tenant a', 'Tenant b']);
  });

  it('shows a tenant while another is slow', async () => {
    const { estate } = aWindow(() => new IndexedCloud({ a: never, b: berlin }));
    const [, second] = await estate.children();
    expect(names(await estate.children(second))).toEqual(['arc-berlin']);
  });

  it('puts a tenant that cannot be read in its own place, with what helps', async () => {
    const { estate, redrawn } = aWindow(() => new IndexedCloud({ a: berlin, b: refused }));
    await estate.children();
    await settle();
    expect(redrawn).toEqual([undefined]);
    expect(await estate.children()).toMatchObject([
      { kind: 'tenant' },
      {
        kind: 'error',
        tenantId: 'b',
        name: 'Tenant b',
        message: 'Sign in to this tenant',
        remedy: 'signIn',
      },
    ]);
  });

  it('reads a failed tenant again, and no other', async () => {
    let isDown = true;
    const cloud = new IndexedCloud({
      a: berlin,
      b: () => (isDown ? Promise.reject(new ArmError('unavailable', 'down')) : berlin()),
    });
    const { estate } = aWindow(() => cloud);
    await estate.children();
    await settle();
    const failed = (await estate.children())[1];
    expect(failed).toMatchObject({ kind: 'error', remedy: 'retry' });
    isDown = false;
    estate.refresh(failed);
    expect(names(await estate.children())).toEqual(['Tenant a', 'Tenant b']);
    expect(cloud.queries).toBe(3);
  });

  it('is signed out when nobody is signed in', async () => {
    const cloud = new IndexedCloud({});
    cloud.failure = new ArmError('unauthenticated', 'no token');
    const { estate, states } = aWindow(() => cloud);
    expect(await estate.children()).toEqual([]);
    expect(states).toEqual(['signedOut']);
  });

  it('says so when the tenants cannot be read, and reads them again on demand', async () => {
    const cloud = new IndexedCloud({ a: berlin });
    cloud.failure = new ArmError('network', 'ENOTFOUND');
    const { estate } = aWindow(() => cloud);
    const failures: unknown[] = [];
    estate.onDidFail((failure) => failures.push(failure));
    const [error] = await estate.children();
    expect(error).toMatchObject({ kind: 'error', remedy: 'retry' });
    expect(failures).toEqual([cloud.failure]);
    cloud.failure = undefined;
    estate.refresh(error);
    expect(names(await estate.children())).toEqual(['arc-berlin']);
  });

  it('is empty when the only tenant has no cluster', async () => {
    const { estate, states } = aWindow(() => new IndexedCloud({ a: () => Promise.resolve([]) }));
    expect(await estate.children()).toEqual([]);
    expect(states).toEqual(['empty']);
  });

  it('hands the very same nodes out again, so that VS Code knows them', async () => {
    const { estate } = aWindow(() => new IndexedCloud({ a: berlin }));
    const [cluster] = await estate.children();
    const [instance] = await estate.children(cluster);
    expect((await estate.children(cluster))[0]).toBe(instance);
    expect(estate.find(instance!.id.toUpperCase())).toBe(instance);
  });

  it('draws an instance anew when it was read', async () => {
    const { estate, readings, redrawn } = aWindow(() => new IndexedCloud({ a: berlin }));
    const [cluster] = await estate.children();
    const [instance] = await estate.children(cluster);
    await readings.read({ tenantId: 'a', instanceId: instance!.id });
    expect(redrawn).toEqual([instance]);
  });

  it('shows settings as unknown that could not be read, with the reason', async () => {
    const { estate } = aWindow(() => new IndexedCloud({ a: berlin }));
    const [cluster] = await estate.children();
    const [instance] = await estate.children(cluster);
    const settings = await estate.children(instance);
    expect(
      settings.map((node) => (node.kind === 'setting' ? node.finding.state : node.kind)),
    ).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
  });

  it('loses the tenants of an account that signs out', async () => {
    const all: Record<string, () => Promise<readonly JsonObject[]>> = { a: berlin, b: berlin };
    const { estate, redrawn } = aWindow(() => new IndexedCloud(all));
    expect(names(await estate.children())).toEqual(['Tenant a', 'Tenant b']);
    Reflect.deleteProperty(all, 'b');
    host.sessionsChanged.fire({ provider: { id: 'microsoft', label: 'Microsoft' } });
    expect(redrawn).toContain(undefined);
    expect(names(await estate.children())).toEqual(['arc-berlin']);
  });

  it('says what is wrong with the settings of a cloud, and reads them again on demand', async () => {
    let isWrong = false;
    const { estate } = aWindow(() => {
      if (isWrong) throw new UserFacingError('It lacks a name. Add it.');
      return new IndexedCloud({ a: berlin });
    });
    isWrong = true;
    const [error] = await estate.children();
    expect(error).toMatchObject({ kind: 'error', message: 'It lacks a name. Add it.' });
    isWrong = false;
    estate.refresh(error);
    expect(names(await estate.children())).toEqual(['arc-berlin']);
  });

  it('forgets everything when the account changes', async () => {
    const cloud = new IndexedCloud({ a: berlin });
    const { estate, redrawn } = aWindow(() => cloud);
    await estate.children();
    host.sessionsChanged.fire({ provider: { id: 'microsoft', label: 'Microsoft' } });
    expect(redrawn).toEqual([undefined]);
    await estate.children();
    expect(cloud.queries).toBe(2);
  });
});

describe('the filter', () => {
  const subscriptionId = '00000000-0000-4000-8000-000000000001';
  const hide = (tenants: readonly string[], subscriptions: readonly string[]) => ({
    tenants: new Set(tenants),
    subscriptions: new Set(subscriptions),
  });

  it('leaves out a tenant, and says that there is more', async () => {
    const { estate, filter } = aWindow(() => new IndexedCloud({ a: berlin, b: berlin, c: berlin }));
    await filter.hide(hide(['b'], [subscriptionId]));
    expect(names(await estate.children())).toEqual([
      'Tenant a',
      'Tenant c',
      'The filter hides 1 subscription',
    ]);
  });

  it.each([
    [['b'], 'The filter hides 1 tenant'],
    [['b', 'c'], 'The filter hides 2 tenants'],
  ])('says so of tenants that have nothing to hide: %j', async (tenants, note) => {
    const { estate, filter } = aWindow(() => new IndexedCloud({ a: berlin, b: berlin, c: berlin }));
    await filter.hide(hide(tenants, []));
    expect(names(await estate.children()).at(-1)).toBe(note);
  });

  it('leaves out what lies in a hidden subscription, for pickers too', async () => {
    const { estate, filter, states } = aWindow(() => new IndexedCloud({ a: berlin }));
    expect(await estate.instances()).toHaveLength(1);
    await filter.hide(hide([], [subscriptionId]));
    expect(names(await estate.children())).toContain('The filter hides 1 subscription');
    expect(names(await estate.children())).not.toContain('arc-berlin');
    expect(await estate.instances()).toEqual([]);
    expect(states.at(-1)).toBe('ready');
  });

  it('draws everything anew when it is changed, without reading again', async () => {
    const cloud = new IndexedCloud({ a: berlin });
    const { estate, filter, redrawn } = aWindow(() => cloud);
    await estate.children();
    await filter.hide(hide([], [subscriptionId]));
    await filter.hide(hide([], []));
    expect(redrawn).toEqual([undefined, undefined]);
    expect(names(await estate.children())).toEqual(['arc-berlin']);
    expect(cloud.queries).toBe(1);
  });

  it('hides nothing because of something kept that makes no sense', async () => {
    const memory = new FakeMemento();
    await memory.update('hiddenInTree', { tenants: 'all', subscriptions: [1, null] });
    const { hidden } = new EstateFilter(memory);
    expect([hidden.tenants.size, hidden.subscriptions.size]).toEqual([0, 0]);
  });
});

describe('what is hidden by a choice', () => {
  const one = { label: 'one', tenantId: 'a', subscriptionId: '1' };
  const two = { label: 'two', tenantId: 'a', subscriptionId: '2' };
  const closed = { label: 'b', tenantId: 'b' };
  const all = [{ label: 'Tenant a' }, one, two, { label: 'Tenant b' }, closed];

  it('is what was not ticked; a tenant only as a whole', () => {
    expect(toHidden(all, [one, closed])).toEqual(hiddenOf([], ['2']));
    expect(toHidden(all, [one, two])).toEqual(hiddenOf(['b'], []));
    expect(toHidden(all, [])).toEqual(hiddenOf(['a', 'b'], ['1', '2']));
  });

  const hiddenOf = (tenants: readonly string[], subscriptions: readonly string[]) => ({
    tenants: new Set(tenants),
    subscriptions: new Set(subscriptions),
  });
});
