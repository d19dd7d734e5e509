import { beforeAll, describe, expect, it } from 'vitest';
import { cloudIdentityFinding } from '../../../../src/core/checks/cloudIdentity';
import { isObject, stringAt } from '../../../../src/core/model/json';
import { prepareAssignCloudIdentity } from '../../../../src/core/plans/assignCloudIdentity';
import {
  prepareRemoveCloudIdentity,
  surveyCloudIdentity,
} from '../../../../src/core/plans/removeCloudIdentity';
import type { CloudUsage } from '../../../../src/core/model/cloudUsages';
import { loadSdks } from '../../../builders/azure';
import {
  anAssignment,
  aStoredCredential,
  getStored,
  setStoredProperties,
  textOf,
} from '../../../fakes/neighbours';
import type { SimulatedOptions } from '../../../fakes/simulated';
import { simulatedPlans, toLine } from '../../../fakes/simulatedPlans';
import { differences, wholeStateOf } from '../../../fakes/wholeState';
import { becauseOf } from './disableFixture';
import { whatLacks } from '../../../fakes/whatLacks';

beforeAll(loadSdks);

const allUsages = ['dataflow', 'schemaRegistry', 'dataflowGraphs'] as const;
const identityType = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const instanceType = 'Microsoft.IoTOperations/instances';
const blobContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';

/** One instance and one identity, to be assigned and removed. */
async function setUp(name: string, identityName: string, options: SimulatedOptions = {}) {
  const all = simulatedPlans({ scenario: 'factory', latencyMs: 5, ...options });
  const found = await all.clock.run(all.instance(name));
  const { tenantId, instanceId, tools } = found;
  const { world } = all.simulator;
  const cloudIdentityId = found.identity(identityName);
  const target = { tenantId, instanceId, cloudIdentityId };
  const prepare = (remove?: readonly string[]) =>
    all.clock.run(
      prepareRemoveCloudIdentity(tools, { ...target, ...(remove ? { remove } : {}) }, all.context),
    );
  const survey = () => all.clock.run(surveyCloudIdentity(tools, target, all.context));
  return {
    ...all,
    ...found,
    world,
    cloudIdentityId,
    prepare,
    survey,
    state: () => wholeStateOf(world),
    settle: () => all.clock.run(() => all.clock.sleep(60_000)),
    identityBlock: () => world.resources.get(instanceId)?.body['identity'],
    assign: async (usages: readonly CloudUsage[] = allUsages) => {
      const prepared = await all.clock.run(
        prepareAssignCloudIdentity(tools, { ...target, usages }, all.context),
      );
      return all.clock.run(all.run(prepared));
    },
    remove: async (remove?: readonly string[]) => {
      const prepared = await prepare(remove);
      return { ...(await all.clock.run(all.run(prepared))), ...prepared };
    },
    look: () => all.clock.run(all.observe(target)),
  };
}

