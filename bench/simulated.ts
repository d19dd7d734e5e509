// What can be measured over the simulated Azure, without a window.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { nodeDigest } from '../src/azure/digest';
import { cloudOf } from '../src/composition/cloudOf';
import { listIdentities, listVaults, type Choice } from '../src/core/discover/choices';
import { childNodes, loadInventory } from '../src/core/discover/inventory';
import { at } from '../src/core/model/json';
import type { RunSnapshot } from '../src/core/model/run';
import type { Plan, Run, StepContext } from '../src/core/plan/plan';
import { Runs } from '../src/core/plan/runs';
import { prepareEnableSecretSync } from '../src/core/plans/enableSecretSync';
import type { Cloud, Log, RequestContext } from '../src/core/ports';
import { verifyInstance } from '../src/core/verify/verify';
import { createSimulator } from '../src/simulator/simulator';
import { VirtualClock } from '../src/simulator/virtualClock';
import { findCriticalPath, type CriticalPath, type RecordedExchange } from './criticalPath';

/** Of each answer, in ms of the virtual clock. */
const latencyMs = 100;

/** Rows of a page of Resource Graph, at most. */
const rowsPerPage = 1_000;

/** Which steps of enabling must follow which: trust first, then what makes the cluster use it. */
const stepOrder = {
  observe: [],
  roles: ['observe'],
  credential: ['observe'],
  providerClass: ['roles', 'credential'],
  defaultReference: ['providerClass'],
  confirm: ['defaultReference'],
};

const quiet = (): void => undefined;
const log: Log = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };
const context: RequestContext = { signal: new AbortController().signal };

/** Passes everything on and keeps it, with the step that it belongs to. */
class RecordingTransport implements HttpClient {
  readonly exchanges: RecordedExchange[] = [];
  readonly step = new AsyncLocalStorage<string>();

  constructor(
    private readonly inner: HttpClient,
    private readonly clock: VirtualClock,
  ) {}

  async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    const sentAtMs = this.clock.now();
    const response = await this.inner.sendRequest(request);
    const operations = ['azure-asyncoperation', 'location'].map((name) =>
      response.headers.get(name),
    );
    this.exchanges.push({
      step: this.step.getStore() ?? '',
      method: request.method,
      url: request.url,
      body: typeof request.body === 'string' ? request.body : '',
      sentAtMs,
      answeredAtMs: this.clock.now(),
      answer: response.bodyAsText ?? '',
      operationUrls: operations.filter((url) => url !== undefined),
    });
    return response;
  }
}

