import { describe, expect, it } from 'vitest';
import { absent } from '../../../src/core/model/fact';
import type { RunSnapshot, StepState } from '../../../src/core/model/run';
import type { DataflowEndpoint } from '../../../src/core/observe/dataflowEndpoints';
import type { Observation } from '../../../src/core/observe/observation';
import type { PlanRequest } from '../../../src/core/plan/request';
import { parseToView } from '../../../src/protocol/parseToView';
import { toPanelState } from '../../../src/ui/panels/panelState';
import { anEndpoint, anOwner, host, seeing, targetId } from '../../builders/cloudConnections';
import {
  anInstance,
  anObservation,
  fromArm,
  ids,
  notThere,
  tenantId,
} from '../../builders/observation';

const instance = { tenantId, instanceId: ids.instance };
const newId = anOwner('id-new', 'new').id;
const assigning: PlanRequest = {
  planId: 'assignCloudIdentity',
  target: { ...instance, cloudIdentityId: newId, usages: ['dataflow'] },
};
const using: PlanRequest = {
  planId: 'useIdentityInEndpoint',
  target: {
    ...instance,
    endpointId: `${ids.instance}/dataflowEndpoints/Lake`,
    identityId: anOwner('id-a', 'a').id,
  },
};
const granting: PlanRequest = {
  planId: 'grantAccess',
  target: {
    ...instance,
    identityId: anOwner('id-a', 'a').id,
    resourceId: `${targetId}/blobServices/default/containers/raw`,
    role: { id: 'r', name: 'Storage Blob Data Contributor' },
  },
};

/** The reading before the run began at second 1; its steps end at second 2. */
const pending: StepState = { kind: 'pending' };
const running: StepState = { kind: 'running', startedAtMs: 1_500 };
const done: StepState = { kind: 'done', startedAtMs: 1_500, endedAtMs: 2_000 };
const failed: StepState = {
  kind: 'failed',
  startedAtMs: 1_500,
  endedAtMs: 2_000,
  failure: { message: '' },
};
const readAnew = { startedAtMs: 3_000, endedAtMs: 3_100 };

const aRun = (
  request: PlanRequest,
  steps: Readonly<Record<string, StepState>>,
  change: Partial<RunSnapshot> = {},
): RunSnapshot => ({
  runId: 'r',
  planId: request.planId,
  title: '',
  subjectId: ids.instance,
  subjectName: '',
  request,
  startedAtMs: 1_400,
  outcome: 'running',
  steps: Object.entries(steps).map(([id, state]) => ({ id, title: id, detail: '', state })),
  requests: { reads: 0, writes: 0 },
  writes: [],
  changes: [],
  agreed: [],
  ...change,
});
const ended = { outcome: 'succeeded', endedAtMs: 2_100 } as const;

function show(observation: Observation, run: RunSnapshot) {
  const state = toPanelState({
    instanceId: ids.instance,
    isSimulated: true,
    needsSignIn: false,
    isRestartDue: false,
    observation,
    run,
    nowMs: 4_000,
    clockRate: 1,
  });
  expect(parseToView({ type: 'state', state })?.state).toEqual(state);
  return state.chain;
}

const drawn = (observation: Observation, run: RunSnapshot) =>
  (show(observation, run)?.cloud ?? []).map(({ kind, name, state, words }) =>
    [kind, name, state, words].filter((part) => part !== '').join(' · '),
  );
const partsOf = (observation: Observation, run: RunSnapshot) =>
  (show(observation, run)?.cloud ?? []).flatMap(({ id }) => id ?? []);

const unused = 'endpoint · – · notStarted · None uses it yet';