describe('removing an identity for cloud connections', () => {
  it.each([
    ['ready', 'aio-hamburg-01', 'id-hamburg-secrets'],
    ['factory', 'aio-hamburg-01', 'id-hamburg-cloud'],
    ['factory', 'aio-utrecht-01', 'id-utrecht-secrets'],
  ])('leaves Azure as it was before it was assigned (%s, %s, %s)', async (scenario, name, id) => {
    const azure = await setUp(name, id, { scenario });
    const before = azure.state();
    const assigned = await azure.assign();
    expect(assigned.run.failure).toBeUndefined();
    expect(differences(before, azure.state())).toHaveLength(5);
    const { run, writes, sent } = await azure.remove();
    expect(run.failure).toBeUndefined();
    expect(sent).toHaveLength(writes.length);
    expect(differences(before, azure.state())).toEqual([]);
    expect(cloudIdentityFinding(await azure.look()).words).toBe('Not assigned');
  });

  it('writes the instance first, then the credentials one after the other, then roles', async () => {
    const azure = await setUp('aio-hamburg-01', 'id-hamburg-cloud');
    await azure.assign();
    const { sent } = await azure.remove();
    expect(sent.map(toLine)).toEqual([
      'PUT instances/aio-hamburg-01',
      expect.stringMatching(/^DELETE federatedIdentityCredentials\//),
      expect.stringMatching(/^DELETE federatedIdentityCredentials\//),
      expect.stringMatching(/^DELETE federatedIdentityCredentials\//),
      expect.stringMatching(/^DELETE roleAssignments\//),
    ]);
  });

  it('has nothing to do when it runs again', async () => {
    const azure = await setUp('aio-hamburg-01', 'id-hamburg-cloud');
    await azure.assign();
    const first = await azure.remove();
    const again = await azure.remove();
    expect(again.writes).toEqual([]);
    expect(again.sent).toEqual([]);
    expect(again.run.outcome).toBe('succeeded');
    const retried = await azure.clock.run(azure.runs.start(first.plan));
    expect([retried.outcome, retried.requests.writes]).toEqual(['succeeded', 0]);
  });

  it('keeps the system-assigned identity, and the type that belongs to what is left', async () => {
    const azure = await setUp('aio-split-01', 'id-split-cloud');
    const { run, kept } = await azure.remove();
    expect(run.outcome).toBe('succeeded');
    expect(stringAt(azure.identityBlock(), 'type')).toBe('SystemAssigned');
    expect(becauseOf(kept, 'system-assigned')).toBeDefined();
  });

  it('keeps the other identities of the instance', async () => {
    const azure = await setUp('aio-rotterdam-01', 'id-rotterdam-secrets');
    const before = azure.state();
    await azure.assign(['dataflow']);
    const { run, kept } = await azure.remove();
    expect(run.outcome).toBe('succeeded');
    expect(stringAt(azure.identityBlock(), 'type')).toBe('UserAssigned');
    expect(becauseOf(kept, 'id-rotterdam-cloud')).toContain('stays assigned');
    expect(differences(before, azure.state())).toEqual([]);
  });

  it('takes the last one, and says None', async () => {
    const azure = await setUp('aio-rotterdam-01', 'id-rotterdam-cloud');
    await azure.remove();
    expect(azure.identityBlock()).toEqual({ type: 'None' });
  });

  it('finds it in the map however its id is spelled there', async () => {
    const azure = await setUp('aio-rotterdam-01', 'id-rotterdam-cloud');
    const { world, instanceId } = azure;
    const stored = world.resources.get(instanceId);
    const block = azure.identityBlock();
    if (!stored || !isObject(block)) throw new Error('There is no instance.');
    const map = Object.fromEntries(
      Object.entries(
        isObject(block['userAssignedIdentities']) ? block['userAssignedIdentities'] : {},
      ).map(([id, value]) => [id.toUpperCase(), value]),
    );
    world.resources.put(instanceId, stored.type, stored.tenantId, {
      ...stored.body,
      identity: { ...block, userAssignedIdentities: map },
    });
    await azure.remove();
    expect(azure.identityBlock()).toEqual({ type: 'None' });
  });

  it('removes one that was deleted and created again, so that it can be assigned anew', async () => {
    const azure = await setUp('aio-ostrava-01', 'id-ostrava-cloud');
    const { run, cautions } = await azure.remove();
    expect(run.outcome).toBe('succeeded');
    expect(cautions[0]).toMatch(/It is lake$/);
    expect((await azure.assign(['dataflow'])).run.outcome).toBe('succeeded');
  });

  it('removes one that no longer exists', async () => {
    const azure = await setUp('aio-split-01', 'id-split-cloud');
    azure.world.resources.delete(azure.cloudIdentityId);
    const { run, writes } = await azure.remove();
    expect(run.outcome).toBe('succeeded');
    expect(writes).toHaveLength(1);
  });

  it('cleans up after one that is no longer assigned', async () => {
    const azure = await setUp('aio-bergen-01', 'id-bergen-cloud');
    const { run, sent } = await azure.remove();
    expect(run.outcome).toBe('succeeded');
    expect(sent.map(toLine)).toEqual(['DELETE federatedIdentityCredentials/aio-instance-ficred']);
  });
});

describe('what is to be known before an identity is removed', () => {
  it('is which endpoints log in as it', async () => {
    const azure = await setUp('aio-rotterdam-01', 'id-rotterdam-cloud');
    const { cautions } = await azure.prepare();
    expect(cautions).toEqual([
      expect.stringMatching(
        /^4 data flow endpoints stop.* They are lake, explorer, event-hubs, event-grid$/,
      ),
      expect.stringMatching(/^1 registry endpoint can no longer pull.* It is plant-modules$/),
    ]);
  });

  it.each(['dataflowEndpoints', 'registryEndpoints'])(
    'is that %s could not be read',
    async (kind) => {
      const azure = await setUp('aio-rotterdam-01', 'id-rotterdam-cloud');
      azure.simulator.failNext('GET', `/${kind}`, { status: 403, code: 'Forbidden' }, 9);
      expect((await azure.prepare()).cautions[0]).toContain('could not be read');
    },
  );
});

describe('what stays when an identity is removed', () => {
  it('is each role at a target that the user did not tick, and they are asked', async () => {
    const azure = await setUp('aio-rotterdam-01', 'id-rotterdam-cloud');
    const parts = await azure.survey();
    const role = parts.find(({ title }) => title.startsWith('Storage Blob Data Contributor'));
    expect(role).toMatchObject({
      title: 'Storage Blob Data Contributor on resource group rg-rotterdam',
      isProposed: false,
    });
    const { sent, kept } = await azure.remove();
    expect(sent.map(toLine).filter((line) => line.includes('roleAssignments'))).toEqual([]);
    expect(becauseOf(kept, 'Storage Blob Data Contributor')).toContain('you keep it');
  });

  it('is no role that the user ticked', async () => {
    const azure = await setUp('aio-rotterdam-01', 'id-rotterdam-cloud');
    const parts = await azure.survey();
    const { sent, run } = await azure.remove(parts.map(({ id }) => id));
    expect(run.outcome).toBe('succeeded');
    expect(sent.map(toLine).filter((line) => line.includes('roleAssignments'))).toHaveLength(1);
  });

  it('is a role that holds for a whole subscription', async () => {
    const azure = await setUp('aio-rotterdam-01', 'id-rotterdam-cloud');
    const identity = getStored(azure.world, identityType, 'id-rotterdam-cloud');
    const subscription = identity.id.split('/').slice(0, 3).join('/');
    anAssignment(azure.world, subscription, textOf(identity, 'principalId'), blobContributor);
    const { kept } = await azure.prepare();
    expect(becauseOf(kept, 'Storage Blob Data Contributor on subscription')).toContain(
      'more than one resource group',
    );
  });

  it('is every role while another instance has the identity, too', async () => {
    const azure = await setUp('aio-rotterdam-01', 'id-rotterdam-cloud');
    const { world } = azure;
    const other = getStored(world, instanceType, 'aio-hamburg-01');
    const block = azure.identityBlock();
    world.resources.put(other.id, other.type, other.tenantId, {
      ...other.body,
      identity: block ?? null,
    });
    await azure.settle();
    const parts = await azure.survey();
    expect(parts.map(({ title }) => title)).toEqual([
      expect.stringContaining('Federated credential'),
    ]);
    const { kept, run } = await azure.remove();
    expect(run.outcome).toBe('succeeded');
    expect(becauseOf(kept, 'Storage Blob Data Contributor')).toContain('aio-hamburg-01');
    expect(world.resources.get(other.id)?.body['identity']).toEqual(block);
  });

  it('is the credential and the roles of secret synchronization', async () => {
    const azure = await setUp('aio-recife-01', 'id-recife-shared');
    const { run, kept, sent } = await azure.remove();
    expect(run.outcome).toBe('succeeded');
    expect(sent.map(toLine)).toEqual([
      'PUT instances/aio-recife-01',
      'DELETE federatedIdentityCredentials/aio-instance-ficred',
    ]);
    // Among them is the identity itself.
    expect(kept.filter(({ because }) => because.includes('secret synchronization'))).toHaveLength(
      4,
    );
  });

  it('is the credential for secrets that nobody uses, unless it is ticked', async () => {
    const azure = await setUp('aio-turin-01', 'id-turin-secrets');
    await azure.assign(['dataflow']);
    const parts = await azure.survey();
    const credential = parts.find(({ detail }) => detail.endsWith(':aio-ssc-sa'));
    expect(credential?.isProposed).toBe(false);
    expect(
      (await azure.remove()).sent.map(toLine).filter((line) => line.includes('aio-sse-ficred')),
    ).toEqual([]);
  });

  it('is each credential for another cluster, namespace, or an account that is not ours', async () => {
    const azure = await setUp('aio-rotterdam-01', 'id-rotterdam-cloud');
    const { world, cloudIdentityId } = azure;
    const [own] = world.resources.under(cloudIdentityId);
    const issuer = textOf(own, 'issuer');
    const subject = textOf(own, 'subject');
    aStoredCredential(world, cloudIdentityId, 'other-cluster', {
      issuer: 'https://issuer.example/other/',
      subject,
    });
    aStoredCredential(world, cloudIdentityId, 'other-namespace', {
      issuer,
      subject: 'system:serviceaccount:other:aio-dataflow',
    });
    aStoredCredential(world, cloudIdentityId, 'their-account', {
      issuer,
      subject: 'system:serviceaccount:azure-iot-operations:their-app',
    });
    const parts = await azure.survey();
    expect(parts.find(({ title }) => title.includes('their-account'))?.isProposed).toBe(false);
    const { kept } = await azure.remove();
    expect(becauseOf(kept, '2 other federated credentials')).toContain('other clusters');
    const left = world.resources.under(cloudIdentityId).map(({ name }) => name);
    expect(left.sort()).toEqual(['other-cluster', 'other-namespace', 'their-account']);
  });

  it('is what came up after the review: only what was ticked can go', async () => {
    const azure = await setUp('aio-rotterdam-01', 'id-rotterdam-cloud');
    const prepared = await azure.prepare();
    const [own] = azure.world.resources.under(azure.cloudIdentityId);
    aStoredCredential(azure.world, azure.cloudIdentityId, 'unseen', {
      issuer: textOf(own, 'issuer'),
      subject: 'system:serviceaccount:azure-iot-operations:adr-schema-registry',
    });
    const { run } = await azure.clock.run(azure.run(prepared));
    expect(run.outcome).toBe('succeeded');
    expect(azure.world.resources.under(azure.cloudIdentityId).map(({ name }) => name)).toEqual([
      'unseen',
    ]);
  });

  it('is what cannot be told to be nobody else’s', async () => {
    const azure = await setUp('aio-rotterdam-01', 'id-rotterdam-cloud');
    azure.simulator.failNext(
      'POST',
      '/Microsoft.ResourceGraph/',
      { status: 403, code: 'AuthorizationFailed', message: 'no' },
      1_000,
    );
    const { writes, kept } = await azure.prepare();
    expect(writes.filter(({ title }) => title.includes(' on '))).toEqual([]);
    expect(becauseOf(kept, 'Roles of id-rotterdam-cloud')).toContain('could not be read');
  });
});

describe('a failure in the middle of removing an identity', () => {
  it.each([
    ['unassign', 'PUT', '/Microsoft.IoTOperations/instances/'],
    ['credentials', 'DELETE', '/federatedIdentityCredentials/'],
    ['roles', 'DELETE', '/roleAssignments/'],
  ] as const)('at %s: the same run goes on, and a new one, too', async (id, method, path) => {
    for (const isAnew of [false, true]) {
      const azure = await setUp('aio-hamburg-01', 'id-hamburg-cloud');
      const before = azure.state();
      await azure.assign();
      const prepared = await azure.prepare();
      azure.simulator.failNext(method, path, {
        status: 403,
        code: 'AuthorizationFailed',
        message: 'refused',
      });
      const { run } = await azure.clock.run(azure.run(prepared));
      expect(run.outcome).toBe('failed');
      expect(run.steps.find((step) => step.id === id)?.state.kind).toBe('failed');
      const end = isAnew
        ? (await azure.remove()).run
        : await azure.clock.run(azure.runs.retry(run.runId));
      expect(end.outcome).toBe('succeeded');
      expect(differences(before, azure.state())).toEqual([]);
    }
  });

  it('is made good when the write of the instance is accepted and then fails', async () => {
    const azure = await setUp('aio-hamburg-01', 'id-hamburg-cloud');
    const before = azure.state();
    await azure.assign();
    const prepared = await azure.prepare();
    azure.simulator.failNext('PUT', '/instances/', { operation: 'fails', code: 'Oops' });
    const { run } = await azure.clock.run(azure.run(prepared));
    expect(run.failure?.code).toBe('Oops');
    expect((await azure.clock.run(azure.runs.retry(run.runId))).outcome).toBe('succeeded');
    expect(differences(before, azure.state())).toEqual([]);
  });

  it('stops before the first write when somebody else has come to need what was agreed to', async () => {
    const azure = await setUp('aio-hamburg-01', 'id-hamburg-cloud');
    await azure.assign(['dataflow', 'schemaRegistry']);
    const prepared = await azure.prepare();
    const other = getStored(azure.world, instanceType, 'aio-bern-01');
    azure.world.resources.put(other.id, other.type, other.tenantId, {
      ...other.body,
      identity: azure.identityBlock() ?? null,
    });
    await azure.settle();
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    expect(run.failure?.message).toMatch(/^Somebody else needs this .*Review it again\.$/);
    expect([run.outcome, sent]).toEqual(['failed', []]);
  });

  it('is not taken for done when what was agreed to can no longer be judged', async () => {
    const azure = await setUp('aio-hamburg-01', 'id-hamburg-cloud');
    await azure.assign();
    const prepared = await azure.prepare();
    const refusal = { status: 403, code: 'AuthorizationFailed', message: 'no' };
    azure.simulator.failNext('POST', '/Microsoft.ResourceGraph/', refusal, 1_000);
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    expect(run.failure?.message).toContain('or that could not be told');
    expect([run.outcome, sent]).toEqual(['failed', []]);
  });

  it('is none when a credential went meanwhile: 204', async () => {
    const azure = await setUp('aio-bergen-01', 'id-bergen-cloud');
    const prepared = await azure.prepare();
    // Gone after the look, before the DELETE.
    azure.simulator.failNext('DELETE', '/federatedIdentityCredentials/', {
      network: 'lostAnswer',
    });
    const { run } = await azure.clock.run(azure.run(prepared));
    expect(run.outcome).toBe('succeeded');
  });
});

describe('what keeps an identity from being removed', () => {
  it.each([
    ['reader', /instances\/write on instances\/aio-rotterdam-01/],
    ['customRole', /federatedIdentityCredentials\/delete on userAssignedIdentities/],
  ])('a %s is told what is missing, before the first write', async (who, words) => {
    const azure = await setUp('aio-rotterdam-01', 'id-rotterdam-cloud', { who });
    azure.writes();
    expect(await whatLacks(azure.prepare())).toMatch(words);
    expect(azure.writes()).toEqual([]);
  });

  it('is a cluster that is not connected', async () => {
    const azure = await setUp('aio-rotterdam-01', 'id-rotterdam-cloud');
    setStoredProperties(azure.world, azure.clusterId, { connectivityStatus: 'Offline' });
    await expect(azure.survey()).rejects.toThrow('not connected to Azure');
    await expect(azure.prepare()).rejects.toThrow('the deletion would hang');
  });

  it('is an id of another type', async () => {
    const azure = await setUp('aio-rotterdam-01', 'id-rotterdam-cloud');
    const { tools, tenantId, instanceId, context } = azure;
    await expect(
      azure.clock.run(
        surveyCloudIdentity(tools, { tenantId, instanceId, cloudIdentityId: instanceId }, context),
      ),
    ).rejects.toThrow('user-assigned managed identity');
  });
});
