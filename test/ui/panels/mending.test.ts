import { describe, expect, it } from 'vitest';
import { absent } from '../../../src/core/model/fact';
import type { StepState } from '../../../src/core/model/run';
import type { Observation } from '../../../src/core/observe/observation';
import { verify } from '../../../src/core/verify/verify';
import { partIds } from '../../../src/protocol/chain';
import { parseFromView } from '../../../src/protocol/panel';
import { parseToView } from '../../../src/protocol/parseToView';
import { toChainView } from '../../../src/ui/panels/chainView';
import { createMending } from '../../../src/ui/panels/mending';
import { toPanelState } from '../../../src/ui/panels/panelState';
import {
  aCluster,
  aCredential,
  anObservation,
  aProviderClass,
  aSecretSync,
  fromArm,
  ids,
  issuer,
} from '../../builders/observation';

const drifted = anObservation({
  credentials: fromArm([aCredential({ issuer: `${issuer}/` })]),
});
const subject = { tenantId: 't', instanceId: ids.instance, isSimulated: true };

function mending(seen: Observation | undefined) {
  const ran: (readonly [string, readonly unknown[]])[] = [];
  const mend = createMending({
    readings: { find: () => seen },
    apiServers: { find: () => undefined },
    run: (id, args) => {
      ran.push([id, args]);
      return Promise.resolve();
    },
  });
  return { mend, ran };
}

const show = (observation: Observation, isSimulated = false) =>
  toPanelState({
    instanceId: ids.instance,
    isSimulated,
    needsSignIn: false,
    isRestartDue: false,
    observation,
    nowMs: 2_000,
    clockRate: 1,
  });

describe('mending', () => {
  it('runs the repair of the first broken link', async () => {
    const { mend, ran } = mending(drifted);
    await mend(undefined, subject);
    expect(ran).toEqual([['aioSecureSettings.secretSync.repair', [ids.instance]]]);
  });

  it('runs the remedy of the part that is asked for', async () => {
    const { mend, ran } = mending(drifted);
    await mend('issuerToCredential', subject);
    expect(ran).toEqual([['aioSecureSettings.secretSync.repair', [ids.instance]]]);
  });

  it('upgrades agents that are too old before it turns settings on', async () => {
    const cluster = { isOidcEnabled: false, isWorkloadIdentityEnabled: false };
    const run = async (agentVersion: string) => {
      const { mend, ran } = mending(
        anObservation({ cluster: fromArm(aCluster({ ...cluster, agentVersion })) }),
      );
      await mend('issuer', subject);
      return ran.map(([id]) => id);
    };
    expect(await run('1.19.7')).toEqual(['aioSecureSettings.instance.checkPrerequisites']);
    expect(await run('1.28.3')).toEqual(['aioSecureSettings.cluster.enableIdentity']);
  });

  /** A vault secret that is disabled, another that nothing maps, and two SecretSyncs that fail. */
  function crowded() {
    const listed = ['disabled', 'spare'];
    const entry = (name: string) =>
      `    - |\n      objectName: ${name}\n      objectType: secret\n`;
    const objects = `array:\n${listed.map(entry).join('')}`;
    const secrets = listed.map((name) => ({
      name,
      isEnabled: name !== 'disabled',
      expiresAtMs: undefined,
      updatedAtMs: 0,
    }));
    const sync = (name: string, key: string) =>
      aSecretSync({
        id: `${ids.instance}/secretSyncs/${name}`,
        name,
        mappings: [
          { source: 'disabled', key: 'a' },
          { source: 'disabled', key },
        ],
        provisioningState: 'Failed',
      });
    return anObservation({
      providerClasses: fromArm([aProviderClass({ body: { properties: { objects } } })]),
      secretSyncs: fromArm([sync('twice', 'a'), sync('fails', 'b')]),
      chain: {
        secrets: fromArm(secrets),
        deletedVault: absent('ARM', 1_000),
        endpoints: fromArm([]),
        targets: [],
        grants: fromArm([]),
      },
    });
  }

  it('runs the remedy of one check among many of a part', async () => {
    const { mend, ran } = mending(crowded());
    for (const part of ['secret spare', 'sync twice', 'sync fails', 'sync unknown'] as const) {
      await mend(part, subject);
    }
    expect(ran).toEqual([
      ['aioSecureSettings.secretSync.mapSecret', [ids.instance]],
      ['aioSecureSettings.secretSync.repairSync', [`${ids.instance}/secretSyncs/twice`]],
      ['aioSecureSettings.secretSync.syncNow', [`${ids.instance}/secretSyncs/fails`]],
    ]);
  });

  it('is offered once for each thing that is to be mended', () => {
    const { chain } = show(crowded());
    const offered = (part: string) => {
      const detail = chain?.details.find((each) => each.part === part);
      return [
        detail?.remedyLabel,
        ...(detail?.checks ?? []).map(
          ({ id, remedyLabel }) => remedyLabel && `${id}: ${remedyLabel}`,
        ),
      ].filter((label) => label !== undefined);
    };
    // That of the disabled secret is the primary button at the top.
    expect(offered('secrets')).toEqual([
      'secret spare: Map Secret…',
      'sync twice: Repair SecretSync…',
      'sync fails: Sync Now…',
    ]);
    expect(offered('vault')).toEqual([]);
  });

  it('runs nothing where nothing is broken or known', async () => {
    const well = mending(anObservation());
    for (const part of [undefined, ...partIds]) await well.mend(part, subject);
    expect(well.ran).toEqual([]);
    const unread = mending(undefined);
    await unread.mend(undefined, subject);
    expect(unread.ran).toEqual([]);
  });
});

