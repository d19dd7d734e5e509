import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/core/model/json';
import type { StepContext } from '../../../../src/core/plan/plan';
import type { Azure } from '../../../../src/core/ports';
import { awaitIssuer } from '../../../../src/core/steps/awaitIssuer';
import { ids, issuer } from '../../../builders/observation';
import { VirtualClock } from '../../../fakes/virtualClock';

/** What all five fields are when the wait is over. */
const ready = {
  provisioningState: 'Succeeded',
  connectivityStatus: 'Connected',
  oidcIssuerProfile: { enabled: true, issuerUrl: issuer },
  securityProfile: { workloadIdentity: { enabled: true } },
  arcAgentProfile: { agentState: 'Succeeded' },
} as const;

type Properties = Readonly<Record<string, JsonObject[string]>>;

/** Waits on a cluster that shows one after the other, and then the last for good. */
function wait(shown: readonly Properties[]) {
  const clock = new VirtualClock();
  const left = [...shown];
  const looksAtMs: number[] = [];
  const azure = {
    arm: {
      find: () => {
        looksAtMs.push(clock.now());
        const properties = left.length > 1 ? left.shift() : left[0];
        return Promise.resolve({ id: ids.cluster, name: 'arc-berlin-01', properties });
      },
    },
  } as unknown as Azure;
  const reports: string[] = [];
  const context = {
    signal: new AbortController().signal,
    report: (detail: string) => reports.push(detail),
  } as unknown as StepContext;
  const ended = clock.run(awaitIssuer({ azure, clock }, ids.cluster, context), {
    limitMs: 3_600_000,
  });
  return { clock, ended, looksAtMs, reports };
}

const secondsOf = (looksAtMs: readonly number[]): number =>
  ((looksAtMs.at(-1) ?? 0) - (looksAtMs[0] ?? 0)) / 1_000;

describe('the wait for the agents and the issuer', () => {
  it('is over at the first look where all five fields are as wanted', async () => {
    const { ended, looksAtMs } = wait([ready]);
    await ended;
    expect(looksAtMs).toHaveLength(1);
  });

  it.each<[string, Properties, RegExp]>([
    ['provisioningState', { provisioningState: 'Updating' }, /Azure is updating the cluster/],
    ['connectivityStatus', { connectivityStatus: 'Offline' }, /not connected at the moment/],
    [
      'the OIDC issuer',
      { oidcIssuerProfile: { enabled: false, issuerUrl: issuer } },
      /have not taken the settings over/,
    ],
    [
      'its URL',
      { oidcIssuerProfile: { enabled: true, issuerUrl: '' } },
      /has not published the issuer/,
    ],
    [
      'workload identity',
      { securityProfile: { workloadIdentity: { enabled: false } } },
      /have not taken the settings over/,
    ],
    ['agentState', { arcAgentProfile: { agentState: 'Installing' } }, /agents: Installing/],
  ])('goes on while %s is not, and says so, every 5 to 10 seconds', async (_, change, words) => {
    const { ended, looksAtMs, reports } = wait([
      { ...ready, ...change },
      { ...ready, ...change },
      ready,
    ]);
    await ended;
    expect(looksAtMs).toHaveLength(3);
    const gaps = looksAtMs.slice(1).map((at, index) => at - (looksAtMs[index] ?? 0));
    for (const gap of gaps) expect([gap >= 5_000, gap <= 10_000]).toEqual([true, true]);
    expect(reports[0]).toMatch(words);
    expect(reports.at(-1)).toBe('arc-berlin-01 is ready');
  });

  it('takes agents that say nothing for ready after a minute, and no earlier', async () => {
    const { ended, looksAtMs, reports } = wait([{ ...ready, arcAgentProfile: {} }]);
    await ended;
    expect(secondsOf(looksAtMs)).toBeGreaterThanOrEqual(60);
    expect(secondsOf(looksAtMs)).toBeLessThan(70);
    expect(reports[0]).toMatch(/have not reported yet/);
  });

  it('does not wait for Azure Arc’s own issuer where the cluster has one', async () => {
    const { ended, looksAtMs } = wait([
      { ...ready, oidcIssuerProfile: { enabled: true, selfHostedIssuerUrl: issuer } },
    ]);
    await ended;
    expect(looksAtMs).toHaveLength(1);
  });

  it('shows what the agents report when they fail', async () => {
    const { ended } = wait([
      {
        ...ready,
        arcAgentProfile: {
          agentState: 'Failed',
          agentErrors: [{ message: 'No webhook.' }, { message: 'No disk.' }],
        },
      },
    ]);
    await expect(ended).rejects.toThrow(/report a failure: No webhook\. No disk\..*Azure CLI/);
  });

  it('ends when the update itself failed, or the cluster is gone', async () => {
    await expect(wait([{ ...ready, provisioningState: 'Failed' }]).ended).rejects.toThrow(
      'Azure could not update arc-berlin-01.',
    );
  });

  it('gives up after a quarter of an hour, with what is missing and the way out', async () => {
    const { ended, looksAtMs } = wait([{ ...ready, oidcIssuerProfile: { enabled: true } }]);
    await expect(ended).rejects.toThrow(
      /After 15 minutes arc-berlin-01 is not ready: Azure Arc has not published the issuer yet\..*“Update Cluster by Azure CLI…”/,
    );
    expect(secondsOf(looksAtMs)).toBeGreaterThanOrEqual(900);
    expect(secondsOf(looksAtMs)).toBeLessThan(910);
  });
});
