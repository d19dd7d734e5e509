import type { HttpClient } from '@azure/core-rest-pipeline';
import type { Exchange } from '../core/ports';
import { toErrorResponse } from './arm/errorBody';
import type { PlannedEnd } from './arm/operations';
import { ArmRouter } from './arm/router';
import { issueAccessToken, type AccessToken } from './entra/accessToken';
import { Faults, unsentCode, type Fault, type FaultSource } from './faults';
import { writeAsColleague, writeBeside } from './colleague';
import { createHttpClient } from './httpClient';
import { ArmFault, type HostHandler, type WireRequest, type WireResponse } from './provider';
import { createHosts, providers } from './providers/all';
import { delayIndex } from './resourceGraph/service';
import { findPerson } from './scenarios/directory';
import { applyScenario, defaultScenario } from './scenarios/scenarios';
import { startSecretStore } from './secretStore';
import { deliver, type Delivery, type Wire } from './wire';
import type { World } from './world';
import { WorldState } from './worldState';

export interface SimulatorOptions {
  /** `factory` (default), `ready` or `fleet:N`. */
  readonly scenario?: string;
  /** Same seed, same ids. Default 1. */
  readonly seed?: number;
  /** Epoch in ms; default Date.now. */
  readonly now?: () => number;
  /** Latency of each answer in simulated ms; default 0. Needs `sleep`. */
  readonly latencyMs?: number;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** How long tokens of the sign-in live, in simulated ms; default an hour. */
  readonly tokenLifetimeMs?: number;
}

export interface Simulator {
  readonly world: World;
  /** The transport that every Azure client takes as an option. */
  readonly httpClient: HttpClient;
  /** One request on the wire, to any of the simulated hosts, with its way there and back. */
  send(request: WireRequest, signal?: AbortSignal): Promise<Delivery>;
  /** The same at once, for whoever tests a single answer. */
  handle(request: WireRequest): WireResponse;
  /**
   * Makes the next `times` (default 1) requests whose method is `method` and whose path contains or
   * matches `path` fail.
   */
  failNext(method: string, path: string | RegExp, fault: Fault, times?: number): void;
  /** Asks `source`, too, which faults requests meet; undefined: none but those of `failNext`. */
  disturb(source: FaultSource | undefined): void;
  /** Every request and answer so far, oldest first, no secrets. */
  readonly exchanges: readonly Exchange[];
  /** A token for the scenario's operator (a person who owns everything) in a tenant. */
  tokenFor(tenantId: string, scope: string, who?: string): AccessToken;
}

const armHost = 'management.azure.com';

const refusal = ({ status = 500, code, message, headers = {} }: Fault): WireResponse =>
  toErrorResponse(
    new ArmFault(status, code ?? 'SimulatedFault', message ?? 'Simulated fault.', { headers }),
  );

/** One simulated Azure: a world, its services, and the wire that leads to them. */
class SimulatedAzure implements Simulator {
  readonly world: WorldState;
  readonly httpClient: HttpClient;
  readonly exchanges: Exchange[] = [];
  private readonly arm: ArmRouter;
  private readonly hosts: readonly HostHandler[];
  private readonly wire: Wire;
  private readonly faults = new Faults();
  private disturbance: FaultSource | undefined;
  /** Keys kept by requests whose answers are still on their way. */
  private readonly held = new Set<string>();

  constructor(options: SimulatorOptions) {
    const { scenario = defaultScenario, seed = 1, now = Date.now, latencyMs = 0 } = options;
    this.world = new WorldState(seed, now);
    applyScenario(this.world, scenario);
    startSecretStore(this.world);
    this.arm = new ArmRouter(this.world, providers);
    this.hosts = createHosts(this.world, options);
    this.wire = {
      latencyMs,
      sleep: options.sleep ?? (() => Promise.resolve()),
      begin: (request) => this.begin(request),
    };
    this.httpClient = createHttpClient(this.wire);
  }

  send(request: WireRequest, signal?: AbortSignal): Promise<Delivery> {
    return deliver(this.wire, request, signal);
  }

