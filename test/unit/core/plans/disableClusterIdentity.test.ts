import { beforeAll, describe, expect, it } from 'vitest';
import { at, booleanAt, isObject, type JsonObject } from '../../../../src/core/model/json';
import { prepareDisableClusterIdentity } from '../../../../src/core/plans/disableClusterIdentity';
import { prepareEnableClusterIdentity } from '../../../../src/core/plans/enableClusterIdentity';
import { loadSdks } from '../../../builders/azure';
import { getStored } from '../../../fakes/neighbours';
import type { SimulatedOptions } from '../../../fakes/simulated';
import { simulatedPlans } from '../../../fakes/simulatedPlans';
import { differences, wholeStateOf } from '../../../fakes/wholeState';
import { becauseOf } from './disableFixture';
import { whatLacks } from '../../../fakes/whatLacks';

beforeAll(loadSdks);

const clusterType = 'Microsoft.Kubernetes/connectedClusters';

function setUp(name: string, options: SimulatedOptions = {}) {
  const all = simulatedPlans({ scenario: 'factory', latencyMs: 5, ...options });
  const { clock, context } = all;
  const { world } = all.simulator;
  const { id, tenantId } = getStored(world, clusterType, name);
  const tools = { azure: all.azure(tenantId), clock };
  const target = { tenantId, clusterId: id, subjectId: id, subjectName: name };
  const prepare = () => clock.run(prepareDisableClusterIdentity(tools, target, context));
  return {
    ...all,
    world,
    prepare,
    cluster: () => getStored(world, clusterType, name),
    state: () => wholeStateOf(world),
    isOn: (profile: 'oidcIssuerProfile' | 'securityProfile') =>
      booleanAt(
        getStored(world, clusterType, name).body,
        'properties',
        profile,
        ...(profile === 'securityProfile' ? ['workloadIdentity'] : []),
        'enabled',
      ),
    turnOn: async () => {
      const prepared = await clock.run(prepareEnableClusterIdentity(tools, target, context));
      return clock.run(all.run(prepared));
    },
    turnOff: async () => {
      const prepared = await prepare();
      return { ...(await clock.run(all.run(prepared))), ...prepared };
    },
  };
}

describe('turning workload identity off', () => {
  it('leaves Azure as it was before it was turned on', async () => {
    const azure = setUp('arc-leeds-01');
    const before = azure.state();
    const on = await azure.turnOn();
    expect(on.run.outcome).toBe('succeeded');
    expect(differences(before, azure.state())).toEqual(['~ connectedclusters/arc-leeds-01']);
    const { run, sent } = await azure.turnOff();
    expect(run.failure).toBeUndefined();
    expect(sent).toHaveLength(1);
    expect(differences(before, azure.state())).toEqual([]);
  });

  it('is undone by turning it on again', async () => {
    const azure = setUp('arc-hamburg-01', { scenario: 'ready' });
    const before = azure.state();
    expect((await azure.turnOff()).run.outcome).toBe('succeeded');
    expect(azure.isOn('securityProfile')).toBe(false);
    expect((await azure.turnOn()).run.outcome).toBe('succeeded');
    expect(differences(before, azure.state())).toEqual([]);
  });

  it('leaves the OIDC issuer on, and says that it cannot be turned off', async () => {
    const azure = setUp('arc-lyon-01');
    await azure.turnOn();
    const { kept } = await azure.turnOff();
    expect(azure.isOn('oidcIssuerProfile')).toBe(true);
    expect(becauseOf(kept, 'OIDC issuer')).toContain('cannot be turned off');
    expect(becauseOf(kept, 'API server signs')).toMatch(/https:\/\//);
  });

  it('echoes all that it read, the certificate of the agents and a self-hosted issuer too', async () => {
    const azure = setUp('arc-zurich-01');
    const before = structuredClone<JsonObject>(azure.cluster().body);
    const { sent } = await azure.turnOff();
    const body = sent[0]?.body;
    if (!isObject(body)) throw new Error('No body.');
    for (const path of [
      ['agentPublicKeyCertificate'],
      ['oidcIssuerProfile', 'selfHostedIssuerUrl'],
    ]) {
      expect(at(body, 'properties', ...path)).toBeDefined();
      expect(at(body, 'properties', ...path)).toEqual(at(before, 'properties', ...path));
    }
    expect(body['tags']).toEqual(before['tags']);
  });

  it('waits for the agents, and does it again without a write', async () => {
    const azure = setUp('arc-hamburg-01');
    const { run } = await azure.turnOff();
    const wait = run.steps.find(({ id }) => id === 'wait')?.state;
    const seconds = wait?.kind === 'done' ? (wait.endedAtMs - wait.startedAtMs) / 1_000 : 0;
    expect(seconds).toBeGreaterThan(15);
    const again = await azure.turnOff();
    expect(again.writes).toEqual([]);
    expect(again.sent).toEqual([]);
    expect(again.run.outcome).toBe('succeeded');
  });

  it('goes on after a failure of the write', async () => {
    const azure = setUp('arc-hamburg-01');
    const prepared = await azure.prepare();
    azure.simulator.failNext('PUT', '/connectedClusters/', { operation: 'fails', code: 'Oops' });
    const { run } = await azure.clock.run(azure.run(prepared));
    expect(run.failure?.code).toBe('Oops');
    expect((await azure.clock.run(azure.runs.retry(run.runId))).outcome).toBe('succeeded');
    expect(azure.isOn('securityProfile')).toBe(false);
  });

  it('does not lead to a command that would turn it on again when the agents fail', async () => {
    const { run } = await setUp('arc-nantes-01').turnOff();
    expect(run.failure?.message).toContain('report a failure');
    expect(run.failure?.message).not.toContain('Azure CLI');
  });
});

describe('what is to be known before workload identity is turned off', () => {
  it('is which instances rely on it', async () => {
    expect((await setUp('arc-rotterdam-01').prepare()).cautions).toEqual([
      expect.stringMatching(/rely on it.* those of aio-rotterdam-01$/),
    ]);
    expect((await setUp('arc-hamburg-01').prepare()).cautions).toEqual([]);
  });

  it('is that this could not be read', async () => {
    const azure = setUp('arc-rotterdam-01');
    azure.simulator.failNext('POST', '/Microsoft.ResourceGraph/', { status: 403, code: 'No' }, 9);
    expect((await azure.prepare()).cautions[0]).toContain('could not be read');
  });
});

describe('what keeps workload identity from being turned off', () => {
  it.each([
    ['arc-ghent-01', /not turned on through Azure Arc/],
    ['arc-munich-02', /not turned on through Azure Arc|not connected/],
    ['arc-seville-01', /not connected/],
  ])('%s: is said before the first write', async (name, words) => {
    const azure = setUp(name);
    azure.writes();
    await expect(azure.prepare()).rejects.toThrow(words);
    expect(azure.writes()).toEqual([]);
  });

  it('is the permission to write the cluster', async () => {
    const azure = setUp('arc-hamburg-01', { who: 'reader' });
    expect(await whatLacks(azure.prepare())).toMatch(
      /Microsoft\.Kubernetes\/connectedClusters\/write.*arc-hamburg-01/,
    );
  });

  it('is an id of another type', async () => {
    const azure = setUp('arc-hamburg-01');
    await expect(
      azure.clock.run(
        prepareDisableClusterIdentity(
          { azure: azure.azure('t'), clock: azure.clock },
          { tenantId: 't', clusterId: '/subscriptions/x', subjectId: 's', subjectName: 's' },
          azure.context,
        ),
      ),
    ).rejects.toThrow('is not the resource id of an Arc-enabled cluster');
  });
});