describe('the trust chain in the panel', () => {
  it('has the repair of the cause as the one primary button', () => {
    const { buttons, verdict, chain } = show(drifted);
    expect(buttons.filter(({ isPrimary }) => isPrimary)).toEqual([
      { action: 'repair', label: 'Repair Credential…', isPrimary: true },
    ]);
    expect(verdict.tone).toBe('warning');
    expect(chain?.cause).toBe('issuerToCredential');
    const detail = chain?.details.find(({ part }) => part === 'issuerToCredential');
    expect(detail?.heading).toBe('Cluster issuer ↔ Federated credential');
    expect(detail?.remedy).toContain('One write');
    expect(detail?.checks[0]?.values[0]?.marks).toHaveLength(1);
  });

  it.each([
    ['AADSTS9002313', '9002313', 'has no meaning of its own here'],
    ['AADSTS700212', '700212', 'another audience than the token'],
  ])('links %s, known or not, to what Microsoft Entra says about it', (code, digits, words) => {
    const condition = { isTrue: false, reason: 'ProviderError', message: `${code}: x` };
    const { chain, verdict } = show(
      anObservation({
        endedAtMs: Date.UTC(2026, 10, 29),
        secretSyncs: fromArm([aSecretSync({ condition })]),
      }),
    );
    const shown = chain?.details.find(({ part }) => part === 'instanceToSecrets')?.checks ?? [];
    const advice = shown.find(({ id }) => id.startsWith('sync '))?.advice;
    expect(JSON.stringify(advice)).toContain(words);
    expect(advice).toContainEqual({ entraCode: digits });
    // Nothing else is wrong, so the API server is suspected, with the same code.
    expect(verdict.text).toContainEqual({ entraCode: digits });
  });

  it('says what follows from the cause, and shows first what is broken', () => {
    const condition = { isTrue: false, reason: 'ProviderError', message: 'AADSTS700211: x' };
    const { chain } = show(
      anObservation({
        endedAtMs: Date.UTC(2026, 10, 29),
        credentials: fromArm([aCredential({ issuer: `${issuer}/` })]),
        vault: absent('ARM', 1),
        secretSyncs: fromArm([aSecretSync({ condition })]),
      }),
    );
    const checksOf = (part: string) =>
      chain?.details.find((detail) => detail.part === part)?.checks ?? [];
    const words = '“Federated credential: Issuer differs by a trailing slash”';
    expect(JSON.stringify(checksOf('instanceToSecrets'))).toContain(`It follows from ${words}.`);
    expect(JSON.stringify(checksOf('vaultToProviderClass'))).toContain(
      `It comes after ${words} in the chain; look at it again when that is mended.`,
    );
    const states = checksOf('instanceToSecrets').map(({ state }) => state);
    expect(states).toContain('done');
    expect(states[0]).toBe('failed');
  });

  it('survives the way to the view unchanged', () => {
    const state = show(drifted);
    expect(parseToView({ type: 'state', state })?.state).toEqual(state);
  });

  it('is green in every part when a secret was synchronized', () => {
    const { chain, verdict } = show(anObservation());
    expect(verdict.tone).toBe('good');
    const states = [...(chain?.cards ?? []), ...(chain?.links ?? [])].map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['done']));
    expect(chain?.cause).toBeUndefined();
  });

  /** The picture while a run goes on, of which one step has done something. */
  const during = (planId: string, id: string, state: StepState, seen = anObservation()) =>
    toChainView(verify(seen), seen, {
      run: {
        runId: 'r',
        planId,
        title: 'Run',
        subjectId: ids.instance,
        subjectName: 'i',
        startedAtMs: 1_500,
        outcome: 'running',
        steps: [{ id, title: 'Step', detail: '', state }],
        requests: { reads: 0, writes: 0 },
        writes: [],
        changes: [],
        agreed: [],
      },
      canMend: () => false,
    });
  const running: StepState = { kind: 'running', startedAtMs: 1_500 };
  const done: StepState = { kind: 'done', startedAtMs: 1_500, endedAtMs: 9_000 };

  it('shows what a run is doing to it, until it was read again', () => {
    const seen = anObservation({ credentials: fromArm([]) });
    const chain = during('enableSecretSync', 'credential', running, seen);
    expect(chain.links[0]).toMatchObject({ state: 'inProgress', word: 'working on it' });
    expect(chain.cause).toBeUndefined();
    const { cards, links } = during('enableSecretSync', 'credential', done, seen);
    expect(cards[1]).toMatchObject({ state: 'done', words: 'Just done' });
    expect(links.slice(0, 2).map(({ word }) => word)).toEqual(['just done', 'just done']);
  });

  it.each(['providerClass', 'roles', 'identity'])(
    'calls nothing well that a run has just taken away: %s',
    (id) => {
      const { cards, links } = during('disableSecretSync', id, done);
      const told = [
        ...cards.map(({ state, words }) => `${words}: ${state}`),
        ...links.map(({ state, word }) => `${word}: ${state}`),
      ]
        .map((text) => text.toLowerCase())
        .filter((text) => text.startsWith('just'));
      expect(new Set(told)).toEqual(new Set(['just removed: notstarted']));
    },
  );

  it.each([
    ['removeCloudIdentity', 'identity'],
    ['removeCloudIdentity', 'roles'],
    ['becomeOfficer', 'officer'],
    ['createResource', 'vault'],
  ])('is not touched by a run that is about something else: %s, %s', (planId, id) => {
    const untouched = during(planId, 'observe', done);
    expect(during(planId, id, done)).toEqual(untouched);
  });

  it('keeps the issuer’s card when workload identity is turned off: the issuer stays', () => {
    const card = (id: string, state: StepState) =>
      during('disableClusterIdentity', id, state).cards[0];
    expect(card('update', running)).toMatchObject({ state: 'inProgress', words: 'Working on it' });
    expect(card('update', done)).toMatchObject({ state: 'inProgress', words: 'On its way' });
    expect(card('wait', done)).toMatchObject({ state: 'notStarted', words: 'Just turned off' });
  });

  it('takes only parts of the chain from the view', () => {
    expect(parseFromView({ type: 'mend', part: 'vault' })).toEqual({ type: 'mend', part: 'vault' });
    const check = { type: 'mend', part: 'sync historian' };
    expect(parseFromView(check)).toEqual(check);
    for (const part of [
      'sync ',
      `secret ${'x'.repeat(700)}`,
      'other',
      7,
      null,
      undefined,
      { id: 'vault' },
    ]) {
      expect(parseFromView({ type: 'mend', part })).toBeUndefined();
    }
  });
});
