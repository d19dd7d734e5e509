import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../core/ports';

/** Node fires timers beyond this at once. */
const longestTimerMs = 2 ** 31 - 1;

async function sleepReal(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  try {
    for (let left = ms; left > 0; left -= longestTimerMs) {
      await delay(Math.min(left, longestTimerMs), undefined, signal ? { signal } : {});
    }
  } catch (error) {
    // Node wraps the reason; who waits shall see the signal's own.
    signal?.throwIfAborted();
    throw error;
  }
}

/** The computer's own time. */
export const realClock: Clock = { now: () => Date.now(), sleep: sleepReal };

/**
 * Time that starts now and runs `speed` times as fast: for simulated Azure, where nobody wants to
 * wait five minutes for a cluster.
 */
export function scaledClock(speed: number): Clock {
  const startMs = Date.now();
  return {
    now: () => startMs + Math.round((Date.now() - startMs) * speed),
    sleep: (ms, signal) => sleepReal(Math.ceil(ms / speed), signal),
  };
}
