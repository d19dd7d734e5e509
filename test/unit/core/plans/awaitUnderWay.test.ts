import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/core/model/json';
import { awaitUnderWay, listUnderWay } from '../../../../src/core/plans/awaitUnderWay';
import { loadSdks } from '../../../builders/azure';
import { simulatedPlans } from '../../../fakes/simulatedPlans';

beforeAll(loadSdks);

async function atRotterdam() {
  const all = simulatedPlans({ scenario: 'factory' });
  const found = await all.clock.run(all.instance('aio-rotterdam-01'));
  const { tenantId, instanceId, clusterId } = found;
  const { resources } = all.simulator.world;
  const classId = resources
    .ofType('Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses')
    .find(({ id }) => id.includes('/rg-rotterdam/'))?.id;
  const endpointId = resources
    .ofType('Microsoft.IoTOperations/instances/dataflowEndpoints')
    .find(({ id }) => id.startsWith(instanceId))?.id;
  const ids = { instanceId, clusterId, classId: classId ?? '', endpointId: endpointId ?? '' };
  return {
    ...all,
    ids,
    tools: found.tools,
    requestOf: (name: keyof typeof ids) =>
      ({ planId: 'repairList', target: { tenantId, [name]: ids[name] } }) as never,
    change: (id: string, provisioningState: string) => {
      const { type, body } = resources.get(id)!;
      const properties = { ...(body['properties'] as JsonObject), provisioningState };
      resources.put(id, type, tenantId, { ...body, properties });
    },
  };
}

describe('what Azure is still at work on', () => {
  it.each(['instanceId', 'clusterId', 'classId', 'endpointId'] as const)(
    'is seen by its %s',
    async (name) => {
      const { clock, tools, context, ids, requestOf, change } = await atRotterdam();
      const list = () => clock.run(listUnderWay(tools.azure, requestOf(name), context));
      expect(await list()).toEqual([]);
      change(ids[name], 'Updating');
      expect(await list()).toEqual([ids[name].split('/').slice(-2).join('/')]);
      change(ids[name], 'Failed');
      expect(await list()).toEqual([]);
    },
  );

  it('is left to the plan where it cannot be read', async () => {
    const { clock, tools, context, simulator, requestOf } = await atRotterdam();
    simulator.failNext('GET', /instances/, { status: 403, code: 'AuthorizationFailed' });
    expect(await clock.run(listUnderWay(tools.azure, requestOf('instanceId'), context))).toEqual(
      [],
    );
  });

  it('is waited for, but not for ever', async () => {
    const { clock, tools, context, ids, requestOf, change, simulator } = await atRotterdam();
    const wait = () => clock.run(awaitUnderWay(tools, requestOf('instanceId'), context));
    const startedAtMs = clock.now();
    change(ids.instanceId, 'Updating');
    const { world } = simulator;
    world.schedule(world.now() + 30_000, () => {
      change(ids.instanceId, 'Succeeded');
    });
    await wait();
    expect(clock.now() - startedAtMs).toBeGreaterThanOrEqual(30_000);
    expect(clock.now() - startedAtMs).toBeLessThan(35_000);
    change(ids.instanceId, 'Updating');
    await wait();
    expect(clock.now() - startedAtMs).toBeLessThan(6 * 60_000);
  });

  it('is no longer waited for by somebody who has gone', async () => {
    const { clock, tools, ids, requestOf, change } = await atRotterdam();
    change(ids.instanceId, 'Updating');
    const gone = new AbortController();
    clock.at(10_000, () => {
      gone.abort();
    });
    const wait = awaitUnderWay(tools, requestOf('instanceId'), { signal: gone.signal });
    await expect(clock.run(wait)).rejects.toThrow();
  });
});
