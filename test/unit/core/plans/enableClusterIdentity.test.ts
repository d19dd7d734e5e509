import { beforeAll, describe, expect, it } from 'vitest';
import {
  at,
  isObject,
  objectsAt,
  stringAt,
  type JsonObject,
} from '../../../../src/core/model/json';
import type { RunSnapshot } from '../../../../src/core/model/run';
import { Runs } from '../../../../src/core/plan/runs';
import { prepareEnableClusterIdentity } from '../../../../src/core/plans/enableClusterIdentity';
import { loadSdks } from '../../../builders/azure';
import { silentLog } from '../../../fakes/silentLog';
import { simulated, type SimulatedOptions } from '../../../fakes/simulated';
import { whatLacks } from '../../../fakes/whatLacks';

const context = { signal: new AbortController().signal };

function setUp(options: SimulatedOptions = {}) {
  const all = simulated({ scenario: 'factory', ...options });
  const { clock, simulator } = all;
  const runs = new Runs(clock, silentLog, () => 'run');
  const seen: RunSnapshot[] = [];
  runs.onDidChange((run) => seen.push(run));

  function clusterOf(name: string) {
    const found = simulator.world.resources
      .ofType('Microsoft.Kubernetes/connectedClusters')
      .find((each) => each.name === name);
    if (!found) throw new Error(`There is no cluster ${name}.`);
    return found;
  }

  const prepare = (name: string, selfHostedIssuerUrl?: string) => {
    const { id, tenantId } = clusterOf(name);
    return prepareEnableClusterIdentity(
      { azure: all.azure(tenantId), clock },
      {
        tenantId,
        clusterId: id,
        subjectId: id,
        subjectName: name,
        ...(selfHostedIssuerUrl === undefined ? {} : { selfHostedIssuerUrl }),
      },
      context,
    );
  };

  async function enable(name: string, selfHostedIssuerUrl?: string) {
    const { plan, writes } = await prepare(name, selfHostedIssuerUrl);
    all.writes();
    const run = await runs.start(plan);
    return { run, planned: writes, sent: all.writes(), cluster: clusterOf(name) };
  }
  return { ...all, runs, seen, clusterOf, prepare, enable };
}

/** The properties of a resource but one. */
const propertiesBut = (body: JsonObject, name: string): JsonObject => {
  const properties = isObject(body['properties']) ? body['properties'] : {};
  return Object.fromEntries(Object.entries(properties).filter(([each]) => each !== name));
};

const stateOf = (run: RunSnapshot, id: string) =>
  run.steps.find((step) => step.id === id)?.state.kind;

beforeAll(loadSdks);

