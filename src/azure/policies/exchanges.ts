import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Clock, Exchange, Log } from '../../core/ports';
import { correlationIdOf } from '../wireErrors';
import type { ContextOf } from '../sendContext';

/**
 * Tells each request on the wire and its answer to the log and to whoever watches: method, path,
 * status, ms, correlation id. Never a header, a body, or of the query anything but the api-version.
 */
export const exchangePolicy = (clock: Clock, log: Log, contextOf: ContextOf): PipelinePolicy => ({
  name: 'exchanges',
  async sendRequest(request, next) {
    const startedAtMs = clock.now();
    const { pathname, searchParams } = new URL(request.url);
    const { polls, onExchange } = contextOf(request);
    const tell = (response?: PipelineResponse) => {
      const correlationId = response && correlationIdOf(response.headers);
      const exchange: Exchange = {
        method: request.method,
        path: pathname,
        elapsedMs: clock.now() - startedAtMs,
        ...(response === undefined ? {} : { status: response.status }),
        ...(correlationId === undefined ? {} : { correlationId }),
        ...(polls === undefined ? {} : { polls }),
      };
      log.info(toLine(exchange, searchParams.get('api-version')));
      onExchange?.(exchange);
    };
    try {
      const response = await next(request);
      tell(response);
      return response;
    } catch (error) {
      tell();
      throw error;
    }
  },
});

function toLine(exchange: Exchange, apiVersion: string | null): string {
  const { method, path, status, elapsedMs, correlationId } = exchange;
  const version = apiVersion === null ? '' : `?api-version=${encodeURIComponent(apiVersion)}`;
  return `${method} ${path}${version} ${status ?? 'no answer'} ${elapsedMs} ms ${correlationId ?? '-'}`;
}
