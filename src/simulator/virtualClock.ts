import type { Clock } from '../core/ports';

interface Timer {
  readonly dueAtMs: number;
  readonly order: number;
  readonly fire: () => void;
}

export interface RunOptions {
  /** How much virtual time the work may take, in ms. Default: seven days. */
  readonly limitMs?: number;
}

/** How long `run` waits, in real ms, for work that waits for nothing on this clock. */
const realPatienceMs = 3_000;

/**
 * Time that passes only in {@link run} and {@link advance}, and then at once: from one sleeper to the
 * next, in order of due time and, among equals, in order of going to sleep. It moves on when nothing
 * is left to do in the current instant, so the same work takes the same virtual time every time.
 *
 * Modules that the work loads lazily should be loaded before, else timers go off while they load.
 */
export class VirtualClock implements Clock {
  #nowMs: number;
  #order = 0;
  #timers: Timer[] = [];

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  /** How many sleepers there are: zero after work that leaves nothing behind. */
  get sleepers(): number {
    return this.#timers.length;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const onAbort = () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(signal?.reason as Error);
      };
      const timer: Timer = {
        dueAtMs: this.#nowMs + Math.max(0, ms),
        order: this.#order++,
        fire: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      this.#timers.push(timer);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Calls `action` when the clock has reached `afterMs` from now; `cancel()` in the middle, say. */
  at(afterMs: number, action: () => void): void {
    void this.sleep(afterMs).then(action);
  }

  /** Lets `ms` pass, waking everybody whose time comes. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settle();
    for (let next = this.#next(); next && next.dueAtMs <= untilMs; next = this.#next()) {
      this.#wake(next);
      await settle();
    }
    this.#nowMs = untilMs;
  }

  /**
   * Runs `work` to its end, jumping from sleeper to sleeper, and gives its result or its error.
   *
   * @throws {Error} the work takes more virtual time than allowed, or waits for something else than
   *   this clock for seconds of real time.
   */
  async run<T>(work: Promise<T> | (() => Promise<T>), options: RunOptions = {}): Promise<T> {
    const limitMs = this.#nowMs + (options.limitMs ?? 7 * 24 * 3_600_000);
    const ended = new AbortController();
    const over = () => {
      ended.abort();
    };
    const promise = typeof work === 'function' ? work() : work;
    promise.then(over, over);
    await settle();
    while (!ended.signal.aborted) {
      const next = this.#next();
      if (!next) {
        await untilReal(() => ended.signal.aborted || this.#timers.length > 0);
      } else if (next.dueAtMs > limitMs) {
        throw new Error(`The work did not end by ${new Date(limitMs).toISOString()} (virtual).`);
      } else {
        this.#wake(next);
      }
      await settle();
    }
    return promise;
  }

  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (
        !first ||
        timer.dueAtMs < first.dueAtMs ||
        (timer.dueAtMs === first.dueAtMs && timer.order < first.order)
      ) {
        first = timer;
      }
    }
    return first;
  }

  #wake(timer: Timer): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
    this.#nowMs = Math.max(this.#nowMs, timer.dueAtMs);
    timer.fire();
  }
}

/** One turn of the event loop: every microtask and every `nextTick` has run when it is over. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function untilReal(isReady: () => boolean): Promise<void> {
  const deadline = performance.now() + realPatienceMs;
  while (!isReady()) {
    if (performance.now() > deadline) {
      throw new Error('The work has not ended, and nothing waits on the virtual clock.');
    }
    await settle();
  }
}
