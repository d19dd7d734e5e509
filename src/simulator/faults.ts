import type { JsonObject } from '../core/model/json';
import type { OperationEnd } from './arm/operations';
import type { WireRequest } from './provider';
import type { World } from './world';

/**
 * What happens to the connection. `lostRequest`, `reset`, `dns` and `tls`: the request never arrives.
 * `lostAnswer`, `cutAnswer` and `silence`: it is carried out, and the answer is lost, broken off in its
 * middle, or awaited in vain.
 */
export type NetworkFault =
  'lostRequest' | 'reset' | 'dns' | 'tls' | 'lostAnswer' | 'cutAnswer' | 'silence';

/** A write of somebody else, by the api-version of the request that it comes before. */
export interface WrittenBeside {
  readonly path: string;
  readonly body: JsonObject;
}

/** What to do with a matching request instead of (or before, or after) handling it. */
export interface Fault {
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  readonly headers?: Record<string, string>;
  /** The request is carried out all the same; only then a gateway answers with `status`. */
  readonly isCarriedOut?: true;
  readonly network?: NetworkFault;
  /** The write is accepted; then its operation ends so, with `code`. */
  readonly operation?: OperationEnd;
  /** Somebody else writes the resource first: its body as it then is, or undefined for no change. */
  readonly colleague?: (body: JsonObject) => JsonObject | undefined;
  /** Somebody else writes another resource, or the same, first. Undefined: nothing. */
  readonly beside?: (request: WireRequest, world: World) => WrittenBeside | undefined;
  /** Their write is still under way, as far as Azure lets only one at a time through. */
  readonly isInTheWay?: true;
  /** How far the index of Resource Graph is behind for this query, in ms. */
  readonly indexLagMs?: number;
}

/** Says which request is to meet which fault. */
export interface FaultSource {
  /** The fault for this request, used up by it. */
  take(request: WireRequest, nowMs: number): Fault | undefined;
}

/** Failures of the connection before the request has arrived, by the code that Node gives them. */
const unsentCodes: Readonly<Partial<Record<NetworkFault, string>>> = {
  lostRequest: 'ECONNRESET',
  reset: 'EPIPE',
  dns: 'EAI_AGAIN',
  tls: 'CERT_HAS_EXPIRED',
};

/** Undefined: the request arrives. */
export const unsentCode = ({ network }: Fault): string | undefined =>
  network && unsentCodes[network];

interface Planned {
  readonly method: string;
  readonly path: string | RegExp;
  readonly fault: Fault;
  left: number;
}

/** The faults that somebody asked for, each for so many matching requests. */
export class Faults implements FaultSource {
  private planned: Planned[] = [];

  add(method: string, path: string | RegExp, fault: Fault, times: number): void {
    this.planned.push({ method: method.toUpperCase(), path, fault, left: times });
  }

  take({ method, url }: WireRequest): Fault | undefined {
    const path = url.pathname;
    const found = this.planned.find(
      (each) =>
        (each.method === '*' || each.method === method.toUpperCase()) &&
        (typeof each.path === 'string'
          ? path.toLowerCase().includes(each.path.toLowerCase())
          : each.path.test(path)),
    );
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.planned = this.planned.filter((each) => each !== found);
    return found.fault;
  }
}
