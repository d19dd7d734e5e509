import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { cloudOf } from '../../src/composition/cloudOf';
import { isObject } from '../../src/core/model/json';
import type { Azure, Cloud, Log } from '../../src/core/ports';
import { createSimulator, type Simulator } from '../../src/simulator/simulator';
import { ArmSchemas } from './armSchemas';
import { PlantedAnswers } from './plantedAnswers';
import { silentLog } from './silentLog';
import { VirtualClock } from './virtualClock';

/** A request as it went over the wire. */
export interface SentRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
  /** The header, token and all. */
  readonly authorization: string | undefined;
  readonly atMs: number;
}

export interface SimulatedOptions {
  readonly scenario?: string;
  readonly seed?: number;
  /** Of each answer; default 100 ms. */
  readonly latencyMs?: number;
  /** Whose token: a name of the scenario's people. Default: the operator, who owns everything. */
  readonly who?: string;
  /** Default: nothing is logged. */
  readonly log?: Log;
  /** Stands for every human message in every answer. Default: they are as the service words them. */
  readonly message?: string;
  /** Stands in every object and among the headers of every answer, where nothing looks for it. */
  readonly canary?: string;
}

/** The simulated Azure on a virtual clock, with everything that was sent, checked against the schemas. */
export interface Simulated {
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  readonly cloud: Cloud;
  readonly sent: readonly SentRequest[];
  readonly schemas: ArmSchemas;
  readonly azure: (tenantId: string) => Azure;
  /** What was sent since the last call, as `PUT vaults/kv`-like lines, reads left out. */
  writes(): readonly SentRequest[];
}

const isWrite = ({ method, url }: SentRequest): boolean =>
  method !== 'GET' && method !== 'HEAD' && !url.pathname.includes('/Microsoft.ResourceGraph/');

/** The answer with another text for each message, wherever it is. */
function reworded(value: unknown, message: string): unknown {
  if (Array.isArray(value)) return value.map((each) => reworded(each, message));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      typeof each === 'string' && /message|description$/i.test(name)
        ? message
        : reworded(each, message),
    ]),
  );
}

/** Words every answer in its own way. */
class RewordingTransport implements HttpClient {
  constructor(
    private readonly inner: HttpClient,
    private readonly message: string,
  ) {}

  async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    const response = await this.inner.sendRequest(request);
    const { bodyAsText } = response;
    if (!bodyAsText?.startsWith('{')) return response;
    const body = reworded(JSON.parse(bodyAsText), this.message);
    return { ...response, bodyAsText: JSON.stringify(body) };
  }
}

class WatchedTransport implements HttpClient {
  readonly sent: SentRequest[] = [];

  constructor(
    private readonly inner: HttpClient,
    private readonly clock: VirtualClock,
    private readonly schemas: ArmSchemas,
  ) {}

  sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    const url = new URL(request.url);
    const body: unknown = typeof request.body === 'string' ? JSON.parse(request.body) : undefined;
    const authorization = request.headers.get('authorization');
    this.sent.push({
      method: request.method,
      url,
      body,
      authorization,
      atMs: this.clock.now(),
    });
    if (request.method === 'PUT' && isObject(body)) {
      const fault = this.schemas.findFault(url, body);
      if (fault !== undefined) {
        return Promise.reject(new Error(`PUT ${url.pathname} is against its schema:\n${fault}`));
      }
    }
    return this.inner.sendRequest(request);
  }
}

/** @throws {Error} from a request whose PUT body the official schema refuses */
export function simulated(options: SimulatedOptions = {}): Simulated {
  const {
    scenario = 'ready',
    seed = 1,
    latencyMs = 100,
    who,
    log = silentLog,
    message,
    canary,
  } = options;
  const clock = new VirtualClock();
  const simulator = createSimulator({
    scenario,
    seed,
    latencyMs,
    now: () => clock.now(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
  });
  const schemas = new ArmSchemas();
  const { httpClient } = simulator;
  const transport = new WatchedTransport(
    message === undefined ? httpClient : new RewordingTransport(httpClient, message),
    clock,
    schemas,
  );
  const cloud = cloudOf(simulator, {
    clock,
    log,
    random: () => 0.5,
    transport: canary === undefined ? transport : new PlantedAnswers(transport, canary),
    ...(who === undefined ? {} : { who }),
  });
  let seen = 0;
  return {
    simulator,
    clock,
    sent: transport.sent,
    schemas,
    azure: (tenantId) => cloud.azure(tenantId),
    cloud,
    writes: () => {
      const fresh = transport.sent.slice(seen).filter(isWrite);
      seen = transport.sent.length;
      return fresh;
    },
  };
}
