import { beforeAll, describe, expect, it } from 'vitest';
import type { PreparedPlan } from '../../../../src/core/plan/plan';
import { isRemovalId, planIds, type PlanId } from '../../../../src/core/plan/request';
import { loadSdks } from '../../../builders/azure';
import type { SentRequest } from '../../../fakes/simulated';
import { planOf } from '../plans/everyPlan';

beforeAll(loadSdks);

type Azure = Awaited<ReturnType<typeof planOf>>;

/** Writes that were sent to what the review does not name, nor what lies above it. */
const unreviewed = (sent: readonly SentRequest[], { writes }: PreparedPlan): readonly string[] =>
  sent
    .map(({ url }) => url.pathname.toLowerCase())
    .filter((path) => !writes.some(({ resourceId }) => path.startsWith(resourceId.toLowerCase())));

/** Plans that look at nothing which could have moved: asking once more does no harm. */
const asking: readonly PlanId[] = ['registerProviders', 'syncNow'];

/** Runs what was reviewed, and nothing else; the name is typed where something is deleted. */
async function runReviewed(azure: Azure, planId: PlanId, prepared: PreparedPlan) {
  expect(prepared.writes).not.toEqual([]);
  const isDeleting = prepared.writes.some(({ method }) => method === 'DELETE');
  expect(isDeleting && !isRemovalId(planId)).toBe(false);
  const { run, sent } = await azure.clock.run(azure.run(prepared));
  expect(run.failure).toBeUndefined();
  expect(sent).not.toEqual([]);
  expect(unreviewed(sent, prepared)).toEqual([]);
}

/** Reviewed when all was done; then a colleague puts everything back to what it was before. */
async function undoneAfterReview(planId: PlanId) {
  const azure = await planOf(planId);
  const { resources } = azure.world;
  const before = [...resources.all()].map((each) => ({ ...each }));
  const first = await azure.prepare();
  await runReviewed(azure, planId, first);
  const done = await azure.prepare();
  expect(done.writes).toEqual([]);
  for (const { id } of [...resources.all()]) resources.delete(id);
  for (const { id, type, tenantId, body } of before) resources.put(id, type, tenantId, body);
  return { azure, title: first.writes[0]?.title ?? '', done };
}

describe.each(planIds.filter((planId) => !asking.includes(planId)))('%s', (planId) => {
  it('stops before its first write when Azure has moved, says what, and is reviewed anew', async () => {
    const { azure, title, done } = await undoneAfterReview(planId);
    const stopped = await azure.clock.run(azure.run(done));
    expect(stopped.sent).toEqual([]);
    expect(stopped.run.outcome).toBe('failed');
    expect(stopped.run.failure?.remedy).toBe('review');
    expect(stopped.run.failure?.message).toContain(`${title} has become necessary, too`);
    const again = await azure.clock.run(azure.runs.prepareAgain(stopped.run.runId, azure.context));
    expect(again.writes[0]?.title).toBe(title);
    await runReviewed(azure, planId, again);
  });
});

describe.each(asking)('%s', (planId) => {
  it('writes what was reviewed', async () => {
    const azure = await planOf(planId);
    await runReviewed(azure, planId, await azure.prepare());
  });
});
