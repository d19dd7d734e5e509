import { beforeEach, describe, expect, it } from 'vitest';
import type { PlannedWrite } from '../../../src/core/plan/plan';
import { reviewAnew } from '../../../src/ui/wizard/reviewAnew';
import { noReviews } from '../../builders/reviews';
import { host } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const settle = () => new Promise((resolve) => setImmediate(resolve));

const plan = {
  id: 'p',
  title: 'Do it',
  subjectId: '/i',
  subjectName: 'aio-berlin-01',
  tenantId: 't',
  agreed: [],
  steps: {},
  order: 'it',
  run: () => Promise.resolve(),
};

const review = (planId: string, method: PlannedWrite['method'], typedName?: string) =>
  reviewAnew({
    reviews: noReviews,
    title: 'Do It',
    placeholder: 'Review anew',
    action: 'Run',
    name: 'aio-berlin-01',
    planId,
    prepare: () =>
      Promise.resolve({
        plan,
        writes: [{ stepId: 'it', title: 'It', detail: 'd', method, resourceId: '/i', needs: [] }],
        permissions: [],
        ...(typedName === undefined ? {} : { typedName }),
      }),
  });

describe('a review of what was planned before', () => {
  it('goes on with one choice where nothing is taken away', async () => {
    const end = review('enableSecretSync', 'PUT');
    await settle();
    host.pick.choose('$(play) Run');
    expect(await end).toBe(plan);
    expect(host.inputs).toEqual([]);
  });

  it.each(['disableSecretSync', 'removeCloudIdentity', 'disableClusterIdentity'])(
    'has the name typed again: %s',
    async (planId) => {
      const end = review(planId, 'DELETE');
      await settle();
      host.pick.choose('$(trash) Run…');
      await settle();
      host.input.enter();
      expect(host.input.isShown).toBe(true);
      host.input.type('aio-berlin-01');
      host.input.enter();
      expect(await end).toBe(plan);
    },
  );

  it('has the name typed that the plan gives, where that is not the subject’s', async () => {
    const end = review('allowPublicAccess', 'PATCH', 'kv-berlin-plant');
    await settle();
    host.pick.choose('$(play) Run…');
    await settle();
    host.input.type('aio-berlin-01');
    host.input.enter();
    expect(host.input.isShown).toBe(true);
    host.input.type('kv-berlin-plant');
    host.input.enter();
    expect(await end).toBe(plan);
  });

  it('ends with nothing when it is closed', async () => {
    const end = review('enableAll', 'PUT');
    await settle();
    host.pick.hide();
    expect(await end).toBeUndefined();
  });
});