describe('turning on OIDC issuer and workload identity', () => {
  it('makes one write, waits for the agents, and checks the issuer', async () => {
    const it = setUp();
    const { run, planned, sent, cluster } = await it.clock.run(it.enable('arc-lyon-01'));
    expect(run.outcome).toBe('succeeded');
    expect(planned).toHaveLength(1);
    expect(sent.map(({ method }) => method)).toEqual(['PUT']);
    const issuer = stringAt(cluster.body, 'properties', 'oidcIssuerProfile', 'issuerUrl') ?? '';
    const last = run.steps.find(({ id }) => id === 'issuer');
    expect(last?.detail.replace(/\/$/, '')).toBe(issuer.replace(/\/$/, ''));
    const wait = run.steps.find(({ id }) => id === 'wait')?.state;
    const seconds = wait?.kind === 'done' ? (wait.endedAtMs - wait.startedAtMs) / 1_000 : 0;
    expect(seconds).toBeGreaterThan(120);
    expect(seconds).toBeLessThan(400);
  });

  it('echoes all that it read, and nothing that Azure owns', async () => {
    const it = setUp();
    const before = structuredClone<JsonObject>(it.clusterOf('arc-lyon-01').body);
    const { sent } = await it.clock.run(it.enable('arc-lyon-01'));
    const body = sent[0]?.body;
    if (!isObject(body)) throw new Error('No body.');
    for (const name of ['agentPublicKeyCertificate', 'distribution', 'infrastructure']) {
      expect(at(body, 'properties', name)).toEqual(at(before, 'properties', name));
    }
    expect(body['tags']).toEqual(before['tags']);
    expect(body['identity']).toEqual({ type: 'SystemAssigned' });
    for (const name of ['connectivityStatus', 'provisioningState', 'agentVersion']) {
      expect(body['properties']).not.toHaveProperty(name);
    }
    expect(at(body, 'properties', 'arcAgentProfile')).not.toHaveProperty('agentState');
  });

  it('has nothing to do on a cluster that has both, and does not touch it', async () => {
    const it = setUp();
    const { run, planned, sent } = await it.clock.run(it.enable('arc-hamburg-01'));
    expect(planned).toEqual([]);
    expect(sent).toEqual([]);
    expect([run.outcome, stateOf(run, 'update')]).toEqual(['succeeded', 'skipped']);
  });

  it('turns on the one that is missing', async () => {
    const it = setUp();
    const { run, sent, planned } = await it.clock.run(it.enable('arc-leeds-01'));
    expect(planned[0]?.detail).toContain('workload identity on');
    expect(planned[0]?.detail).not.toContain('OIDC issuer on');
    expect([run.outcome, sent.length]).toEqual(['succeeded', 1]);
  });

  it('can be left while it waits, and goes on without another write', async () => {
    const it = setUp();
    const { plan } = await it.clock.run(it.prepare('arc-lyon-01'));
    it.writes();
    it.clock.at(60_000, () => {
      const running = it.runs.latest(plan.subjectId);
      if (running) it.runs.cancel(running.runId);
    });
    expect((await it.clock.run(it.runs.start(plan))).outcome).toBe('cancelled');
    expect(it.writes()).toHaveLength(1);
    const { run, sent } = await it.clock.run(it.enable('arc-lyon-01'));
    expect([run.outcome, sent.length]).toEqual(['succeeded', 0]);
  });

  it('takes a wait up that another window began: no write, and it says so', async () => {
    const it = setUp();
    const { writes, waits } = await it.clock.run(it.prepare('arc-cork-01'));
    expect(writes).toEqual([]);
    expect(waits).toContain('nothing is written');
    expect((await it.clock.run(it.prepare('arc-hamburg-01'))).waits).toBeUndefined();
  });

  it('writes again after a write that was accepted and then failed', async () => {
    const it = setUp();
    it.simulator.failNext('PUT', '/connectedClusters/', { operation: 'fails', code: 'Oops' });
    const failed = await it.clock.run(it.enable('arc-lyon-01'));
    expect(failed.run.failure?.code).toBe('Oops');
    const { run, sent } = await it.clock.run(it.enable('arc-lyon-01'));
    expect([run.outcome, sent.length]).toEqual(['succeeded', 1]);
  });

  it('tells while it waits what it waits for', async () => {
    const it = setUp();
    await it.clock.run(it.enable('arc-lyon-01'));
    const details = new Set(
      it.seen.flatMap(({ steps }) => steps.filter(({ id }) => id === 'wait').map((s) => s.detail)),
    );
    expect([...details].join('\n')).toMatch(/issuer/);
  });

  it('says what the agents say when they fail, with the way out', async () => {
    const it = setUp();
    const { run } = await it.clock.run(it.enable('arc-nantes-01'));
    expect(run.outcome).toBe('failed');
    const message = run.steps.flatMap(({ state }) =>
      state.kind === 'failed' ? [state.failure.message] : [],
    )[0];
    expect(message).toContain('Update Cluster by Azure CLI…');
    const [agents] = objectsAt(
      it.clusterOf('arc-nantes-01').body,
      'properties',
      'arcAgentProfile',
      'agentErrors',
    );
    expect(message).toContain(stringAt(agents, 'message'));
  });

  it('gives up after a quarter of an hour, with what is missing', async () => {
    const it = setUp();
    const { run } = await it.clock.run(it.enable('arc-cork-01'));
    expect(run.outcome).toBe('failed');
    const seconds = ((run.endedAtMs ?? 0) - run.startedAtMs) / 1_000;
    expect(seconds).toBeGreaterThanOrEqual(900);
    expect(seconds).toBeLessThan(930);
  });
});

