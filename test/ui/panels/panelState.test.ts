import { describe, expect, it } from 'vitest';
import type { RunSnapshot, StepSnapshot } from '../../../src/core/model/run';
import { parseToView } from '../../../src/protocol/parseToView';
import { toPanelState, type PanelInput } from '../../../src/ui/panels/panelState';
import { toPlainText } from '../../../webview/securePanel/renderText';
import { aReview } from '../../builders/panelState';
import { aKeptRun, aRequest } from '../../builders/requests';
import {
  aCluster,
  anInstance,
  anObservation,
  aSecretSync,
  fromArm,
  ids,
  notThere,
} from '../../builders/observation';

const nowMs = 10_000;
const show = (change: Partial<PanelInput> = {}) =>
  toPanelState({
    instanceId: ids.instance,
    isSimulated: false,
    needsSignIn: false,
    isRestartDue: false,
    nowMs,
    clockRate: 1,
    ...change,
  });

const notEnabled = anObservation({
  instance: fromArm(anInstance({ defaultClassId: undefined })),
  providerClasses: fromArm([]),
  vault: notThere(),
  identity: notThere(),
  secretSyncs: fromArm([]),
});

const aStep = (state: StepSnapshot['state']): StepSnapshot => ({
  id: 'roles',
  title: 'Let id read the vault',
  detail: '',
  state,
});

const aRun = (change: Partial<RunSnapshot> = {}): RunSnapshot => ({
  runId: 'run-1',
  planId: 'enableSecretSync',
  title: 'Enable secret synchronization',
  subjectId: ids.instance,
  subjectName: 'aio-berlin-01',
  startedAtMs: 2_000,
  outcome: 'running',
  steps: [],
  requests: { reads: 0, writes: 0 },
  writes: [],
  changes: [],
  agreed: [],
  ...change,
});

const failure = { message: 'It is forbidden.', code: 'AuthorizationFailed' };
const actions = (state: ReturnType<typeof show>) => state.buttons.map(({ action }) => action);

describe('a review that waits to be agreed to', () => {
  it('is shown alone: nothing that would start another wizard is offered beside it', () => {
    const interrupted = [aKeptRun()];
    const before = show({ observation: notEnabled, interrupted });
    expect(before.buttons.map(({ action }) => action)).toContain('enableSecretSync');
    expect(before.interrupted).toBeDefined();
    const during = show({ observation: notEnabled, interrupted, review: aReview() });
    expect(during.review).toEqual(aReview());
    expect(during.buttons.map(({ action }) => action)).toEqual(['refresh']);
    expect(during.interrupted).toBeUndefined();
  });
});

describe('a run that was interrupted', () => {
  const interrupted = [aKeptRun({ startedAtMs: new Date(2026, 1, 3, 9, 30).getTime() })];
  const primaries = (state: ReturnType<typeof show>) =>
    [...state.buttons, ...(state.interrupted?.buttons ?? [])].filter(({ isPrimary }) => isPrimary);

  it('is told with its name and time, and comes before what is sensible next', () => {
    const state = show({ observation: notEnabled, interrupted });
    const { text, buttons } = state.interrupted ?? { text: '', buttons: [] };
    expect(toPlainText(text)).toMatch(
      /^A run was interrupted: “Enable all secure settings”, begun .*2026.*9:30.*\. How far it got is read from Azure\./,
    );
    expect(buttons.map(({ label }) => label)).toEqual(['Review and Resume…', 'Forget']);
    expect(primaries(state).map(({ action }) => action)).toEqual(['reviewInterrupted']);
    expect(actions(state)).toContain('enableSecretSync');
    expect(parseToView({ type: 'state', state })?.state).toEqual(state);
  });

  it('is one of several, which are chosen from', () => {
    const list = aKeptRun({ runId: 'run-2', request: aRequest('repairList') });
    const { interrupted: several } = show({ interrupted: [...interrupted, list] });
    expect(toPlainText(several?.text ?? '')).toMatch(
      /^2 runs were interrupted: “Enable all secure settings”, .*; “Repair list of secrets”, /,
    );
    expect(several?.buttons.map(({ label }) => label)).toEqual(['Review…', 'Forget…']);
  });

  it.each<[string, Partial<PanelInput>]>([
    ['there is none', { interrupted: [] }],
    ['a run is going on', { run: aRun() }],
    ['the run is one of this window, and told as its end', { run: aRun({ outcome: 'unknown' }) }],
    ['simulated Azure is shown', { isSimulated: true }],
  ])('is not told when %s', (_, change) => {
    const state = show({ observation: notEnabled, interrupted, ...change });
    expect(state.interrupted).toBeUndefined();
    expect(primaries(state).map(({ action }) => action)).not.toContain('reviewInterrupted');
  });

  it('leaves signing in the first thing to do', () => {
    const state = show({ observation: notEnabled, interrupted, needsSignIn: true });
    expect(state.interrupted).toBeDefined();
    expect(primaries(state).map(({ action }) => action)).toEqual(['signIn']);
  });
});

