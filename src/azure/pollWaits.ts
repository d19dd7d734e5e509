import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { Clock } from '../core/ports';
import { stillRunning } from './operationState';
import { parseRetryAfterMs } from './retryAfter';

/** Waits between looks when the service names none. */
const firstPollDelayMs = 1_000;
const longestPollDelayMs = 10_000;
const pollDelayGrowth = 1.5;
/** az waits as long. A run that meets it observes anew. */
const longestOperationMs = 60 * 60_000;

interface Waits {
  /** Only if the service asked for it: nobody waits for an operation that may be over already. */
  beforeFirst(first: PipelineResponse): Promise<void>;
  /** After the answer to a look, and before the next one. */
  before(last: PipelineResponse | undefined): Promise<void>;
}

/** @throws {ArmError} unavailable, when the operation has been waited for long enough. */
export function createWaits(clock: Clock, signal: AbortSignal, url: string): Waits {
  const deadlineMs = clock.now() + longestOperationMs;
  let delayMs = firstPollDelayMs;
  const askedFor = (response: PipelineResponse | undefined) =>
    response && parseRetryAfterMs(response.headers, clock.now());
  /** Never shorter than was asked: what would take longer than the rest of the time is told at once. */
  const wait = async (ms: number, askedMs?: number) => {
    if (clock.now() + ms > deadlineMs) throw stillRunning(url, askedMs);
    await clock.sleep(ms, signal);
  };
  return {
    async beforeFirst(first) {
      const askedMs = askedFor(first);
      if (askedMs !== undefined) await wait(askedMs, askedMs);
    },
    async before(last) {
      const askedMs = askedFor(last);
      // A service that asks for no wait at all would be asked in a tight loop.
      await wait(Math.max(askedMs ?? delayMs, firstPollDelayMs), askedMs);
      if (askedMs === undefined) delayMs = Math.min(longestPollDelayMs, delayMs * pollDelayGrowth);
    },
  };
}
