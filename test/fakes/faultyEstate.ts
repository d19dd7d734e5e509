import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { nodeDigest } from '../../src/azure/digest';
import { cloudOf } from '../../src/composition/cloudOf';
import { Runs } from '../../src/core/plan/runs';
import { setApiServerIssuer } from '../../src/simulator/arcAgents';
import type { FaultSource } from '../../src/simulator/faults';
import { createSimulator } from '../../src/simulator/simulator';
import type { Principal, StoredResource, World } from '../../src/simulator/world';
import { silentLog } from './silentLog';
import { VirtualClock } from './virtualClock';

/** Everything that an earlier world had come to, to begin another one with. */
export interface Captured {
  readonly nowMs: number;
  readonly resources: readonly StoredResource[];
  readonly principals: readonly Principal[];
}

export const capture = (world: World, nowMs: number): Captured => ({
  nowMs,
  resources: structuredClone([...world.resources.all()]),
  principals: [...world.principals.values()],
});

function restore(world: World, { resources, principals }: Captured): void {
  for (const { id, type, tenantId, body, hidden } of structuredClone(resources)) {
    world.resources.put(id, type, tenantId, body).hidden = hidden;
  }
  for (const each of principals) world.principals.set(each.objectId, each);
  // Those that the captured world has drawn already.
  for (let count = 0; count < 300; count += 1) world.newGuid();
}

/** What the wire must never see, whatever fails. */
class WatchedWire implements HttpClient {
  readonly broken: string[] = [];
  readonly deletions: string[] = [];
  /** What colleagues have written so far. */
  readonly foreign = new Map<string, ForeignMark>();
  private hasForeign = false;
  private readonly notBefore = new WeakMap<PipelineRequest, number>();
  private readonly putNotBefore = new Map<string, number>();
  /** Of the addresses at which operations are asked for. */
  private readonly pollNotBefore = new Map<string, number>();
  private readonly busy = new Map<string, number>();

  constructor(
    private readonly inner: HttpClient,
    private readonly clock: VirtualClock,
    private readonly world: World,
  ) {}

  async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    const path = new URL(request.url).pathname.toLowerCase();
    const isWrite = request.method === 'PUT' || request.method === 'DELETE';
    const key = `${request.method} ${path}`;
    const now = this.clock.now();
    const earliest = Math.max(
      this.notBefore.get(request) ?? 0,
      isWrite ? (this.putNotBefore.get(key) ?? 0) : (this.pollNotBefore.get(path) ?? 0),
    );
    if (now < earliest) this.broken.push(`${key} came ${earliest - now} ms too early`);
    if (request.method === 'DELETE') this.deletions.push(path);
    const [identity] = /^.*\/userassignedidentities\/[^/]+/.exec(path) ?? [];
    const lock = isWrite ? identity : undefined;
    if (lock !== undefined) {
      const running = this.busy.get(lock) ?? 0;
      if (running > 0) this.broken.push(`two writes at once to ${lock}`);
      this.busy.set(lock, running + 1);
    }
    try {
      const response = await this.inner.sendRequest(request);
      this.noteWait(request, key, response);
      if (response.bodyAsText?.includes('SubscriptionRequestsThrottled') === true) {
        this.broken.push(`more requests than the bucket holds: ${key}`);
      }
      return response;
    } finally {
      if (lock !== undefined) this.busy.set(lock, (this.busy.get(lock) ?? 1) - 1);
      this.noteForeign();
    }
  }

  private noteWait(request: PipelineRequest, key: string, response: PipelineResponse): void {
    const asked = response.headers.get('retry-after');
    if (asked === undefined) return;
    const untilMs = /^\d+$/.test(asked)
      ? this.clock.now() + Number(asked) * 1_000
      : Date.parse(asked);
    if (response.status < 300) {
      const poll =
        response.headers.get('azure-asyncoperation') ??
        response.headers.get('location') ??
        request.url;
      const { pathname } = new URL(poll);
      if (/\/operation(status|result)\w*\//i.test(pathname)) {
        this.pollNotBefore.set(pathname.toLowerCase(), untilMs);
      }
      return;
    }
    if (![429, 503].includes(response.status)) return;
    this.notBefore.set(request, untilMs);
    this.putNotBefore.set(key, untilMs);
  }

  /** The faults as they come, so that it is looked what colleagues have written. */
  watch(source: FaultSource): FaultSource {
    return {
      take: (request, nowMs) => {
        const fault = source.take(request, nowMs);
        this.hasForeign ||= (fault?.colleague ?? fault?.beside) !== undefined;
        return fault;
      },
    };
  }

  private noteForeign(): void {
    if (!this.hasForeign) return;
    this.hasForeign = false;
    for (const [key, mark] of foreignMarks(this.world)) this.foreign.set(key, mark);
  }
}

