import { beforeAll, describe, expect, it } from 'vitest';
import type { RunSnapshot, StepState } from '../../../src/core/model/run';
import { observe } from '../../../src/core/observe/observe';
import { choicesOf, planIds, type PlanId } from '../../../src/core/plan/request';
import { liveParts } from '../../../src/ui/panels/liveParts';
import { toChainView } from '../../../src/ui/panels/chainView';
import { verify } from '../../../src/core/verify/verify';
import { anIdentity, anInstance, anObservation, fromArm, ids } from '../../builders/observation';
import { loadSdks } from '../../builders/azure';
import { planOf } from '../../unit/core/plans/everyPlan';

beforeAll(loadSdks);

/** Steps that work on no part of the picture, or on one that is not there before they are done. */
const besides: { readonly [Id in PlanId]?: readonly string[] } = {
  assignCloudIdentity: ['cloudCredentials', 'schemaRole', 'assign'],
  // What is made need not be the vault of this chain.
  createResource: ['vault'],
  // The picture is that of secrets, and workload identity is not needed for them.
  disableClusterIdentity: ['update', 'wait'],
  enableAll: ['cloudIdentity', 'cloudCredentials', 'schemaRole', 'assign'],
  // One write, and it is read anew.
  grantAccess: ['grant'],
  useIdentityInEndpoint: ['endpoint'],
};
const always = ['observe', 'confirm', 'officer'];

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
    const { tenantId, instanceId, clock, context } = azure;
    const seen = await clock.run(
      observe(azure.azure(tenantId), clock, { tenantId, instanceId }, context, 'verify'),
    );
    const choices = choicesOf(azure.request);
    const untold = Object.keys(plan.steps).filter(
      (id) => liveParts(aRun({ planId, choices, steps: [aStep(id, running)] }), seen).size === 0,
    );
    const known = [
      ...always,
      ...(besides[planId] ?? []),
      ...(planId === 'registerProviders' ? untold : []),
    ];
    expect(untold.filter((id) => !known.includes(id))).toEqual([]);
    expect((besides[planId] ?? []).filter((id) => !untold.includes(id))).toEqual([]);
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
      choices: { cloudIdentityId: '/ID-cloud' },
      steps: [aStep('cloudCredentials', done), aStep('assign', running)],
    });
    expect([...liveParts(run, seen)]).toEqual([
      ['cloud credential id-cloud', { state: 'done', words: 'just done' }],
      ['cloud map id-cloud', { state: 'inProgress', words: 'working on it' }],
    ]);
    const cards = toChainView(verify(seen), seen, { run, canMend: () => false }).cloud;
    const shown = new Map(cards.map(({ id, words }) => [id, words]));
    expect(shown.get('cloud map id-cloud')).toBe('working on it');
    expect(shown.get('cloud map id-other')).toBe('Assigned');
  });
});