describe('toPanelState', () => {
  it('says that it is reading before anything was read', () => {
    expect(show()).toMatchObject({
      title: 'aio-berlin-01',
      verdict: { tone: 'busy' },
      settings: [],
      cluster: [],
    });
  });

  it('names cluster, resource group and subscription under the title', () => {
    expect(show({ observation: anObservation() }).subtitle).toEqual([
      'Instance on ',
      { strong: 'arc-berlin-01' },
      ' (k3s) · ',
      { strong: 'rg-plant-berlin' },
      ' · ',
      { strong: 'Contoso Plants' },
    ]);
  });

  it('has enabling as the primary button of an instance that waits for it', () => {
    const state = show({ observation: notEnabled });
    expect(state.buttons.find(({ isPrimary }) => isPrimary)?.action).toBe('enableSecretSync');
  });

  it('does not offer to enable what is enabled', () => {
    expect(actions(show({ observation: anObservation() }))).not.toContain('enableSecretSync');
  });

  it.each([
    ['is disabled', { isEnabled: false, expiresAtMs: undefined }, false, ['Enable Secret…']],
    // A new value is set in the portal, and simulated Azure has none.
    ['has expired', { isEnabled: true, expiresAtMs: 0 }, true, []],
  ])('offers what mends a secret that %s, and not to enable', (_, how, isTrue, labels) => {
    const { chain } = anObservation();
    const secrets = fromArm([{ name: 'opc-password', updatedAtMs: 0, ...how }]);
    const condition = { isTrue, reason: 'ProviderError', message: 'SecretDisabled' };
    const observation = anObservation({
      endedAtMs: Date.UTC(2026, 10, 29),
      secretSyncs: fromArm([aSecretSync({ condition })]),
      ...(chain ? { chain: { ...chain, secrets } } : {}),
    });
    const state = show({ observation, isSimulated: true });
    expect(state.verdict.tone).toBe('bad');
    expect(actions(state)).not.toContain('enableSecretSync');
    const primary = state.buttons.filter(({ isPrimary }) => isPrimary);
    expect(primary.map(({ label }) => label)).toEqual(labels);
  });

  it('offers only to cancel and to look while a run works', () => {
    expect(actions(show({ observation: notEnabled, run: aRun() }))).toEqual(['cancel', 'showLog']);
  });

  it('lets the user answer the step that waits for them', () => {
    const waiting = aStep({ kind: 'waiting', startedAtMs: 2_000, because: 'Restart k3s.' });
    const state = show({ observation: notEnabled, run: aRun({ steps: [waiting] }) });
    expect(actions(state)).toEqual(['confirmStep', 'postponeStep', 'cancel', 'showLog']);
    expect(state.verdict).toMatchObject({ tone: 'warning', text: 'Restart k3s.' });
  });

  it('offers a look by kubectl where the API server is what the run waits for', () => {
    const because = 'Restart the API server.';
    const waiting = { ...aStep({ kind: 'waiting', startedAtMs: 2_000, because }), id: 'apiServer' };
    const openShift = fromArm(aCluster({ distribution: 'openshift' }));
    const state = show({
      observation: { ...notEnabled, cluster: openShift },
      run: aRun({ steps: [waiting] }),
    });
    expect(actions(state)).toEqual([
      'confirmStep',
      'confirmByKubectl',
      'postponeStep',
      'cancel',
      'showLog',
    ]);
    expect(state.buttons.filter(({ isPrimary }) => isPrimary)).toHaveLength(1);
  });

  it('offers to configure the API server of k3s first, then to say that it is done', () => {
    const because = 'Restart k3s.';
    const waiting = { ...aStep({ kind: 'waiting', startedAtMs: 2_000, because }), id: 'apiServer' };
    const state = show({ observation: notEnabled, run: aRun({ steps: [waiting] }) });
    expect(actions(state)).toEqual([
      'configureK3s',
      'confirmStep',
      'confirmByKubectl',
      'postponeStep',
      'cancel',
      'showLog',
    ]);
    expect(state.buttons.find(({ isPrimary }) => isPrimary)?.action).toBe('configureK3s');
  });

  it('shows what kubectl saw', () => {
    const row = (issuer: string) =>
      show({
        observation: notEnabled,
        apiServer: { issuer, how: 'kubectl', atMs: 1 },
      }).cluster.find(({ label }) => label === 'API server signs with it');
    const { issuer } = notEnabled;
    const wanted = issuer.kind === 'known' ? issuer.value.issuer : '';
    expect(row(wanted)).toMatchObject({ state: 'done', value: 'Confirmed by kubectl' });
    expect(row('https://other.example')).toMatchObject({
      state: 'drifted',
      value: 'Signs with another issuer',
      advice: expect.stringContaining('https://other.example') as string,
    });
  });

  it('asks no more for what the user has said to have done, of this very issuer', () => {
    const { issuer } = anObservation();
    const said = issuer.kind === 'known' ? issuer.value.issuer : '';
    const ask = (of: string) =>
      show({ observation: notEnabled, apiServer: { issuer: of, how: 'user', atMs: 1 } });
    expect(ask(said).asks).toEqual([]);
    expect(ask(`${said}x`).asks).toHaveLength(1);
    const row = ask(said).cluster.find(({ label }) => label === 'API server signs with it');
    expect(row).toMatchObject({ state: 'notProved', value: 'Confirmed by you' });
  });

  it('offers to restart the schema registry while that is due', () => {
    const seen = { observation: anObservation() };
    expect(actions(show(seen))).not.toContain('restartRegistry');
    expect(actions(show({ ...seen, isRestartDue: true }))).toContain('restartRegistry');
  });

  it('does not take a failed run for mended by a reading that cannot tell', () => {
    const observation = anObservation();
    const tone = (planId: string) =>
      show({ observation, run: aRun({ planId, outcome: 'failed', endedAtMs: 500, failure }) })
        .verdict.tone;
    expect(tone('enableSecretSync')).toBe('good');
    expect(tone('assignCloudIdentity')).toBe('bad');
    expect(tone('grantAccess')).toBe('bad');
  });

  it('offers to retry a run that did not end well', () => {
    for (const outcome of ['failed', 'cancelled', 'unknown'] as const) {
      const state = show({ observation: notEnabled, run: aRun({ outcome, endedAtMs: 3_000 }) });
      expect(state.buttons.find(({ isPrimary }) => isPrimary)?.action).toBe('retry');
    }
  });

  it('offers another review where Azure is no longer as it was reviewed', () => {
    const run = aRun({
      outcome: 'failed',
      endedAtMs: 3_000,
      failure: { ...failure, remedy: 'review' },
    });
    const state = show({ observation: notEnabled, run });
    expect(state.buttons[0]).toEqual({
      action: 'reviewAgain',
      label: 'Review Again…',
      isPrimary: true,
    });
    expect(state.buttons.map(({ action }) => action)).not.toContain('retry');
  });

  it('offers a request where a run failed for lack of a permission', () => {
    const actionsOf = (remedy?: 'request') =>
      show({
        observation: notEnabled,
        run: aRun({
          outcome: 'failed',
          endedAtMs: 3_000,
          failure: { ...failure, ...(remedy === undefined ? {} : { remedy }) },
        }),
      }).buttons.map(({ action }) => action);
    expect(actionsOf('request').slice(0, 2)).toEqual(['retry', 'copyRequest']);
    expect(actionsOf()).not.toContain('copyRequest');
  });

  it('forgets a failed run once a later reading shows that all is well', () => {
    const run = aRun({ outcome: 'failed', endedAtMs: 500, failure });
    expect(show({ observation: anObservation(), run }).verdict.tone).toBe('good');
    const later = aRun({ outcome: 'failed', endedAtMs: 5_000, failure });
    expect(show({ observation: anObservation(), run: later }).verdict.tone).toBe('bad');
  });

  it('keeps a failed run that takes away, since no reading shows what is left', () => {
    const run = aRun({ planId: 'disableSecretSync', outcome: 'failed', endedAtMs: 500, failure });
    const state = show({ observation: anObservation(), run });
    expect(state.buttons.find(({ isPrimary }) => isPrimary)?.action).toBe('retry');
  });

  it('asks to sign in when the tenant has no token', () => {
    const { buttons } = show({ needsSignIn: true, observation: notEnabled });
    expect(buttons[0]).toEqual({ action: 'signIn', label: 'Sign In…', isPrimary: true });
  });

  it('takes the wait for the issuer up again, whoever began it', () => {
    const cluster = fromArm(aCluster({ issuerUrl: undefined, agentState: undefined }));
    const state = show({
      observation: anObservation({ ...notEnabled, cluster, issuer: notThere() }),
    });
    expect(state.buttons[0]).toEqual({
      action: 'enableClusterIdentity',
      label: 'Go On Waiting for the Issuer…',
      isPrimary: true,
    });
    expect(state.verdict).toMatchObject({
      tone: 'busy',
      lead: 'The cluster waits for its issuer.',
    });
    expect(actions(state)).not.toContain('enableSecretSync');
  });

  it('offers the Azure CLI beside Retry when the wait for the agents failed', () => {
    const wait = {
      ...aStep({ kind: 'failed', startedAtMs: 1, endedAtMs: 2, failure }),
      id: 'wait',
    };
    const run = aRun({ outcome: 'failed', endedAtMs: 3_000, failure, steps: [wait] });
    expect(actions(show({ observation: notEnabled, run })).slice(0, 2)).toEqual([
      'retry',
      'updateByAzureCli',
    ]);
    const other = aRun({ ...run, steps: [{ ...wait, id: 'roles' }] });
    expect(actions(show({ observation: notEnabled, run: other }))).not.toContain(
      'updateByAzureCli',
    );
  });

  it('forgets a wait that failed once the issuer is there', () => {
    const run = aRun({
      planId: 'enableClusterIdentity',
      outcome: 'failed',
      endedAtMs: 500,
      failure,
    });
    expect(actions(show({ observation: notEnabled, run }))[0]).toBe('enableSecretSync');
    const later = { ...run, endedAtMs: 5_000 };
    expect(actions(show({ observation: notEnabled, run: later }))[0]).toBe('retry');
  });

  it.each([
    ['of AKS on Azure Local', { isProvisionedCluster: true }, /az aksarc create/],
    ['of AKS Edge Essentials', { distribution: 'aks_edge_k3s' }, /quickstart script/],
    ['with agents that are too old', { agentVersion: '1.19.0' }, /1\.21 or later/],
    ['that is offline', { connectivity: 'offline' }, /not reported to Azure/],
  ] as const)('offers no step that cannot work on a cluster %s', (_, change, words) => {
    const off = { isOidcEnabled: false, isWorkloadIdentityEnabled: false, issuerUrl: undefined };
    const state = show({
      observation: anObservation({
        ...notEnabled,
        cluster: fromArm(aCluster({ ...off, ...change })),
        issuer: notThere(),
      }),
    });
    expect(actions(state).filter((action) => action.startsWith('enable'))).toEqual([]);
    expect(state.verdict.text).toMatch(words);
    const advice = state.cluster.flatMap((row) => row.advice ?? []);
    expect(new Set(advice).size).toBe(advice.length);
  });

  it('offers no secret synchronization in a sovereign cloud', () => {
    const state = show({
      observation: { ...notEnabled, sovereignCloud: 'Azure operated by 21Vianet' },
    });
    expect(actions(state)).not.toContain('enableSecretSync');
    expect(actions(state)).not.toContain('enableAll');
  });

  it('leads to the portal only where there is one', () => {
    expect(actions(show())).toContain('openInPortal');
    expect(actions(show({ isSimulated: true }))).not.toContain('openInPortal');
  });

  it('says what is left to do on a k3s cluster until a secret proves it', () => {
    expect(show({ observation: notEnabled }).asks).toHaveLength(1);
    expect(show({ observation: anObservation() }).asks).toEqual([]);
  });

  it('never has two primary buttons', () => {
    for (const observation of [undefined, notEnabled, anObservation()]) {
      for (const outcome of ['running', 'succeeded', 'failed', 'cancelled', 'unknown'] as const) {
        const { buttons } = show({
          run: aRun({ outcome }),
          ...(observation === undefined ? {} : { observation }),
        });
        expect(buttons.filter(({ isPrimary }) => isPrimary).length).toBeLessThan(2);
      }
    }
  });

  it('shows a failure at its step, and above the steps only when it has none', () => {
    const ended = { outcome: 'failed', endedAtMs: 3_000, failure } as const;
    const atStep = aStep({ kind: 'failed', startedAtMs: 2_000, endedAtMs: 3_000, failure });
    expect(show({ run: aRun({ ...ended, steps: [atStep] }) }).run?.failure).toBeUndefined();
    expect(show({ run: aRun(ended) }).run?.failure).toEqual(failure);
  });

  it('has the cluster’s facts and the chain’s, with a button to copy the issuer', () => {
    const state = show({ observation: anObservation() });
    expect(state.cluster.map(({ label }) => label)).toEqual([
      'Connectivity',
      'OIDC issuer',
      'Issuer URL',
      'Workload identity',
      'Arc agents',
      'API server signs with it',
    ]);
    expect(state.cluster.find(({ copy }) => copy === 'copyIssuer')?.isCode).toBe(true);
    expect(state.settings.map(({ label }) => label)).toContain('Federated credential');
  });

  it('is what the view understands', () => {
    const state = show({
      observation: notEnabled,
      run: aRun({ steps: [aStep({ kind: 'pending' })] }),
    });
    const sent: unknown = JSON.parse(JSON.stringify({ type: 'state', state }));
    expect(parseToView(sent)).toEqual({ type: 'state', state });
  });
});