function createCloud(scenario: string) {
  const clock = new VirtualClock();
  const simulator = createSimulator({
    scenario,
    latencyMs,
    now: () => clock.now(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
  });
  const transport = new RecordingTransport(simulator.httpClient, clock);
  const cloud = cloudOf(simulator, { clock, log, random: () => 0.5, transport });
  return { clock, cloud, transport };
}

export interface TreeFigures {
  readonly clusters: number;
  readonly instances: number;
  readonly requests: number;
  /** Of the rows that the index has of this tenant's clusters and what is on them. */
  readonly pages: number;
}

/** What it takes to colour the tree of the larger tenant of a fleet, the list of tenants included. */
export async function measureTree(scenario: string): Promise<TreeFigures> {
  const { clock, cloud, transport } = createCloud(scenario);
  return clock.run(async () => {
    const figures: TreeFigures[] = [];
    const tenants = await cloud.tenants(context);
    const toList = transport.exchanges.length;
    for (const tenant of tenants) {
      const before = transport.exchanges.length;
      const inventory = await loadInventory(cloud, tenant, context);
      const clusters = childNodes(inventory);
      const sent = transport.exchanges.slice(before);
      figures.push({
        clusters: clusters.length,
        instances: clusters.flatMap((cluster) => childNodes(inventory, cluster)).length,
        requests: toList + sent.length,
        pages: Math.ceil(Math.max(...sent.map(totalRows)) / rowsPerPage),
      });
    }
    return figures.reduce((most, each) => (each.clusters > most.clusters ? each : most));
  });
}

const totalRows = ({ answer }: RecordedExchange): number =>
  Number(at(JSON.parse(answer), 'totalRecords') ?? 0);

export interface EnableFigures {
  readonly firstRun: RunSnapshot;
  readonly secondRun: RunSnapshot;
  /** Of the first run, in ms of the virtual clock. */
  readonly durationMs: number;
  readonly criticalPath: CriticalPath;
}

/** Enables secret synchronization on the only instance of `ready`, twice. */
export async function measureEnable(): Promise<EnableFigures> {
  const { clock, cloud, transport } = createCloud('ready');
  // Time goes on while modules load: what is loaded when first used is loaded before.
  await Promise.all([import('../src/azure/sdkIdentities'), import('../src/azure/sdkVaults')]);
  return clock.run(async () => {
    const target = await findTarget(cloud);
    const azure = cloud.azure(target.tenantId);
    const runs = new Runs(clock, log, randomUUID);
    const enable = async (): Promise<RunSnapshot> => {
      const tools = { azure, clock, digest: nodeDigest };
      const { plan } = await prepareEnableSecretSync(tools, target, context);
      transport.exchanges.length = 0;
      return runs.start(withStepsNoted(plan, transport.step));
    };
    const firstRun = await enable();
    const exchanges = [...transport.exchanges];
    const secondRun = await enable();
    return {
      firstRun,
      secondRun,
      durationMs: (firstRun.endedAtMs ?? NaN) - firstRun.startedAtMs,
      criticalPath: findCriticalPath(exchanges, stepOrder, Object.values(target).join(' ')),
    };
  });
}

export interface VerifyFigures {
  readonly links: number;
  readonly requests: number;
  /** In ms of the virtual clock. */
  readonly durationMs: number;
}

/** Verifies an instance from nothing known of it. */
export async function measureVerify(scenario: string, name: string): Promise<VerifyFigures> {
  const { clock, cloud, transport } = createCloud(scenario);
  await Promise.all([import('../src/azure/sdkIdentities'), import('../src/azure/sdkVaults')]);
  return clock.run(async () => {
    for (const tenant of await cloud.tenants(context)) {
      const inventory = await loadInventory(cloud, tenant, context);
      const found = [...inventory.instances.values()].flat().find((each) => each.name === name);
      if (!found) continue;
      const tools = { azure: cloud.azure(tenant.id), clock, apiServers: { find: () => undefined } };
      const target = { tenantId: tenant.id, instanceId: found.id };
      transport.exchanges.length = 0;
      const startedAtMs = clock.now();
      const { verification } = await verifyInstance(tools, target, context);
      return {
        links: verification.checks.length + verification.cloud.length,
        requests: transport.exchanges.length,
        durationMs: clock.now() - startedAtMs,
      };
    }
    throw new Error(`The scenario has no ${name}.`);
  });
}

async function findTarget(cloud: Cloud) {
  const [tenant] = await cloud.tenants(context);
  if (!tenant) throw new Error('The scenario has no tenant.');
  const azure = cloud.azure(tenant.id);
  const inventory = await loadInventory(cloud, tenant, context);
  const [vaults, identities] = await Promise.all([
    listVaults(azure, context),
    listIdentities(azure, context),
  ]);
  return {
    tenantId: tenant.id,
    instanceId: onlyOne([...inventory.instances.values()].flat()).id,
    vaultId: onlyOne<Choice>(vaults).id,
    identityId: onlyOne<Choice>(identities).id,
  };
}

function onlyOne<T>(all: readonly T[]): T {
  const [one, ...more] = all;
  if (one === undefined || more.length > 0) throw new Error('The scenario has not one of each.');
  return one;
}

/** The same plan, whose requests know the step that sends them. */
const withStepsNoted = (plan: Plan, noted: AsyncLocalStorage<string>): Plan => ({
  ...plan,
  run: (run: Run<string>) =>
    plan.run({
      context: run.context,
      skip: (id, because) => {
        run.skip(id, because);
      },
      all: (works) => run.all(works),
      step: <T>(id: string, work: (step: StepContext) => Promise<T>) =>
        run.step(id, (step) => noted.run(id, () => work(step))),
    }),
});
