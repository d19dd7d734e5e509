import { beforeAll, describe, expect, it } from 'vitest';
import type { RunSnapshot, StepState } from '../../../src/core/model/run';
import { observe } from '../../../src/core/observe/observe';
import { choicesOf, planIds, type PlanId } from '../../../src/core/plan/request';
import { withComing } from '../../../src/ui/panels/coming';
import { liveParts } from '../../../src/ui/panels/liveParts';
import { toChainView } from '../../../src/ui/panels/chainView';
import { verify } from '../../../src/core/verify/verify';
import {
  anIdentity,
  anInstance,
  anObservation,
  fromArm,
  ids,
  tenantId,
} from '../../builders/observation';
import { loadSdks } from '../../builders/azure';
import { planOf } from '../../unit/core/plans/everyPlan';

beforeAll(loadSdks);

/** Steps that look, or are about what somebody may do that is no link of the picture. */
const besides: { readonly [Id in PlanId]?: readonly string[] } = {
  // The role is at the schema registry.
  assignCloudIdentity: ['schemaRole'],
  becomeOfficer: ['officer'],
  // What is made there is not the vault of this chain.
  createResource: ['vault', 'officer'],
  enableAll: ['officer', 'schemaRole'],
};
const always = ['observe', 'confirm'];

const aRun = (change: Partial<RunSnapshot>): RunSnapshot => ({
  runId: 'r',
  planId: 'syncNow',
  title: '',
  subjectId: ids.instance,
  subjectName: '',
  startedAtMs: 0,
  outcome: 'running',
  steps: [],
  requests: { reads: 0, writes: 0 },
  writes: [],
  changes: [],
  agreed: [],
  ...change,
});
const aStep = (id: string, state: StepState) => ({ id, title: '', detail: '', state });
const running: StepState = { kind: 'running', startedAtMs: 0 };
const done: StepState = { kind: 'done', startedAtMs: 0, endedAtMs: 1e15 };

describe('what a run shows in the picture', () => {
  it.each(planIds)('is told of each step of %s', async (planId) => {
    const azure = await planOf(planId);
    const { plan } = await azure.prepare();
    const { tenantId, instanceId, clock, context, request } = azure;
    const target = { tenantId, instanceId, ...choicesOf(request) };
    const seen = await clock.run(observe(azure.azure(tenantId), clock, target, context, 'verify'));
    const steps = Object.keys(plan.steps);
    const untold = steps.filter((id) => {
      const run = aRun({ planId, request, steps: [aStep(id, running)] });
      return liveParts(run, withComing(seen, run)).size === 0;
    });
    const unlooked = (all: readonly string[]) => all.filter((id) => !always.includes(id));
    // Providers are those of a subscription.
    const idle = planId === 'registerProviders' ? unlooked(steps) : (besides[planId] ?? []);
    expect(unlooked(untold)).toEqual(idle);
  });

  it('is no success where only the cluster can tell of one', () => {
    const seen = anObservation();
    const told = (planId: PlanId, id: string) =>
      liveParts(aRun({ planId, steps: [aStep(id, done)] }), seen).get('instanceToSecrets')?.state;
    expect(told('syncNow', 'force')).toBe('inProgress');
    expect(told('repairSecretStore', 'extension')).toBe('inProgress');
    expect(told('syncNow', 'report')).toBe('done');
  });

  it('is about a vault or an identity only where it is that of the chain', () => {
    const told = (planId: PlanId) =>
      liveParts(aRun({ planId, steps: [aStep('vault', running)] }), anObservation()).size;
    expect(told('createResource')).toBe(0);
    expect(told('enableSecretSync')).toBe(1);
  });

  it('is at the identity for cloud connections that was chosen, and at no other', () => {
    const identity = fromArm(anIdentity({ name: 'id-cloud' }));
    const cloud = {
      isAssigned: true,
      mappedClientId: undefined,
      identity,
      credentials: fromArm([]),
    };
    const seen = anObservation({
      instance: fromArm(anInstance({ identityType: 'UserAssigned' })),
      cloudIdentities: fromArm([
        { id: '/id-cloud', ...cloud },
        { id: '/id-other', ...cloud, identity: fromArm(anIdentity({ name: 'id-other' })) },
      ]),
    });
    const run = aRun({
      planId: 'assignCloudIdentity',
      request: {
        planId: 'assignCloudIdentity',
        target: { tenantId, instanceId: ids.instance, cloudIdentityId: '/ID-cloud', usages: [] },
      },
      steps: [aStep('cloudCredentials', done), aStep('assign', running)],
    });
    expect([...liveParts(run, seen)]).toEqual([
      ['cloud credential id-cloud', { state: 'done', words: 'Just done', word: 'just done' }],
      [
        'cloud map id-cloud',
        { state: 'inProgress', words: 'Working on it', word: 'working on it' },
      ],
    ]);
    const cards = toChainView(verify(seen), seen, { run, canMend: () => false }).cloud;
    const shown = new Map(cards.map(({ id, words }) => [id, words]));
    expect(shown.get('cloud map id-cloud')).toBe('Working on it');
    expect(shown.get('cloud map id-other')).toBe('Assigned');
  });
});
