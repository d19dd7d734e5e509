import { beforeAll, describe, expect, it } from 'vitest';
import { cloudIdentityFinding } from '../../../../src/core/checks/cloudIdentity';
import { at, isObject, stringAt } from '../../../../src/core/model/json';
import { prepareAssignCloudIdentity } from '../../../../src/core/plans/assignCloudIdentity';
import type { CloudUsage } from '../../../../src/core/model/cloudUsages';
import { needsRegistryRestart } from '../../../../src/core/stages/registryRestart';
import { loadSdks } from '../../../builders/azure';
import type { SimulatedOptions } from '../../../fakes/simulated';
import { simulatedPlans, toLine } from '../../../fakes/simulatedPlans';
import { whatLacks } from '../../../fakes/whatLacks';

beforeAll(loadSdks);

const dataflow: readonly CloudUsage[] = ['dataflow'];

/** Prepares, and runs, the assignment of an identity to an instance of the factory. */
async function setUp(
  name: string,
  identityName: string,
  usages = dataflow,
  options: SimulatedOptions = {},
) {
  const all = simulatedPlans({ scenario: 'factory', ...options });
  const found = await all.clock.run(all.instance(name));
  const { tenantId, instanceId, tools } = found;
  const cloudIdentityId = found.identity(identityName);
  const target = { tenantId, instanceId, cloudIdentityId, usages };
  const prepare = (creations = {}) =>
    all.clock.run(prepareAssignCloudIdentity(tools, { ...target, ...creations }, all.context));
  const assign = async (creations = {}) => {
    const prepared = await prepare(creations);
    return all.clock.run(all.run(prepared));
  };
  const look = () => all.clock.run(all.observe(target));
  return { ...all, target, prepare, assign, look };
}