describe('an identity that is assigned for the first time', () => {
  /** It was looked for when the run began. */
  const found = { ...anOwner('id-new', 'new', []), isAssigned: false, mappedClientId: undefined };
  const before = seeing([found], []);
  const steps = (cloudCredentials: StepState, assign: StepState) => ({ cloudCredentials, assign });

  it.each([
    ['from the beginning', pending, pending, 'notStarted · Not assigned', 'notStarted · later'],
    [
      'as it is trusted',
      running,
      pending,
      'notStarted · Not assigned',
      'inProgress · working on it',
    ],
    ['trusted', done, pending, 'notStarted · Not assigned', 'done · just done'],
    ['as it is assigned', done, running, 'inProgress · Working on it', 'done · just done'],
    ['assigned', done, done, 'done · Just done', 'done · just done'],
    ['where that fails', done, failed, 'failed · Failed', 'done · just done'],
  ])('is in the picture %s', (_, credentials, assign, map, credential) => {
    const run = aRun(assigning, steps(credentials, assign));
    const expected = [`identity · id-new · ${map}`, `credential · ${credential}`, unused];
    expect(drawn(before, run)).toEqual(expected);
    // One that is still to be made looks the same.
    const missing = { ...found, identity: absent<never>('ARM', 0) };
    expect(drawn(seeing([missing], []), run)).toEqual(expected);
    // Until it is read again.
    expect(drawn(before, { ...run, ...ended })).toEqual(expected);
  });

  it('is as it is read, once that was after the run', () => {
    const run = aRun(assigning, steps(done, done), ended);
    const after = { ...seeing([anOwner('id-new', 'new')], []), ...readAnew };
    expect(drawn(after, run)).toEqual([
      'identity · id-new · done · Assigned',
      'credential · done · trusts data flows',
      unused,
    ]);
    expect(partsOf(after, run)).toEqual(partsOf(before, run));
    const left = aRun(assigning, steps(done, failed), { ...ended, outcome: 'failed' });
    expect(drawn({ ...before, ...readAnew }, left)).toEqual([]);
  });

  it('is not there before it was looked for, nor beside another run', () => {
    const run = aRun(assigning, steps(running, pending));
    expect(drawn(seeing([], []), run)).toEqual([]);
    expect(drawn(before, aRun(granting, { grant: running }))).toEqual([]);
  });

  it('shows what was read while the run goes on', () => {
    const trusting = { ...anOwner('id-new', 'new'), isAssigned: false, mappedClientId: undefined };
    const run = aRun(assigning, steps(done, pending));
    expect(drawn({ ...seeing([trusting], []), ...readAnew }, run).slice(0, 2)).toEqual([
      'identity · id-new · notStarted · Not assigned',
      'credential · done · trusts data flows',
    ]);
  });

  it('comes after those that are assigned, which stay as they are', () => {
    const own = anOwner('id-a', 'a');
    const run = aRun(assigning, steps(running, pending));
    expect(drawn(seeing([own, found], [anEndpoint('lake', 'a')], ['a']), run)).toEqual([
      'identity · id-a · done · Assigned',
      'credential · done · trusts data flows',
      'endpoint · lake · done · Uses id-a',
      'role · done · has a role',
      `target · ${host} · done · Has a role there`,
      'identity · id-new · notStarted · Not assigned',
      'credential · inProgress · working on it',
      unused,
    ]);
  });

  it('has its endpoint beside it, which is well as soon as it is assigned', () => {
    const trusting = { ...anOwner('id-new', 'new'), isAssigned: false, mappedClientId: undefined };
    const seen = seeing([trusting], [anEndpoint('lake', 'new')], ['new']);
    const endpoint = (run: RunSnapshot) => drawn(seen, run).slice(2);
    expect(endpoint(aRun(assigning, steps(done, running)))).toEqual([
      'endpoint · lake · drifted · Uses an identity that is not assigned',
    ]);
    expect(show(seen, aRun(assigning, steps(done, running)))?.cloud[2]?.isOwned).toBe(true);
    expect(endpoint(aRun(assigning, steps(done, done)))).toEqual([
      'endpoint · lake · done · Uses id-new',
      'role · done · has a role',
      `target · ${host} · done · Has a role there`,
    ]);
  });

  it('is not assigned yet when it is created', () => {
    const enabling: PlanRequest = {
      planId: 'enableAll',
      target: {
        ...instance,
        vaultId: ids.vault,
        identityId: ids.identity,
        cloudIdentityId: newId,
        usages: ['dataflow'],
      },
    };
    const map = (cloudIdentity: StepState, assign: StepState = pending) =>
      drawn(before, aRun(enabling, { cloudIdentity, cloudCredentials: pending, assign }))[0];
    expect(map(running)).toBe('identity · id-new · inProgress · Working on it');
    expect(map(done)).toBe('identity · id-new · inProgress · Just created');
    expect(map(done, done)).toBe('identity · id-new · done · Just done');
  });
});

