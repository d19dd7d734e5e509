import {
  createHttpHeaders,
  RestError,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { WireRequest, WireResponse } from './provider';

/** What happened to a request on its way. */
export type Delivery =
  | { readonly kind: 'answered'; readonly response: WireResponse }
  | { readonly kind: 'lost' | 'hostNotFound' };

export interface Wire {
  /** Carries a request out; `end` is to be called when its answer has been delivered. */
  begin(request: WireRequest): { readonly delivery: Delivery; end(): void };
  /** One way, in ms of the simulated clock. */
  readonly latencyMs: number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

function bodyText(body: PipelineRequest['body']): string | undefined {
  if (typeof body === 'string') return body;
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) {
    return Buffer.from(body as Uint8Array).toString('utf8');
  }
  return undefined;
}

const abortError = (signal: object): unknown =>
  Reflect.get(signal, 'reason') ?? new DOMException('The operation was aborted.', 'AbortError');

/** The simulated Azure as the transport of any Azure client: no socket, no port. */
export function createHttpClient(wire: Wire): HttpClient {
  return {
    async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
      const { abortSignal } = request;
      const abort = new AbortController();
      const onAbort = (): void => {
        abort.abort(abortSignal && abortError(abortSignal));
      };
      if (abortSignal?.aborted) onAbort();
      abortSignal?.addEventListener('abort', onAbort);
      const travel = async (): Promise<void> => {
        abort.signal.throwIfAborted();
        if (wire.latencyMs > 0) await wire.sleep(wire.latencyMs / 2, abort.signal);
      };
      try {
        await travel();
        const { delivery, end } = wire.begin({
          method: request.method,
          url: new URL(request.url),
          headers: new Map(
            [...request.headers].map(([name, value]) => [name.toLowerCase(), value] as const),
          ),
          body: bodyText(request.body),
        });
        try {
          await travel();
        } finally {
          end();
        }
        if (delivery.kind !== 'answered') {
          const code = delivery.kind === 'lost' ? 'ECONNRESET' : 'ENOTFOUND';
          throw new RestError(`${code} ${new URL(request.url).host} (simulated)`, {
            code,
            request,
          });
        }
        const { status, headers, body } = delivery.response;
        return { request, status, headers: createHttpHeaders(headers), bodyAsText: body };
      } finally {
        abortSignal?.removeEventListener('abort', onAbort);
      }
    },
  };
}
