import { beforeAll, describe, expect, it } from 'vitest';
import { listEndpoints } from '../../../../src/core/discover/endpoints';
import { listTargetRoles } from '../../../../src/core/discover/targetRoles';
import { isUsable } from '../../../../src/core/model/endpoint';
import { valueOf } from '../../../../src/core/model/fact';
import { stringAt } from '../../../../src/core/model/json';
import type { RunSnapshot } from '../../../../src/core/model/run';
import {
  parsePlanRequest,
  planIds,
  subjectOf,
  type PlanRequest,
} from '../../../../src/core/plan/request';
import { prepareRequest, requestTitle } from '../../../../src/core/plans/prepareRequest';
import { loadSdks } from '../../../builders/azure';
import { simulatedPlans } from '../../../fakes/simulatedPlans';
import { everythingFor } from './enableAllFixture';
import { meaningOf } from './enableAllProperty';

beforeAll(loadSdks);

const apiServers = { find: () => undefined, save: () => Promise.resolve() };

/** Everything that can be asked for at a plant where all is on. */
async function requestsAtRotterdam() {
  const all = simulatedPlans({ scenario: 'factory' });
  const { clock, context } = all;
  const found = await clock.run(all.instance('aio-rotterdam-01'));
  const { tenantId, instanceId, clusterId, tools } = found;
  const seen = await clock.run(all.observe({ tenantId, instanceId }));
  const vaultId = found.vault('kv-rotterdam-plant');
  const identityId = found.identity('id-rotterdam-secrets');
  const cloudIdentityId = found.identity('id-rotterdam-cloud');
  const resourceId = `${instanceId.split('/providers/')[0] ?? ''}/providers/Microsoft.EventHub/namespaces/plant-hubs`;
  const [role] = await clock.run(listTargetRoles(tools.azure, resourceId, context));
  const endpoints = await clock.run(listEndpoints(tools.azure, instanceId, context));
  const endpointId = endpoints.find(isUsable)?.id ?? '';
  const secretSyncId = valueOf(seen.secretSyncs)?.[0]?.id ?? '';
  const subscriptionId = instanceId.split('/')[2] ?? '';
  if (!role) throw new Error('There is no role.');
  const instance = { tenantId, instanceId };
  const named = { ...instance, instanceName: 'aio-rotterdam-01' };
  const cluster = { tenantId, clusterId, subjectId: instanceId, subjectName: 'aio-rotterdam-01' };
  const usages = ['dataflow'] as const;
  const requests: readonly PlanRequest[] = [
    { planId: 'assignCloudIdentity', target: { ...instance, cloudIdentityId, usages } },
    { planId: 'becomeOfficer', target: { ...named, vaultId } },
    {
      planId: 'createResource',
      target: {
        ...named,
        cloudIdentityId: found.identity('id-rotterdam-new'),
        creations: { cloudIdentity: { location: 'westeurope' } },
      },
    },
    { planId: 'disableClusterIdentity', target: cluster },
    { planId: 'disableSecretSync', target: { ...instance, remove: [] } },
    { planId: 'enableAll', target: { ...instance, vaultId, identityId, cloudIdentityId, usages } },
    { planId: 'enableClusterIdentity', target: cluster },
    { planId: 'enableSecretSync', target: { ...instance, vaultId, identityId } },
    {
      planId: 'grantAccess',
      target: { ...instance, identityId: cloudIdentityId, resourceId, role },
    },
    {
      planId: 'registerProviders',
      target: { ...named, providers: [{ subscriptionId, namespace: 'Microsoft.KeyVault' }] },
    },
    { planId: 'removeCloudIdentity', target: { ...instance, cloudIdentityId, remove: [] } },
    { planId: 'repairList', target: named },
    { planId: 'syncNow', target: { ...named, secretSyncId } },
    {
      planId: 'useIdentityInEndpoint',
      target: { ...instance, endpointId, identityId: cloudIdentityId },
    },
  ];
  return { ...all, tools: { ...tools, apiServers }, requests };
}

/** What everything means, and how much there is of each type: nothing was made twice. */
function endOf({ world, estate }: Awaited<ReturnType<typeof everythingFor>>) {
  const counts: Record<string, number> = {};
  for (const { type } of world.resources.all()) {
    counts[type.toLowerCase()] = (counts[type.toLowerCase()] ?? 0) + 1;
  }
  const cluster = world.resources.get(estate.clusterId)?.body;
  const issuer = stringAt(cluster, 'properties', 'oidcIssuerProfile', 'issuerUrl') ?? 'none';
  // Each simulated Azure publishes one of its own.
  const meaning = JSON.stringify(meaningOf(world, estate)).replaceAll(issuer, 'the issuer');
  return { meaning: JSON.parse(meaning) as unknown, counts };
}

describe('a plan made anew', () => {
  it('is there for every plan, keeps what it is made from, and writes nothing meanwhile', async () => {
    const azure = await requestsAtRotterdam();
    const { clock, context, tools, requests } = azure;
    expect(requests.map(({ planId }) => planId)).toEqual(planIds);
    for (const request of requests) {
      const { plan, writes } = await clock.run(prepareRequest(tools, request, context));
      expect(plan.id).toBe(request.planId);
      expect(plan.agreed).toEqual(writes);
      expect(plan.subjectId).toBe(subjectOf(request));
      expect(requestTitle(request)).toMatch(/^[A-Z]\w/);
      // What it keeps makes the same plan again, through a file, too.
      const kept = parsePlanRequest(JSON.parse(JSON.stringify(plan.request)));
      expect(kept).toMatchObject({ planId: request.planId });
      expect(kept?.target).toMatchObject(
        parsePlanRequest(request)?.target as unknown as Record<string, unknown>,
      );
    }
    expect(azure.writes()).toEqual([]);
  });

  it('goes on from wherever Enable All was cut off, to the same end', async () => {
    const name = 'aio-lyon-01';
    const wish = { name, vault: 'kv-lyon-life' };
    const whole = await everythingFor(wish, { scenario: 'factory' });
    const { run: complete } = await whole.enable();
    expect(complete.outcome).toBe('succeeded');
    const end = endOf(whole);
    const stepIds = complete.steps.map(({ id }) => id);

    for (const stepId of stepIds) {
      const azure = await everythingFor(wish, { scenario: 'factory' });
      const { plan } = await azure.prepare();
      const kept = parsePlanRequest(JSON.parse(JSON.stringify(plan.request)));
      if (!kept) throw new Error('It was not kept.');
      // The extension host dies in the middle of the step: Azure goes on with what it has accepted.
      const heard = azure.runs.onDidChange((run: RunSnapshot) => {
        const step = run.steps.find(({ id }) => id === stepId);
        if (step?.state.kind === 'running' && step.exchange) azure.runs.cancel(run.runId);
      });
      await azure.clock.run(azure.runs.start(plan));
      heard.dispose();
      const prepared = await azure.clock.run(prepareRequest(azure.tools, kept, azure.context));
      const { run } = await azure.clock.run(azure.run(prepared));
      expect([stepId, run.outcome, run.failure]).toEqual([stepId, 'succeeded', undefined]);
      expect([stepId, endOf(azure)]).toEqual([stepId, end]);
    }
  }, 60_000);
});