describe('an endpoint that a run lets use an identity', () => {
  const bySecret: DataflowEndpoint = { ...anEndpoint('lake', ''), clientId: undefined };
  const owner = anOwner('id-a', 'a');
  const identity = ['identity · id-a · done · Assigned', 'credential · done · trusts data flows'];
  const at = (endpoint: StepState, endpoints: readonly DataflowEndpoint[]) =>
    drawn(seeing([owner], endpoints), aRun(using, { endpoint }));

  it('comes to the identity when the run works on it', () => {
    expect(at(pending, [bySecret])).toEqual([...identity, unused]);
    for (const [state, words] of [
      [running, 'inProgress · Working on it'],
      [failed, 'failed · Failed'],
      [done, 'done · Just done'],
    ] as const) {
      expect(at(state, [bySecret])).toEqual([...identity, `endpoint · lake · ${words}`]);
    }
  });

  it('stays where it was until it is done', () => {
    const strays = [anEndpoint('lake', 'nobody'), anEndpoint('stray', 'nobody')];
    const stray = 'endpoint · stray · drifted · Uses an identity that is not assigned';
    for (const [state, words] of [
      [running, 'inProgress · Working on it'],
      [failed, 'failed · Failed'],
    ] as const) {
      expect(at(state, strays)).toEqual([...identity, unused, `endpoint · lake · ${words}`, stray]);
    }
    expect(at(done, strays)).toEqual([...identity, 'endpoint · lake · done · Just done', stray]);
  });

  it('is as it is read, once that was after the run', () => {
    const run = aRun(using, { endpoint: failed }, { ...ended, outcome: 'failed' });
    expect(drawn({ ...seeing([owner], [bySecret]), ...readAnew }, run)).toEqual([
      ...identity,
      unused,
    ]);
  });
});

describe('access that a run grants', () => {
  const seen = seeing(
    [anOwner('id-a', 'a'), anOwner('id-b', 'b')],
    [
      anEndpoint('lake', 'a'),
      anEndpoint('second', 'a'),
      anEndpoint('far', 'a', 'grid.example'),
      anEndpoint('theirs', 'b'),
    ],
  );
  const rolesOf = (run: RunSnapshot) =>
    drawn(seen, run).filter((line) => /^(role|target)/.test(line));

  it.each([
    [running, 'inProgress', 'working on it', 'Working on it'],
    [done, 'done', 'just done', 'Just done'],
    [failed, 'failed', 'failed', 'Failed'],
  ])(
    'is at all endpoints of the identity that lead there, and at no other',
    (grant, state, word, words) => {
      const unchanged = ['role · drifted · no role', `target · ${host} · drifted · No role found`];
      expect(rolesOf(aRun(granting, { grant }))).toEqual([
        `role · ${state} · ${word}`,
        `target · ${host} · ${state} · ${words}`,
        `role · ${state} · ${word}`,
        `target · ${host} · ${state} · ${words}`,
        'role · notProved · not proved',
        'target · grid.example · notProved · Not to be seen in Azure',
        ...unchanged,
      ]);
    },
  );

  it('is taken away where the roles go that were chosen', () => {
    const removing = (remove: readonly string[]): PlanRequest => ({
      planId: 'removeCloudIdentity',
      target: { ...instance, cloudIdentityId: anOwner('id-b', 'b').id, remove },
    });
    const assignment = (scope: string) =>
      `${scope}/providers/Microsoft.Authorization/roleAssignments/r`;
    const last = (remove: readonly string[]) =>
      rolesOf(aRun(removing(remove), { roles: done })).slice(-2);
    expect(last([assignment(targetId)])[0]).toBe('role · notStarted · just removed');
    expect(last([assignment(ids.vault), ids.identity])[0]).toBe('role · drifted · no role');
  });
});