describe('what applies to a cluster is said before anything is written', () => {
  it.each([
    ['arc-graz-01', /AKS on Azure Local.*az aksarc create/],
    ['arc-linz-01', /AKS Edge Essentials.*quickstart script/],
    ['arc-verona-01', /not connected to Azure/],
    ['arc-bremen-01', /1\.21 or later.*1\.19/],
  ])('%s', async (name, words) => {
    const it = setUp();
    await expect(it.clock.run(it.prepare(name))).rejects.toThrow(words);
    expect(it.writes()).toEqual([]);
  });

  it.each(['', null, undefined])(
    'nothing is sent where Azure does not show the certificate of the agents: %j',
    async (certificate) => {
      const it = setUp();
      const stored = it.clusterOf('arc-lyon-01');
      const properties = propertiesBut(stored.body, 'agentPublicKeyCertificate');
      stored.body = {
        ...stored.body,
        properties: {
          ...properties,
          ...(certificate === undefined ? {} : { agentPublicKeyCertificate: certificate }),
        },
      };
      await expect(it.clock.run(it.prepare('arc-lyon-01'))).rejects.toThrow(
        /did not show the certificate of the agents of arc-lyon-01/,
      );
      expect(it.writes()).toEqual([]);
    },
  );

  it('stops before the write where the certificate is gone since the review', async () => {
    const it = setUp();
    const { plan } = await it.clock.run(it.prepare('arc-lyon-01'));
    const stored = it.clusterOf('arc-lyon-01');
    const properties = propertiesBut(stored.body, 'agentPublicKeyCertificate');
    stored.body = { ...stored.body, properties };
    const run = await it.clock.run(it.runs.start(plan));
    expect(run.failure?.message).toMatch(/cut the cluster off/);
    expect(it.writes()).toEqual([]);
  });

  it('needs the permission to write the cluster', async () => {
    const it = setUp({ who: 'reader' });
    expect(await whatLacks(it.clock.run(it.prepare('arc-lyon-01')))).toMatch(
      /Microsoft\.Kubernetes\/connectedClusters\/write.*arc-lyon-01/,
    );
  });

  it('keeps the issuer of a cluster that has its own', async () => {
    const it = setUp();
    const own = stringAt(
      it.clusterOf('arc-austin-01').body,
      'properties',
      'oidcIssuerProfile',
      'selfHostedIssuerUrl',
    );
    expect(own).toBeDefined();
    const stored = it.clusterOf('arc-austin-01');
    const properties = propertiesBut(stored.body, 'securityProfile');
    stored.body = { ...stored.body, properties };
    const { cluster, sent } = await it.clock.run(it.enable('arc-austin-01'));
    expect(sent).toHaveLength(1);
    expect(at(sent[0]?.body, 'properties', 'oidcIssuerProfile', 'selfHostedIssuerUrl')).toBe(own);
    expect(stringAt(cluster.body, 'properties', 'oidcIssuerProfile', 'selfHostedIssuerUrl')).toBe(
      own,
    );
  });

  it('refuses ids of another type', async () => {
    const it = setUp();
    await expect(
      it.clock.run(
        prepareEnableClusterIdentity(
          { azure: it.azure('t'), clock: it.clock },
          { tenantId: 't', clusterId: '/subscriptions/x', subjectId: 's', subjectName: 's' },
          context,
        ),
      ),
    ).rejects.toThrow('is not the resource id of an Arc-enabled cluster');
  });
});
