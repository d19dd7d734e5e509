import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { ArmError } from '../../core/errors';
import type { Clock, Log } from '../../core/ports';
import { isTransient, proxyUnreachable } from '../networkErrors';
import { parseRetryAfterMs } from '../retryAfter';
import { pathOf, type ContextOf } from '../sendContext';

/** A longer wait than this that the service asks for is a failure to tell, not a wait to sit out. */
const longestRetryAfterMs = 5 * 60_000;
/** Repetitions of one request, whatever they are for. */
const mostRepeats = 5;
/** A proxy that is not there is told soon: nobody but the user can mend that. */
const mostRepeatsWithoutProxy = 2;
const firstDelayMs = 1_000;
const longestDelayMs = 15_000;

const retriable: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

export interface RetryOptions {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly contextOf: ContextOf;
}

/**
 * Sends a request again when that may help: after 408, 429 and 5xx (but 501 and 505), and after
 * failures of the network. A POST is repeated only when it was refused by 429, or is marked safe.
 *
 * Waits as long as the service asks for, to the second; without such a wish about 1, 2, 4, 8 and 15 s.
 * Tokens are taken below this policy, so each try gets one that is still valid.
 */
export function retryPolicy(options: RetryOptions): PipelinePolicy {
  const { clock, log, contextOf } = options;
  return {
    name: 'retry',
    async sendRequest(request, next) {
      const { signal, onRepeat, isSentOnce = false } = contextOf(request);
      for (let repeats = 0; ; repeats++) {
        const attempt = await settle(next(request));
        signal.throwIfAborted();
        const delayMs =
          !isSentOnce && repeats < mostRepeatsAfter(attempt)
            ? delayAfter(attempt, request, repeats)
            : undefined;
        if (delayMs === undefined) {
          if ('error' in attempt) throw attempt.error;
          return attempt.response;
        }
        log.debug(`${request.method} ${pathOf(request.url)} is sent again in ${delayMs} ms`);
        await clock.sleep(delayMs, signal);
        onRepeat?.();
      }
    },
  };

  function delayAfter(attempt: Attempt, request: PipelineRequest, repeats: number) {
    const { isSafeToRepeat = false } = contextOf(request);
    const isRepeatable = isSafeToRepeat || idempotent.has(request.method);
    if ('error' in attempt) {
      return isRepeatable && isTransient(attempt.error) ? backOff(repeats) : undefined;
    }
    const { status, headers } = attempt.response;
    if (!retriable.has(status) || !(isRepeatable || status === 429)) return undefined;
    const askedMs = parseRetryAfterMs(headers, clock.now());
    // No wait at all would spend all tries in one moment.
    if (askedMs === undefined || askedMs === 0) return backOff(repeats);
    return askedMs <= longestRetryAfterMs ? askedMs : undefined;
  }

  /** Grows by powers of two, and varies by a quarter so that parallel requests part. */
  function backOff(repeats: number): number {
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** repeats);
    return Math.round(delayMs * (0.75 + options.random() / 2));
  }
}

type Attempt = { readonly response: PipelineResponse } | { readonly error: unknown };

const mostRepeatsAfter = (attempt: Attempt): number =>
  'error' in attempt &&
  ArmError.is(attempt.error) &&
  attempt.error.details.code === proxyUnreachable
    ? mostRepeatsWithoutProxy
    : mostRepeats;

const settle = (sent: Promise<PipelineResponse>): Promise<Attempt> =>
  sent.then(
    (response) => ({ response }),
    (error: unknown) => ({ error }),
  );
