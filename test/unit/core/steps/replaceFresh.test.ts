import { beforeAll, describe, expect, it } from 'vitest';
import { at, isObject, type JsonObject } from '../../../../src/core/model/json';
import { prepareEnableSecretSync } from '../../../../src/core/plans/enableSecretSync';
import type { Fault } from '../../../../src/simulator/faults';
import { loadSdks } from '../../../builders/azure';
import { simulatedPlans } from '../../../fakes/simulatedPlans';

beforeAll(loadSdks);

const tagged = (body: JsonObject): JsonObject => ({
  ...body,
  tags: { ...(isObject(body['tags']) ? body['tags'] : {}), owner: 'somebody' },
});

/** Secret synchronization is enabled; the first PUT of the instance meets a fault. */
async function meet(fault: Fault, isChangedMeanwhile: 'changed meanwhile' | 'left alone') {
  const all = simulatedPlans({ scenario: 'factory', latencyMs: 5 });
  const { tools, tenantId, instanceId, vault, identity } = await all.clock.run(
    all.instance('aio-hamburg-01'),
  );
  const { resources } = all.simulator.world;
  const target = {
    tenantId,
    instanceId,
    vaultId: vault('kv-hamburg-plant'),
    identityId: identity('id-hamburg-secrets'),
  };
  const prepared = await all.clock.run(prepareEnableSecretSync(tools, target, all.context));
  let puts = 0;
  all.simulator.disturb({
    take: ({ method, url }) => {
      if (method !== 'PUT' || url.pathname.toLowerCase() !== instanceId.toLowerCase()) {
        return undefined;
      }
      puts += 1;
      const stored = resources.get(instanceId);
      if (puts === 1 && stored && isChangedMeanwhile === 'changed meanwhile') {
        resources.put(instanceId, stored.type, stored.tenantId, tagged(stored.body));
      }
      return puts === 1 ? fault : undefined;
    },
  });
  const { run, sent } = await all.clock.run(all.run(prepared));
  const bodies = sent
    .filter(({ method, url }) => method === 'PUT' && url.pathname === instanceId)
    .map(({ body }) => body);
  return { run, bodies, stored: () => resources.get(instanceId)?.body };
}

const unsent: readonly (readonly [string, Fault])[] = [
  ['409, while somebody else writes', { status: 409, code: 'AnotherOperationInProgress' }],
  ['408', { status: 408, code: 'RequestTimeout' }],
  ['429 that names seconds', { status: 429, headers: { 'Retry-After': '7' } }],
  ['429 that names nothing', { status: 429 }],
  ['503', { status: 503, code: 'ServiceUnavailable' }],
  ['a connection that breaks', { network: 'reset' }],
  ['a name that is not resolved', { network: 'dns' }],
];

describe('a PUT that did not get through', () => {
  it.each(unsent)('is made anew from what others wrote meanwhile: %s', async (_, fault) => {
    const { run, bodies, stored } = await meet(fault, 'changed meanwhile');
    expect(run.failure).toBeUndefined();
    expect(bodies).toHaveLength(2);
    expect(at(bodies[0], 'tags', 'owner')).toBeUndefined();
    expect(at(bodies[1], 'tags', 'owner')).toBe('somebody');
    expect(at(stored(), 'tags', 'owner')).toBe('somebody');
    expect(at(stored(), 'properties', 'defaultSecretProviderClassRef')).toBeDefined();
    expect(JSON.stringify(run.steps)).toContain('tags.owner is new');
  });

  it('is not sent twice when only its answer was lost, and counts as done', async () => {
    const { run, bodies } = await meet({ network: 'lostAnswer' }, 'left alone');
    expect(run.outcome).toBe('succeeded');
    expect(bodies).toHaveLength(1);
    expect(run.changes.map(({ resourceId }) => resourceId.split('/').at(-1))).toContain(
      'aio-hamburg-01',
    );
  });

  it('is told when it is refused for good', async () => {
    const { run, bodies } = await meet({ status: 400, code: 'BadRequest' }, 'changed meanwhile');
    expect(run.outcome).toBe('failed');
    expect(bodies).toHaveLength(1);
  });
});
