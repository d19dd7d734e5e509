import { describe, expect, it } from 'vitest';
import { unknown } from '../../../src/core/model/fact';
import type { Observation } from '../../../src/core/observe/observation';
import { verify } from '../../../src/core/verify/verify';
import { parseFromView } from '../../../src/protocol/panel';
import { parseToView } from '../../../src/protocol/parseToView';
import { createMending } from '../../../src/ui/panels/mending';
import { toPanelState } from '../../../src/ui/panels/panelState';
import { anEndpoint, anOwner, host, seeing } from '../../builders/cloudConnections';
import { anObservation, ids } from '../../builders/observation';

const show = (observation: Observation) =>
  toPanelState({
    instanceId: ids.instance,
    isSimulated: true,
    needsSignIn: false,
    isRestartDue: false,
    observation,
    nowMs: 2_000,
    clockRate: 1,
  });

const drawn = (observation: Observation) =>
  (show(observation).chain?.cloud ?? []).map(({ kind, name, state, words }) =>
    [kind, name, state, words].filter((part) => part !== '').join(' · '),
  );

describe('the chain of cloud connections', () => {
  it('is not there where no identity is assigned and no endpoint uses one', () => {
    expect(drawn(anObservation())).toEqual([]);
  });

  it('goes from each identity by its credential to its endpoints, their roles and targets', () => {
    const seen = seeing(
      [anOwner('id-a', 'a'), anOwner('id-b', 'b', [])],
      [
        anEndpoint('lake', 'a'),
        anEndpoint('stray', 'nobody'),
        anEndpoint('far', 'a', 'grid.example'),
        anEndpoint('late', 'b'),
      ],
      ['a'],
    );
    expect(drawn(seen)).toEqual([
      'identity · id-a · done · Assigned',
      'credential · done · trusts data flows',
      'endpoint · lake · done · Uses id-a',
      'role · done · has a role',
      `target · ${host} · done · Has a role there`,
      'endpoint · far · done · Uses id-a',
      'role · notProved · not proved',
      'target · grid.example · notProved · Not to be seen in Azure',
      'identity · id-b · done · Assigned',
      'credential · drifted · does not trust',
      'endpoint · late · done · Uses id-b',
      'role · drifted · no role',
      `target · ${host} · drifted · No role found`,
      'endpoint · stray · drifted · Uses an identity that is not assigned',
    ]);
  });

  it('selects its first broken part where the way of the secrets is whole, and survives the way to the view', () => {
    const state = show(seeing([anOwner('id-a', 'a')], [anEndpoint('lake', 'a')]));
    expect(state.verdict.tone).toBe('warning');
    expect(state.chain?.cause).toBe('cloud endpoint lake role');
    const detail = state.chain?.details.find(({ part }) => part === 'cloud endpoint lake role');
    expect(detail?.remedyLabel).toBe('Grant Access to a Cloud Resource…');
    expect(parseToView({ type: 'state', state })?.state).toEqual(state);
  });

  it('keeps two identities of one name apart', () => {
    const other = `${ids.group}-2`;
    const seen = seeing(
      [anOwner('id-a', 'a'), anOwner('id-a', 'b', [], other)],
      [anEndpoint('lake', 'b')],
    );
    const known = verify(seen).cloud.map(({ id }) => id);
    expect(new Set(known).size).toBe(known.length);
    expect(drawn(seen).slice(0, 6)).toEqual([
      'identity · id-a · done · Assigned',
      'credential · done · trusts data flows',
      'endpoint · – · notStarted · None uses it yet',
      'identity · id-a · done · Assigned',
      'credential · drifted · does not trust',
      'endpoint · lake · done · Uses id-a',
    ]);
  });

  it('draws an endpoint at the identity that it uses, whatever is wrong with it', () => {
    const seen = seeing(
      [anOwner('id-a', 'a')],
      [
        { ...anEndpoint('ill', 'a'), health: 'Unavailable' },
        { ...anEndpoint('failed', 'a'), provisioningState: 'Failed' },
        { ...anEndpoint('going', 'a'), provisioningState: 'Updating' },
        anEndpoint('stray', 'nobody'),
      ],
    );
    const owned = (show(seen).chain?.cloud ?? []).flatMap(({ kind, name, isOwned }) =>
      kind === 'endpoint' ? [[name, isOwned === true]] : [],
    );
    expect(owned).toEqual([
      ['ill', true],
      ['failed', true],
      ['going', true],
      ['stray', false],
    ]);
  });

  it('says that no endpoint uses an identity only where all endpoints are known', () => {
    const unused = 'endpoint · – · notStarted · None uses it yet';
    const seen = seeing([anOwner('id-a', 'a')], [anEndpoint('stray', 'nobody')]);
    expect(drawn(seen).slice(2)).toEqual([
      unused,
      'endpoint · stray · drifted · Uses an identity that is not assigned',
    ]);
    const endpoints = unknown<never>('ARM', 'no permission');
    const chain = seen.chain && { ...seen.chain, endpoints };
    expect(drawn({ ...seen, ...(chain ? { chain } : {}) })).not.toContain(unused);
  });

  it('does not say whose an endpoint is while an identity could not be read', () => {
    const owner = { ...anOwner('id-a', 'a'), identity: unknown<never>('ARM', 'no permission') };
    const seen = seeing([owner], [anEndpoint('lake', 'a')]);
    const states = show(seen).chain?.cloud.map(({ kind, state }) => [kind, state]);
    expect(states).toContainEqual(['identity', 'unknown']);
    expect(states).toContainEqual(['endpoint', 'unknown']);
    expect(states?.filter(([kind]) => kind === 'role')).toEqual([]);
  });

  it('is mended by the command of the part, and of a part that is not there by none', async () => {
    const ran: string[] = [];
    const mend = createMending({
      readings: {
        find: () =>
          seeing([anOwner('id-a', 'a', [])], [anEndpoint('lake', 'a'), anEndpoint('x', 'y')]),
      },
      apiServers: { find: () => undefined },
      run: (id) => {
        ran.push(id);
        return Promise.resolve();
      },
    });
    for (const part of [
      'cloud credential id-a',
      'cloud endpoint lake role',
      'cloud endpoint x',
      'cloud endpoint nobody',
    ] as const) {
      const message = parseFromView({ type: 'mend', part });
      expect(message).toEqual({ type: 'mend', part });
      await mend(part, { tenantId: 't', instanceId: ids.instance, isSimulated: true });
    }
    expect(ran).toEqual([
      'aioSecureSettings.cloudIdentity.assign',
      'aioSecureSettings.cloudIdentity.grantAccess',
      'aioSecureSettings.dataflowEndpoint.useIdentity',
    ]);
    expect(parseFromView({ type: 'mend', part: `cloud ${'x'.repeat(700)}` })).toBeUndefined();
  });
});
