import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { beforeAll, describe, expect, it } from 'vitest';
import { listEndpoints } from '../../../../src/core/discover/endpoints';
import { listTargetRoles } from '../../../../src/core/discover/targetRoles';
import { isUsable } from '../../../../src/core/model/endpoint';
import { valueOf } from '../../../../src/core/model/fact';
import type { Plan } from '../../../../src/core/plan/plan';
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
import { drawnIn, endStateOf } from './endState';

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
    { planId: 'allowPublicAccess', target: { ...named, vaultId } },
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
    { planId: 'liftConditions', target: { ...named, vaultId, identityId } },
    {
      planId: 'registerProviders',
      target: { ...named, providers: [{ subscriptionId, namespace: 'Microsoft.KeyVault' }] },
    },
    { planId: 'removeCloudIdentity', target: { ...instance, cloudIdentityId, remove: [] } },
    { planId: 'repairList', target: named },
    { planId: 'repairSecretStore', target: named },
    { planId: 'repairSync', target: { ...named, secretSyncId } },
    {
      planId: 'restoreSecret',
      target: { ...named, vaultId, secretNames: ['historian-password'] },
    },
    { planId: 'rewriteInstance', target: named },
    { planId: 'switchToRbac', target: { ...named, vaultId } },
    { planId: 'syncNow', target: { ...named, secretSyncId } },
    {
      planId: 'useIdentityInEndpoint',
      target: { ...instance, endpointId, identityId: cloudIdentityId },
    },
  ];
  return { ...all, tools: { ...tools, apiServers }, requests };
}

type Everything = Awaited<ReturnType<typeof everythingFor>>;

/** Whether a request is the last that its process sends. */
type IsLast = (request: PipelineRequest) => boolean;

const isWrite: IsLast = ({ method, url }) =>
  method !== 'GET' && !url.toLowerCase().includes('/microsoft.resourcegraph/');

/** The process dies with the answer to a request: nothing goes out and nothing is heard any more. */
async function runUntil(azure: Everything, plan: Plan, isLast: IsLast): Promise<string> {
  const { simulator, runs, clock } = azure;
  const { httpClient } = simulator;
  const send = httpClient.sendRequest.bind(httpClient);
  let last = '';
  httpClient.sendRequest = async (request) => {
    if (last !== '') throw new Error('The process is dead.');
    if (!isLast(request)) return send(request);
    last = `${request.method} ${new URL(request.url).pathname}`;
    await send(request);
    runs.cancel(runs.latest(plan.subjectId)?.runId ?? '');
    throw new Error('The process is dead.');
  };
  await clock.run(runs.start(plan));
  httpClient.sendRequest = send;
  return last;
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

  it('ends as if nothing had happened, in whichever step and after whichever write its process died', async () => {
    const wish = { name: 'aio-lyon-01', vault: 'kv-lyon-life' };
    const whole = await everythingFor(wish, { scenario: 'factory' });
    const known = drawnIn(whole.world);
    const { run: complete } = await whole.enable();
    expect(complete.outcome).toBe('succeeded');
    const stateOf = async (azure: Everything) => {
      // What goes on in Azure by itself has come to its end.
      await azure.clock.advance(3_600_000);
      return endStateOf(azure.simulator, azure.estate, known);
    };
    const end = await stateOf(whole);

    const begin = async () => {
      const azure = await everythingFor(wish, { scenario: 'factory' });
      const { plan } = await azure.prepare();
      return { azure, plan };
    };
    const goOn = async (azure: Everything, { request }: Plan, where: string) => {
      const kept = parsePlanRequest(JSON.parse(JSON.stringify(request)));
      if (!kept) throw new Error('It was not kept.');
      // Until a window is there again, Azure goes on with what it has accepted.
      await azure.clock.advance(60_000);
      const prepared = await azure.clock.run(prepareRequest(azure.tools, kept, azure.context));
      const { run } = await azure.clock.run(azure.run(prepared));
      expect([where, run.outcome, run.failure]).toEqual([where, 'succeeded', undefined]);
      expect(await stateOf(azure), where).toEqual(end);
    };

    for (const { id } of complete.steps) {
      const { azure, plan } = await begin();
      const isBegun = (): boolean =>
        azure.runs
          .latest(plan.subjectId)
          ?.steps.some((step) => step.id === id && step.state.kind !== 'pending') === true;
      const last = await runUntil(azure, plan, isBegun);
      expect([id, last]).not.toEqual([id, '']);
      await goOn(azure, plan, `in ${id}, at ${last}`);
    }
    for (let nth = 1; nth <= complete.requests.writes; nth += 1) {
      const { azure, plan } = await begin();
      let writes = 0;
      const last = await runUntil(azure, plan, (each) => isWrite(each) && (writes += 1) === nth);
      expect([nth, last]).not.toEqual([nth, '']);
      await goOn(azure, plan, `after ${last}`);
    }
  }, 120_000);
});
