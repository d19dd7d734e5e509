import { beforeAll, describe, expect, it } from 'vitest';
import { planIds, type PlanId } from '../../../../src/core/plan/request';
import { toUsualWords } from '../../../../src/protocol/durations';
import { loadSdks } from '../../../builders/azure';
import { planOf } from '../plans/everyPlan';

beforeAll(loadSdks);

const prepare = async (planId: PlanId) => {
  const { plan } = await (await planOf(planId, { latencyMs: 5 })).prepare();
  return new Map(Object.entries(plan.steps));
};
const prepared = new Map<PlanId, ReturnType<typeof prepare>>();

/** Each plan is prepared once. */
function stepsOf(planId: PlanId): ReturnType<typeof prepare> {
  const steps = prepared.get(planId) ?? prepare(planId);
  prepared.set(planId, steps);
  return steps;
}

/** By the plan and its step: what is usual, and what to do when it takes longer. */
const waits: readonly (readonly [PlanId, string, string, RegExp])[] = [
  ['enableAll', 'wait', '2 to 5 minutes', /15 minutes\. Check .* pods .*azure-arc/],
  ['enableClusterIdentity', 'wait', '2 to 5 minutes', /15 minutes\. Check .* pods .*azure-arc/],
  ['disableClusterIdentity', 'wait', '1 to 2 minutes', /15 minutes\. Check .* pods .*azure-arc/],
  ['enableAll', 'officer', '1 to 10 minutes', /than Azure promises\. Look under .*\(IAM\)/],
  ['enableAll', 'roles', 'under a minute', /A new identity may take 5 minutes/],
  ['enableAll', 'credential', 'under a minute', /it is tried again/],
  ['enableAll', 'cloudCredentials', 'under a minute', /it is tried again/],
  ['enableAll', 'vault', '10 to 60 seconds', /host name of a new vault may take some minutes/],
  ['enableSecretSync', 'providerClass', 'up to 2 minutes', /check that the cluster is connected/],
  ['syncNow', 'report', 'about 2 minutes', /looks every 2 minutes.* its pods run/],
];

describe('a wait', () => {
  it.each(waits)('of %s, %s, usually takes %s', async (planId, stepId, usually, longer) => {
    const step = (await stepsOf(planId)).get(stepId);
    const usual = step && 'usual' in step ? step.usual : {};
    expect(usual).toMatchObject({ whenLonger: expect.stringMatching(longer) as string });
    expect(toUsualWords(usual as Parameters<typeof toUsualWords>[0])).toBe(usually);
  });

  it('is always told with what to do when it takes longer', async () => {
    for (const planId of planIds) {
      for (const [id, step] of await stepsOf(planId)) {
        if (step && 'usual' in step) {
          expect([planId, id, step.usual]).toMatchObject([
            planId,
            id,
            { whenLonger: expect.stringMatching(/\w.*\.$/) as string },
          ]);
        }
      }
    }
  }, 60_000);
});
