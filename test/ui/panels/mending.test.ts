import { describe, expect, it } from 'vitest';
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

  it('shows what a run is doing to it, until it was read again', () => {
    const seen = anObservation({ credentials: fromArm([]) });
    const run = {
      runId: 'r',
      planId: 'enableSecretSync',
      title: 'Enable',
      subjectId: ids.instance,
      subjectName: 'i',
      startedAtMs: 1_500,
      outcome: 'running',
      steps: [
        {
          id: 'credential',
          title: 'Trust',
          detail: '',
          state: { kind: 'running', startedAtMs: 1_500 },
        },
      ],
      requests: { reads: 0, writes: 0 },
      writes: [],
      changes: [],
    } as const;
    const chain = toChainView(verify(seen), seen, { run, canMend: () => false });
    expect(chain.links[0]).toMatchObject({ state: 'inProgress', word: 'working on it' });
    expect(chain.cause).toBeUndefined();
  });

  it('takes only parts of the chain from the view', () => {
    expect(parseFromView({ type: 'mend', part: 'vault' })).toEqual({ type: 'mend', part: 'vault' });
    for (const part of ['other', 7, null, undefined, { id: 'vault' }]) {
      expect(parseFromView({ type: 'mend', part })).toBeUndefined();
    }
  });
});
