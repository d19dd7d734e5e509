import { beforeAll, describe, expect, it } from 'vitest';
import type { ResourceChange } from '../../../../src/core/model/run';
import type { StepContext } from '../../../../src/core/plan/plan';
import type { ArmClient } from '../../../../src/core/ports';
import { removeResource } from '../../../../src/core/steps/removeResource';
import { loadSdks } from '../../../builders/azure';
import { simulated } from '../../../fakes/simulated';

beforeAll(loadSdks);

const version = '2024-08-21-preview';

/** A SecretSync of the factory, and an ARM client that can be made to behave otherwise. */
function setUp(change: (arm: ArmClient, id: string) => Partial<ArmClient> = () => ({})) {
  const all = simulated({ scenario: 'factory', latencyMs: 5 });
  const { clock, simulator } = all;
  const sync = simulator.world.resources
    .ofType('Microsoft.SecretSyncController/secretSyncs')
    .find(({ id }) => id.includes('rg-rotterdam'));
  if (!sync) throw new Error('There is no SecretSync.');
  const azure = all.azure(sync.tenantId);
  const changes: ResourceChange[] = [];
  const context: StepContext = {
    signal: new AbortController().signal,
    clock,
    agreed: [],
    report: () => undefined,
    note: () => undefined,
    changed: (change) => changes.push(change),
    waitForUser: () => Promise.resolve('later'),
  };
  const arm = { ...azure.arm, ...change(azure.arm, sync.id) };
  all.writes();
  return {
    ...all,
    sync,
    changes,
    world: simulator.world,
    remove: () =>
      clock.run(removeResource({ azure: { ...azure, arm }, clock }, sync.id, version, context)),
  };
}

describe('removing a resource', () => {
  it('sends one DELETE and looks whether it is gone', async () => {
    const test = setUp();
    await test.remove();
    expect(test.world.resources.get(test.sync.id)).toBeUndefined();
    expect(test.writes().map(({ method }) => method)).toEqual(['DELETE']);
    expect(test.sent.at(-1)?.method).toBe('GET');
    expect(test.changes).toEqual([{ resourceId: test.sync.id, kind: 'deleted', properties: [] }]);
  });

  it('sends nothing when it is gone', async () => {
    const test = setUp();
    test.world.resources.delete(test.sync.id);
    await test.remove();
    expect(test.writes()).toEqual([]);
    expect(test.changes).toEqual([]);
  });

  it('is content with 204: it went between the look and the DELETE', async () => {
    let statuses: (number | undefined)[] = [];
    const test = setUp((arm, id) => ({
      delete: async (what, apiVersion, context) => {
        test.world.resources.delete(id);
        await arm.delete(what, apiVersion, {
          ...context,
          onExchange: ({ status }) => {
            statuses = [...statuses, status];
          },
        });
      },
    }));
    await test.remove();
    expect(statuses).toEqual([204]);
  });

  it('says so when it is still there though Azure accepted the deletion', async () => {
    const test = setUp(() => ({ delete: () => Promise.resolve() }));
    await expect(test.remove()).rejects.toThrow(/secretSyncs\/historian, but it is still there/);
  });

  it('joins a deletion that is under way', async () => {
    const test = setUp();
    const { sync, world, clock } = test;
    const properties = sync.body['properties'] as object;
    world.resources.put(sync.id, sync.type, sync.tenantId, {
      ...sync.body,
      properties: { ...properties, provisioningState: 'Deleting' },
    });
    clock.at(30_000, () => world.resources.delete(sync.id));
    await test.remove();
    expect(test.writes()).toEqual([]);
  });
});