describe('assigning an identity for cloud connections', () => {
  it('writes the credential, then the instance, and nothing when run again', async () => {
    const azure = await setUp('aio-hamburg-01', 'id-hamburg-cloud');
    const { run, planned, sent } = await azure.assign();
    expect(run.failure).toBeUndefined();
    expect(sent.map(({ method }) => method)).toEqual(['PUT', 'PUT']);
    expect(sent.map(toLine)[1]).toBe('PUT instances/aio-hamburg-01');
    expect(planned).toHaveLength(2);
    expect(at(sent[0]?.body, 'properties', 'subject')).toBe(
      'system:serviceaccount:azure-iot-operations:aio-dataflow',
    );
    expect(cloudIdentityFinding(await azure.look())).toMatchObject({ state: 'done' });

    const again = await azure.assign();
    expect(again.planned).toEqual([]);
    expect(again.sent).toEqual([]);
    expect(again.run.outcome).toBe('succeeded');
  });

  it.each([
    ['id-rotterdam-secrets', 1],
    ['id-rotterdam-cloud', 0],
  ])('tells before of an identity that reads the vault, too: %s, %i', async (identity, count) => {
    const { cautions = [] } = await (await setUp('aio-rotterdam-01', identity)).prepare();
    expect(cautions).toHaveLength(count);
    for (const each of cautions) expect(each).toContain(`${identity} is to read the vault and`);
  });

  it('speaks of what stays only where something is written', async () => {
    const azure = await setUp('aio-rotterdam-01', 'id-rotterdam-cloud');
    const { writes, kept } = await azure.prepare();
    expect([writes.length, kept]).toEqual([0, undefined]);
  });

  it('refuses an identity of another tenant', async () => {
    const azure = await setUp('aio-hamburg-01', 'id-hamburg-cloud');
    const stored = azure.simulator.world.resources.get(azure.target.cloudIdentityId);
    const properties = at(stored?.body, 'properties');
    if (!stored || !isObject(properties)) throw new Error('There is no such identity.');
    stored.body = { ...stored.body, properties: { ...properties, tenantId: 'another' } };
    await expect(azure.prepare()).rejects.toThrow(/belongs to tenant another, the instance to/);
  });

  it('keeps the system identity and everything else of the instance', async () => {
    const azure = await setUp('aio-split-01', 'id-split-secrets');
    const before = azure.simulator.world.resources.get(azure.target.instanceId)?.body;
    const { sent } = await azure.assign();
    const put = sent.find(({ url }) => url.pathname.endsWith('/aio-split-01'));
    expect(stringAt(put?.body, 'identity', 'type')).toBe('SystemAssigned,UserAssigned');
    const after = azure.simulator.world.resources.get(azure.target.instanceId)?.body;
    expect(after?.['properties']).toEqual(before?.['properties']);
    expect(Object.keys(at(after, 'identity', 'userAssignedIdentities') ?? {})).toHaveLength(2);
  });

  it('only adds the credential where the identity is assigned already', async () => {
    const azure = await setUp('aio-split-01', 'id-split-cloud');
    const { sent, run } = await azure.assign();
    expect(run.outcome).toBe('succeeded');
    expect(sent.map(toLine)).toEqual([
      expect.stringMatching(/^PUT federatedIdentityCredentials\//),
    ]);
  });

  it('only assigns where the credential is there already, whatever its name', async () => {
    const azure = await setUp('aio-bergen-01', 'id-bergen-cloud');
    const { sent } = await azure.assign();
    expect(sent.map(toLine)).toEqual(['PUT instances/aio-bergen-01']);
  });

  it('creates the identity first when it is not there yet', async () => {
    const azure = await setUp('aio-hamburg-01', 'id-brand-new');
    const creations = { creations: { cloudIdentity: { location: 'westeurope' } } };
    const { run, sent, planned } = await azure.assign(creations);
    expect(run.failure).toBeUndefined();
    expect(planned.map(({ title }) => title)).toEqual([
      'Create managed identity id-brand-new',
      'Let the cluster use id-brand-new',
      'Assign id-brand-new to the instance',
    ]);
    expect(sent.map(toLine)[0]).toBe('PUT userAssignedIdentities/id-brand-new');
    expect(sent).toHaveLength(3);
    expect((await azure.assign(creations)).sent).toEqual([]);
  });

  it('adds a credential for each use, one after the other, and the role at the registry', async () => {
    const usages = ['dataflow', 'schemaRegistry', 'dataflowGraphs'] as const;
    const azure = await setUp('aio-hamburg-01', 'id-hamburg-cloud', usages);
    const { run, sent, planned } = await azure.assign();
    expect(run.failure).toBeUndefined();
    expect(sent).toHaveLength(5);
    expect(planned).toHaveLength(5);
    const subjects = sent.flatMap(({ body }) => stringAt(body, 'properties', 'subject') ?? []);
    expect(subjects.map((subject) => subject.split(':').at(-1))).toEqual([
      'aio-dataflow',
      'adr-schema-registry',
      'aio-wasm-graph-controller',
    ]);
    expect(needsRegistryRestart(run)).toBe(true);
    const again = await azure.assign();
    expect(again.sent).toEqual([]);
    expect(needsRegistryRestart(again.run)).toBe(false);
  });

  it.each([
    ['an identity that was created anew', 'aio-ostrava-01', 'id-ostrava-cloud', /Remove it/],
    ['an identity that is not there', 'aio-hamburg-01', 'id-nobody', /does not exist/],
    ['a cluster that is offline', 'aio-munich-02', 'id-munich-secrets', /not connected/],
    ['a cluster without OIDC issuer', 'aio-lyon-01', 'id-lyon-secrets', /does not have/],
    ['an identity that is full', 'aio-malmo-01', 'id-malmo-secrets', /20 federated credentials/],
    ['a disabled subscription', 'aio-essen-01', 'id-essen-secrets', /is (?:disabled|warned)/],
  ])('refuses %s before the first write', async (_, name, identity, message) => {
    const azure = await setUp(name, identity);
    azure.writes();
    await expect(azure.prepare()).rejects.toThrow(message);
    expect(azure.writes()).toEqual([]);
  });

  it('names what a reader lacks before the first write', async () => {
    const azure = await setUp('aio-hamburg-01', 'id-hamburg-cloud', dataflow, { who: 'reader' });
    expect(await whatLacks(azure.prepare())).toMatch(
      /userAssignedIdentities\/assign\/action on userAssignedIdentities\/id-hamburg-cloud/,
    );
  });
});
