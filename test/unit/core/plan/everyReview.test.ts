import { beforeAll, describe, expect, it } from 'vitest';
import type { PreparedPlan } from '../../../../src/core/plan/plan';
import { isRemovalId, planIds, type PlanId } from '../../../../src/core/plan/request';
import { loadSdks } from '../../../builders/azure';
import type { SentRequest } from '../../../fakes/simulated';
import { planOf } from '../plans/everyPlan';

beforeAll(loadSdks);

type Azure = Awaited<ReturnType<typeof planOf>>;

/** A colleague puts something on whatever the plan is about to change. */
function tag({ world }: Azure, { writes }: PreparedPlan): void {
  const write = writes.find(({ now }) => now !== undefined);
  const stored = world.resources.get(write?.resourceId ?? '');
  if (!stored) throw new Error('It changes nothing that is there.');
  const { id, type, tenantId, body } = stored;
  world.resources.put(id, type, tenantId, { ...body, tags: { owner: 'a-colleague' } });
}

/** Writes that were sent to what the review does not name, nor what lies above it. */
const unreviewed = (sent: readonly SentRequest[], { writes }: PreparedPlan): readonly string[] =>
  sent
    .map(({ url }) => url.pathname.toLowerCase())
    .filter((path) => !writes.some(({ resourceId }) => path.startsWith(resourceId.toLowerCase())));

/** Plans that only add: of what they add there is nothing yet that could be another one. */
const adding: readonly PlanId[] = [
  'becomeOfficer',
  'createResource',
  'grantAccess',
  'registerProviders',
];

describe.each(planIds.filter((planId) => !adding.includes(planId)))('%s', (planId) => {
  it('stops before its first write when what it changes has moved, and says what', async () => {
    const azure = await planOf(planId);
    const prepared = await azure.prepare();
    expect(prepared.writes).not.toEqual([]);
    // The name is typed wherever something is deleted.
    const isDeleting = prepared.writes.some(({ method }) => method === 'DELETE');
    expect(isDeleting && !isRemovalId(planId)).toBe(false);
    tag(azure, prepared);
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    expect(sent).toEqual([]);
    expect(run.outcome).toBe('failed');
    expect(run.failure?.message).toContain('tags.owner is new');
    expect(run.failure?.remedy).toBe('review');
  });

  it('is reviewed anew then, and runs', async () => {
    const azure = await planOf(planId);
    const prepared = await azure.prepare();
    tag(azure, prepared);
    const stopped = await azure.clock.run(azure.run(prepared));
    const again = await azure.clock.run(azure.runs.prepareAgain(stopped.run.runId, azure.context));
    expect(again.writes.map(({ title }) => title)).toEqual(
      prepared.writes.map(({ title }) => title),
    );
    const { run, sent } = await azure.clock.run(azure.run(again));
    expect(run.failure).toBeUndefined();
    expect(sent).not.toEqual([]);
    expect(unreviewed(sent, again)).toEqual([]);
    expect(again.plan.request).toEqual(prepared.plan.request);
  });
});

describe.each(adding)('%s', (planId) => {
  it('writes what was reviewed', async () => {
    const azure = await planOf(planId);
    const prepared = await azure.prepare();
    expect(prepared.writes).not.toEqual([]);
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    expect(run.failure).toBeUndefined();
    expect(sent).not.toEqual([]);
    expect(unreviewed(sent, prepared)).toEqual([]);
  });
});
