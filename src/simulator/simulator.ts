import type { HttpClient } from '@azure/core-rest-pipeline';
import type { Exchange } from '../core/ports';
import type { WireRequest, WireResponse } from './provider';
import type { World } from './world';

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
}

/** What to do with matching requests instead of (or before) handling them. */
export interface Fault {
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  readonly headers?: Record<string, string>;
  /** `lostRequest`: never arrives; `lostAnswer`: is carried out, the answer is lost. */
  readonly network?: 'lostRequest' | 'lostAnswer';
  /** The write is accepted, then its operation ends as Failed with `code`. */
  readonly failOperation?: boolean;
}

/** Tokens as a signed-in person of the simulated directory gets them. */
export interface SimulatedToken {
  readonly token: string;
  readonly expiresOnTimestamp: number;
}

export interface Simulator {
  readonly world: World;
  /** The transport that every Azure client takes as an option. */
  readonly httpClient: HttpClient;
  /** One request on the wire, any of the simulated hosts. */
  handle(request: WireRequest): WireResponse;
  /**
   * Makes the next `times` (default 1) requests whose method is `method` and whose path contains or
   * matches `path` fail.
   */
  failNext(method: string, path: string | RegExp, fault: Fault, times?: number): void;
  /** Every request and answer so far, oldest first, no secrets. */
  readonly exchanges: readonly Exchange[];
  /** A token for the scenario's operator (a person who owns everything) in a tenant. */
  tokenFor(tenantId: string, scope: string, who?: string): SimulatedToken;
}