describe('what a run makes', () => {
  const making = (target: object): PlanRequest =>
    ({
      planId: 'createResource',
      target: { ...instance, instanceName: '', creations: {}, ...target },
    }) as unknown as PlanRequest;
  const card = (id: string, observation: Observation, run: RunSnapshot) =>
    show(observation, run)?.cards.find((each) => each.id === id);

  it('is the vault of the chain only where the chain names and lacks it', () => {
    const lost = anObservation({ vault: notThere() });
    const at = (name: string, seen: Observation) =>
      card(
        'vault',
        seen,
        aRun(making({ vaultId: ids.vault.replace('kv-berlin', name) }), { vault: running }),
      )?.words;
    expect(at('KV-Berlin', lost)).toBe('Working on it');
    expect(at('kv-other', lost)).toBe('No such vault');
    expect(at('kv-berlin', anObservation())).not.toBe('Working on it');
  });

  it('is an identity that the instance names and that was gone', () => {
    const gone = { ...anOwner('id-a', 'a'), identity: absent<never>('ARM', 0) };
    const seen = seeing([gone], []);
    for (const [step, key] of [
      ['identity', 'identityId'],
      ['cloudIdentity', 'cloudIdentityId'],
    ] as const) {
      const run = aRun(making({ [key]: gone.id }), { [step]: done });
      expect(drawn(seen, run)[0]).toContain('inProgress · Just created');
    }
  });

  it('has its name in the picture before it is read', () => {
    const nothing = anObservation({
      instance: fromArm(anInstance({ defaultClassId: undefined })),
      providerClasses: fromArm([]),
      secretSyncs: fromArm([]),
      vault: notThere(),
      identity: notThere(),
      credentials: notThere(),
    });
    const request: PlanRequest = {
      planId: 'enableSecretSync',
      target: { ...instance, vaultId: ids.vault, identityId: ids.identity },
    };
    const names = (run: RunSnapshot, observation = nothing) =>
      show(observation, run)
        ?.cards.slice(1, 5)
        .map(({ name, words }) => [name, words]);
    const made = [`${ids.identity}/federatedIdentityCredentials/32c2bad`, ids.providerClass].map(
      (resourceId) => ({ resourceId, kind: 'created' as const, properties: [] }),
    );
    const steps = { vault: done, identity: running, credential: pending, providerClass: pending };
    expect(names(aRun(request, steps))).toEqual([
      ['–', 'No federated credential'],
      ['id-aio-secrets', 'Working on it'],
      ['kv-berlin', 'Just done'],
      ['–', 'No secret provider class'],
    ]);
    const all = { vault: done, identity: done, credential: done, providerClass: done };
    const run = aRun(request, all, { changes: made });
    const filled = ['32c2bad', 'id-aio-secrets', 'kv-berlin', 'spc-ops-1234567'];
    expect(names(run)).toEqual(filled.map((name) => [name, 'Just done']));
    expect(names({ ...run, ...ended })).toEqual(filled.map((name) => [name, 'Just done']));
    const read = { ...anObservation(), ...readAnew };
    expect(names({ ...run, ...ended }, read)?.map(([name]) => name)).toEqual(filled);
  });
});