  handle(request: WireRequest): WireResponse {
    const { delivery, end } = this.begin(request);
    end();
    return delivery.kind === 'answered'
      ? delivery.response
      : toErrorResponse(new ArmFault(502, 'BadGateway', 'The answer was lost (simulated).'));
  }

  failNext(method: string, path: string | RegExp, fault: Fault, times = 1): void {
    this.faults.add(method, path, fault, times);
  }

  disturb(source: FaultSource | undefined): void {
    this.disturbance = source;
  }

  tokenFor(tenantId: string, scope: string, who = 'operator'): AccessToken {
    const principal = findPerson(this.world, tenantId, who);
    if (!principal) throw new RangeError(`Tenant ${tenantId} has no person called ${who}.`);
    return issueAccessToken(this.world, principal, scope.replace(/\/\.default$/, ''));
  }

  /** Carries a request out. What it holds is held until `end`. */
  private begin(request: WireRequest): ReturnType<Wire['begin']> {
    const own: string[] = [];
    const hold = (key: string): boolean => {
      if (this.held.has(key) && !own.includes(key)) return false;
      this.held.add(key);
      own.push(key);
      return true;
    };
    const delivery = this.deliver(request, hold);
    this.note(request, delivery);
    return {
      delivery,
      end: () => {
        for (const key of own) this.held.delete(key);
      },
    };
  }

  private deliver(request: WireRequest, hold: (key: string) => boolean): Delivery {
    this.world.settle();
    const fault =
      this.faults.take(request) ?? this.disturbance?.take(request, this.world.now()) ?? {};
    const unsent = unsentCode(fault);
    if (unsent !== undefined) return { kind: 'failed', code: unsent };
    if (fault.colleague) writeAsColleague(this.arm, request, fault.colleague);
    const beside = fault.beside?.(request, this.world);
    if (beside) writeBeside(this.arm, request, beside);
    if (fault.indexLagMs !== undefined) delayIndex(this.world, fault.indexLagMs);
    if (fault.status !== undefined && !fault.isCarriedOut) {
      return { kind: 'answered', response: refusal(fault) };
    }
    const ending: PlannedEnd | undefined = fault.operation && {
      end: fault.operation,
      code: fault.code ?? 'InternalServerError',
      message: fault.message ?? 'The operation failed (simulated).',
    };
    const response = this.answer(request, fault.isInTheWay ? () => false : hold, ending);
    if (!response) return { kind: 'hostNotFound' };
    if (fault.status !== undefined) return { kind: 'answered', response: refusal(fault) };
    switch (fault.network) {
      case 'lostAnswer':
        return { kind: 'failed', code: 'ECONNRESET' };
      case 'cutAnswer':
        return { kind: 'cut', response };
      case 'silence':
        return { kind: 'silent' };
      default:
        return { kind: 'answered', response };
    }
  }

  private answer(
    request: WireRequest,
    hold: (key: string) => boolean,
    ending: PlannedEnd | undefined,
  ): WireResponse | undefined {
    const host = request.url.host.toLowerCase();
    const correlationId =
      request.headers.get('x-ms-correlation-request-id') ?? this.world.newGuid();
    const ids = {
      'x-ms-request-id': this.world.newGuid(),
      'x-ms-correlation-request-id': correlationId,
    };
    try {
      const response =
        host === armHost
          ? this.arm.handle(request, hold, ending)
          : this.hosts.find((each) => each.accepts(host))?.handle(request);
      return response && { ...response, headers: { ...ids, ...response.headers } };
    } catch (error) {
      if (!(error instanceof ArmFault)) throw error;
      const response = toErrorResponse(error);
      return { ...response, headers: { ...ids, ...response.headers } };
    }
  }

  private note(request: WireRequest, delivery: Delivery): void {
    const { method, url } = request;
    this.exchanges.push({
      method,
      path: url.pathname,
      elapsedMs: 0,
      ...(delivery.kind === 'answered' ? { status: delivery.response.status } : {}),
    });
  }
}

/**
 * An Azure in memory, filled with a scenario.
 *
 * @throws {RangeError} there is no such scenario
 */
export const createSimulator = (options: SimulatorOptions = {}): Simulator =>
  new SimulatedAzure(options);
