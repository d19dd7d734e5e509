import { describe, expect, it } from 'vitest';
import { unknown } from '../../../src/core/model/fact';
import type { Observation } from '../../../src/core/observe/observation';
import type { RunSnapshot, StepState } from '../../../src/core/model/run';
import { verdictOf } from '../../../src/core/verdict';
import { verify } from '../../../src/core/verify/verify';
import {
  aCluster,
  aCredential,
  anInstance,
  anObservation,
  aSecretSync,
  fromArm,
  issuer,
  notThere,
} from '../../builders/observation';

const aRun = (change: Partial<RunSnapshot>, ...states: StepState[]): RunSnapshot => ({
  runId: 'r',
  planId: 'enableSecretSync',
  title: 'Enable secret synchronization',
  subjectId: '/i',
  subjectName: 'i',
  startedAtMs: 0,
  outcome: 'running',
  steps: states.map((state, index) => ({
    id: `${index}`,
    title: `Step ${index}`,
    detail: '',
    state,
  })),
  requests: { reads: 1, writes: 1 },
  writes: [],
  changes: [],
  agreed: [],
  ...change,
});

const done: StepState = { kind: 'done', startedAtMs: 0, endedAtMs: 1 };

describe('verdictOf', () => {
  it('says that it is reading before anything was read', () => {
    expect(verdictOf(undefined, undefined)).toMatchObject({ tone: 'busy' });
  });

  it('calls only a synchronized secret good', () => {
    expect(verdictOf(anObservation(), undefined).tone).toBe('good');
    expect(verdictOf(anObservation({ secretSyncs: fromArm([]) }), undefined)).toMatchObject({
      tone: 'unknown',
      lead: 'Secret synchronization is enabled, but not proved.',
    });
  });

  it('calls secrets that arrive good only where every link is known to be well', () => {
    const { chain, ...seen } = anObservation();
    const of = (change: Partial<Observation>) => {
      const changed = { ...seen, ...(chain ? { chain } : {}), ...change };
      return verdictOf(changed, undefined, verify(changed));
    };
    expect(of({}).tone).toBe('good');
    const secrets = unknown<never>('vault', 'no permission');
    expect(of(chain ? { chain: { ...chain, secrets } } : {})).toMatchObject({
      tone: 'unknown',
      text: 'Secret opc-password: Unknown. Could not read: no permission.',
    });
    const endpoints = fromArm([
      { name: 'lake', type: '', host: undefined, clientId: 'nobody', secrets: [] },
    ]);
    expect(of(chain ? { chain: { ...chain, endpoints } } : {})).toMatchObject({
      tone: 'warning',
      lead: 'Secrets reach the cluster, but a cloud connection is broken.',
    });
  });

  it('names the cause, with the code that people will find in their logs', () => {
    const seen = anObservation({
      credentials: fromArm([aCredential({ issuer: `${issuer}/` })]),
    });
    const { tone, lead, text } = verdictOf(seen, undefined);
    expect(tone).toBe('bad');
    expect(lead).toBe('Secrets cannot reach the cluster.');
    expect(text).toContain('one trailing slash');
    expect(text).toContain('AADSTS700211');
  });

  it('says how many secrets arrive where some do not', () => {
    const failing = aSecretSync({
      name: 'other',
      condition: { isTrue: false, reason: 'ControllerSyncFailed', message: 'x' },
    });
    const seen = anObservation({
      endedAtMs: 60_000 * 60,
      secretSyncs: fromArm([aSecretSync({ lastSuccessAtMs: 60_000 * 59 }), failing]),
    });
    const { tone, lead } = verdictOf(seen, undefined, verify(seen));
    expect([tone, lead]).toEqual(['bad', '1 of 2 Kubernetes secrets reach the cluster.']);
  });

  it('calls what is before the cause fine only when all of it is proved', () => {
    const seen = anObservation({
      credentials: fromArm([aCredential({ issuer: `${issuer}/` })]),
      secretSyncs: fromArm([]),
    });
    expect(verdictOf(seen, undefined, verify(seen)).text).toContain(
      'Nothing before that link is known to be wrong.',
    );
    const confirmed = verify(seen, { issuer, how: 'kubectl', atMs: seen.endedAtMs });
    expect(verdictOf(seen, undefined, confirmed).text).toContain(
      'Everything before that link is fine.',
    );
  });

  it('says what the cluster needs before secret synchronization', () => {
    const seen = anObservation({
      cluster: fromArm(aCluster({ isOidcEnabled: false, isWorkloadIdentityEnabled: false })),
      instance: fromArm(anInstance({ defaultClassId: undefined })),
      providerClasses: fromArm([]),
    });
    expect(verdictOf(seen, undefined)).toMatchObject({
      tone: 'neutral',
      text: 'The cluster needs OIDC issuer and workload identity first.',
    });
  });

  it('says that a sovereign cloud has no secret synchronization', () => {
    expect(
      verdictOf(anObservation({ sovereignCloud: 'Azure operated by 21Vianet' }), undefined),
    ).toMatchObject({
      tone: 'warning',
      lead: 'Secret synchronization is not available in this cloud.',
      text: expect.stringContaining('not in Azure operated by 21Vianet') as string,
    });
  });

  it('puts an unreachable or unreadable cluster before everything else', () => {
    const offline = anObservation({ cluster: fromArm(aCluster({ connectivity: 'offline' })) });
    expect(verdictOf(offline, undefined)).toMatchObject({ tone: 'bad' });
    const unread = anObservation({ cluster: unknown('ARM', 'no permission') });
    expect(verdictOf(unread, undefined)).toMatchObject({ tone: 'unknown' });
    const gone = anObservation({ instance: notThere() });
    expect(verdictOf(gone, undefined).lead).toBe('The instance could not be read.');
  });

  it('counts the steps of a run and says that closing the panel is safe', () => {
    const run = aRun({}, done, { kind: 'running', startedAtMs: 0 }, { kind: 'pending' });
    expect(verdictOf(undefined, run)).toEqual({
      tone: 'busy',
      lead: 'Enable secret synchronization: 1 of 3 done.',
      text: 'Step 1. You can close this panel: nothing stops.',
    });
  });

  it('names the failed step, the code, and what stays', () => {
    const failure = { message: 'Your account lacks it.', code: 'AuthorizationFailed' };
    const run = aRun({ outcome: 'failed', failure }, done, {
      kind: 'failed',
      startedAtMs: 0,
      endedAtMs: 1,
      failure,
    });
    const { lead, text } = verdictOf(anObservation(), run);
    expect(lead).toBe('“Step 1” did not work.');
    expect(text).toBe(
      'Your account lacks it. (AuthorizationFailed) What was done stays in place, and the next run goes on from there.',
    );
  });

  it('never calls a lost write done or failed', () => {
    const run = aRun({ outcome: 'unknown' });
    expect(verdictOf(anObservation(), run).tone).toBe('unknown');
  });

  it('says that nothing was changed when that is so', () => {
    const run = aRun({ outcome: 'cancelled', requests: { reads: 3, writes: 0 } });
    expect(verdictOf(anObservation(), run)).toMatchObject({
      tone: 'warning',
      text: 'Nothing was changed.',
    });
  });

  it('goes back to what is the case once a run has succeeded', () => {
    expect(verdictOf(anObservation(), aRun({ outcome: 'succeeded' })).tone).toBe('good');
  });
});
