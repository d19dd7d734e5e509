import { t } from '@vscode/l10n';
import type { HttpClient, PipelineRequest } from '@azure/core-rest-pipeline';
import { ArmError } from '../core/errors';
import type { Clock } from '../core/ports';
import { untilAborted } from './abort';
import { toNetworkError } from './networkErrors';
import { pathOf } from './sendContext';

interface Bounds {
  /** From sending to the end of the answer. */
  readonly timeoutMs: number;
  readonly largestBodyBytes: number;
}

/**
 * A transport whose requests end in bounded time and size, stop when `signalOf` says so even if the
 * transport below does not listen, and fail as {@link ArmError} network or malformed.
 */
export function boundTransport(
  transport: HttpClient,
  clock: Clock,
  signalOf: (request: PipelineRequest) => AbortSignal,
  { timeoutMs, largestBodyBytes }: Bounds,
): HttpClient {
  return {
    async sendRequest(request) {
      const signal = signalOf(request);
      signal.throwIfAborted();
      const bound = new AbortController();
      const timer = new AbortController();
      const fail = (error: Error) => {
        bound.abort(error);
      };
      const either = AbortSignal.any([signal, bound.signal]);
      request.abortSignal = either;
      request.onDownloadProgress = ({ loadedBytes }) => {
        if (loadedBytes > largestBodyBytes) fail(tooLarge(request));
      };
      clock.sleep(timeoutMs, timer.signal).then(
        () => {
          fail(timedOut(request));
        },
        () => undefined, // answered in time
      );
      try {
        const response = await untilAborted(transport.sendRequest(request), either);
        if ((response.bodyAsText?.length ?? 0) > largestBodyBytes) throw tooLarge(request);
        return response;
      } catch (error) {
        signal.throwIfAborted();
        bound.signal.throwIfAborted();
        throw toNetworkError(error, request.method, request.url);
      } finally {
        // With a reason of its own: making an error for each answer would cost more than the rest.
        timer.abort(answered);
      }
    },
  };
}

const answered = 'answered';

const tooLarge = ({ method, url }: PipelineRequest): ArmError =>
  new ArmError('malformed', t('The answer is too large to be true.'), {
    method,
    path: pathOf(url),
  });

const timedOut = ({ method, url }: PipelineRequest): Error =>
  toNetworkError(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }), method, url);
