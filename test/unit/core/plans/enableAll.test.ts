import { beforeAll, describe, expect, it } from 'vitest';
import { cloudIdentityFinding } from '../../../../src/core/checks/cloudIdentity';
import { secretSyncFinding } from '../../../../src/core/checks/settings';
import { prepareEnableAll } from '../../../../src/core/plans/enableAll';
import { loadSdks } from '../../../builders/azure';
import { toLine } from '../../../fakes/simulatedPlans';
import { everythingFor } from './enableAllFixture';

beforeAll(loadSdks);

describe('enabling all secure settings', () => {
  it('makes everything from nothing, stops for the API server, and writes nothing again', async () => {
    const azure = await everythingFor(
      { name: 'aio-lyon-01', vault: 'kv-lyon-new' },
      { scenario: 'factory' },
    );
    const first = await azure.enable();
    expect(first.run.failure).toBeUndefined();
    expect(first.run.outcome).toBe('succeeded');
    // The operator may read the new vault's secrets by a role from above: found out when it is there.
    const written = first.planned.filter(({ title }) => title !== 'Let you manage its secrets');
    expect(first.sent).toHaveLength(written.length);
    expect(azure.asked).toHaveLength(1);
    const seen = await azure.clock.run(azure.observe(azure.target));
    expect(secretSyncFinding(seen).state).toBe('notProved');
    expect(cloudIdentityFinding(seen).state).toBe('done');

    const again = await azure.enable();
    expect(again.planned).toEqual([]);
    expect(again.sent).toEqual([]);
    expect(again.run.outcome).toBe('succeeded');
    expect(azure.asked).toHaveLength(1);
  });

  it.each([
    ['id-hamburg-cloud', 0],
    ['id-hamburg-secrets', 1],
  ])('tells before of one identity for both: %s for the cloud, %i', async (name, count) => {
    const { tools, target, context, clock } = await everythingFor();
    const cloudIdentityId = target.identityId.replace('id-hamburg-secrets', name);
    const prepared = await clock.run(
      prepareEnableAll(tools, { ...target, cloudIdentityId }, context),
    );
    expect(prepared.cautions).toHaveLength(count);
  });

  it('writes the cluster, the vault and the identities side by side', async () => {
    const azure = await everythingFor(
      { name: 'aio-lyon-01', vault: 'kv-lyon-new' },
      { scenario: 'factory' },
    );
    const { sent } = await azure.enable();
    const [cluster, ...rest] = sent.map((each) => ({ line: toLine(each), atMs: each.atMs }));
    expect(cluster?.line).toMatch(/^PUT connectedClusters\//);
    for (const { line, atMs } of rest.slice(0, 3)) {
      expect(line).toMatch(/^PUT (vaults|userAssignedIdentities)\//);
      // Long before the issuer is published, which takes minutes.
      expect(atMs - (cluster?.atMs ?? 0)).toBeLessThan(5_000);
    }
  });

  it('puts the API server off when the user wants to do it later, and says so', async () => {
    const azure = await everythingFor({ answer: 'later' });
    const { run } = await azure.enable();
    expect(run.outcome).toBe('succeeded');
    const step = run.steps.find(({ id }) => id === 'apiServer');
    expect(step?.detail).toMatch(/Put off/);
    await azure.enable();
    expect(azure.asked).toHaveLength(2);
  });

  it.each([
    [true, 'kubectl', 'Confirmed by kubectl'],
    [false, 'user', 'Confirmed by you'],
  ] as const)('keeps how the API server was confirmed (kubectl: %s)', async (seen, how, words) => {
    const azure = await everythingFor({ seenByKubectl: seen });
    const { run } = await azure.enable();
    expect(azure.asked).toHaveLength(1);
    expect(run.steps.find(({ id }) => id === 'apiServer')?.detail).toBe(words);
    expect(azure.knowledge()).toMatchObject({ how, issuer: azure.apiServerIssuer() });
  });
});
