import { scaledClock } from '../../../src/azure/clock';
import type { WireRequest } from '../../../src/simulator/provider';
import { serveSimulator } from '../../../src/simulator/server';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator';
import { timings } from '../../../src/simulator/timings';
import type { Delivery } from '../../../src/simulator/wire';
import { speed } from './simulatedInternet.mts';

/** A write at the door of Azure. */
export interface HeldWrite {
  /** Lower case. */
  readonly path: string;
  readonly body: string;
}

/** `letThrough`: as if nobody had held it; `unanswered`: it is carried out, and no answer comes. */
type Fate = 'letThrough' | 'unanswered';

interface Held {
  readonly write: HeldWrite;
  readonly decide: (fate: Fate) => void;
}

const isWrite = ({ method, url }: WireRequest): boolean =>
  url.host === 'management.azure.com' && ['PUT', 'PATCH', 'DELETE'].includes(method);

/** Holds each write until somebody decides about it. */
class Gate {
  readonly carriedOut: HeldWrite[] = [];
  private readonly waiting = new Set<Held>();

  constructor(private readonly simulator: Simulator) {}

  /** Those whose senders still wait, oldest first. */
  get held(): readonly HeldWrite[] {
    return [...this.waiting].map(({ write }) => write);
  }

  decide(writes: readonly HeldWrite[], fate: Fate): void {
    for (const { write, decide } of this.waiting) if (writes.includes(write)) decide(fate);
  }

  async send(request: WireRequest, signal?: AbortSignal): Promise<Delivery> {
    if (!isWrite(request)) return this.simulator.send(request, signal);
    const write = { path: request.url.pathname.toLowerCase(), body: request.body ?? '' };
    if ((await this.hold(write, signal)) === 'unanswered') {
      this.note(write, this.simulator.handle(request).status);
      return { kind: 'silent' };
    }
    const delivery = await this.simulator.send(request, signal);
    if (delivery.kind === 'answered') this.note(write, delivery.response.status);
    return delivery;
  }

  private note(write: HeldWrite, status: number): void {
    if (status < 300) this.carriedOut.push(write);
  }

  private hold(write: HeldWrite, signal?: AbortSignal): Promise<Fate> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.waiting.delete(held);
        signal?.removeEventListener('abort', giveUp);
      };
      const held: Held = {
        write,
        decide: (fate) => {
          end();
          resolve(fate);
        },
      };
      const giveUp = (): void => {
        end();
        reject(signal?.reason as Error);
      };
      this.waiting.add(held);
      if (signal?.aborted === true) giveUp();
      else signal?.addEventListener('abort', giveUp);
    });
  }
}

/** A simulated Azure in this process, which nobody writes to before the test has decided about it. */
export interface HeldAzure extends AsyncDisposable {
  readonly port: number;
  readonly certificate: string;
  readonly simulator: Simulator;
  readonly held: Gate['held'];
  /** Those that Azure has accepted, oldest first. */
  readonly carriedOut: readonly HeldWrite[];
  decide(writes: readonly HeldWrite[], fate: Fate): void;
  /** How long it takes to answer. */
  pace: Pace;
  /** So much simulated time has passed at once. */
  skip(ms: number): void;
}

/** `slow`: each answer takes a third of a second, so that each step can be seen and ended. */
export type Pace = 'quick' | 'slow';

const latencyMs = 300 * speed;

export async function startHeldAzure(scenario: string): Promise<HeldAzure> {
  const clock = scaledClock(speed);
  let skippedMs = 0;
  let pace: Pace = 'quick';
  const simulator = createSimulator({
    scenario,
    latencyMs,
    now: () => clock.now() + skippedMs,
    sleep: (ms, signal) => clock.sleep(pace === 'slow' ? ms : ms / 10, signal),
    // Clients count its seconds as real ones.
    tokenLifetimeMs: timings.tokenLifetimeMs * speed,
  });
  const gate = new Gate(simulator);
  const { port, certificate, ...served } = await serveSimulator({
    world: simulator.world,
    send: (request, signal) => gate.send(request, signal),
  });
  return {
    port,
    certificate,
    simulator,
    get held() {
      return gate.held;
    },
    carriedOut: gate.carriedOut,
    decide: (writes, fate) => {
      gate.decide(writes, fate);
    },
    get pace() {
      return pace;
    },
    set pace(wanted) {
      pace = wanted;
    },
    skip: (ms) => {
      skippedMs += ms;
    },
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
}