const shared = [
  'Microsoft.IoTOperations/instances',
  'Microsoft.IoTOperations/instances/dataflowEndpoints',
  'Microsoft.Kubernetes/connectedClusters',
  'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses',
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
  'Microsoft.Authorization/roleAssignments',
] as const;

/** What the colleagues of `faultKinds` leave in names and values. */
const signs = /colleague-\d+|rival-\d+|c0c0c0c0-0000-4000-8000-\d+/g;

/** What somebody else has written. */
export interface ForeignMark {
  readonly id: string;
  /** What it is known by. */
  readonly sign: string;
  /** It stands where a plan may want something else. */
  readonly isRival: boolean;
}

/** All that colleagues have written and is there, by resource and sign. */
export const foreignMarks = (world: World): ReadonlyMap<string, ForeignMark> =>
  new Map(
    shared.flatMap((type) =>
      world.resources.ofType(type).flatMap(({ id, body }) =>
        [...new Set(`${id} ${JSON.stringify(body)}`.match(signs))].map((sign) => {
          const key = `${id.toLowerCase()} ${sign}`;
          return [key, { id, sign, isRival: sign.startsWith('rival') }] as const;
        }),
      ),
    ),
  );

/** A simulated Azure whose wire is watched, and whose clusters' owners do what a run asks them for. */
export function faultyEstate(captured?: Captured) {
  const clock = new VirtualClock(captured?.nowMs);
  const simulator = createSimulator({
    scenario: 'ready',
    seed: 1,
    latencyMs: 5,
    now: () => clock.now(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
  });
  const { world } = simulator;
  if (captured) restore(world, captured);
  const wire = new WatchedWire(simulator.httpClient, clock, world);
  const cloud = cloudOf(simulator, { clock, log: silentLog, random: () => 0.5, transport: wire });
  let count = 0;
  const runs = new Runs(clock, silentLog, () => `run-${(count += 1)}`);
  const instance = world.resources.ofType('Microsoft.IoTOperations/instances')[0];
  const cluster = world.resources.ofType('Microsoft.Kubernetes/connectedClusters')[0];
  if (!instance || !cluster) throw new Error('The scenario has no instance.');
  runs.onDidChange((run) => {
    if (!run.steps.some(({ state }) => state.kind === 'waiting')) return;
    setApiServerIssuer(world, cluster.id);
    runs.answer(run.runId, 'done');
  });
  const group = instance.id.replace(/\/providers\/.*$/, '');
  const identity = (name: string) =>
    `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
  return {
    clock,
    simulator,
    world,
    wire,
    runs,
    context: { signal: new AbortController().signal },
    estate: {
      tenantId: instance.tenantId,
      instanceId: instance.id,
      clusterId: cluster.id,
      vaultId: `${group}/providers/Microsoft.KeyVault/vaults/kv-hamburg-plant`,
      identityId: identity('id-hamburg-secrets'),
      cloudIdentityId: identity('id-hamburg-cloud'),
    },
    tools: {
      azure: cloud.azure(instance.tenantId),
      clock,
      digest: nodeDigest,
      apiServers: { find: () => undefined, save: () => Promise.resolve() },
    },
  };
}

export type FaultyEstate = ReturnType<typeof faultyEstate>;
