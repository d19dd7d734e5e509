import {
  createHttpHeaders,
  RestError,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { deliver, type Delivery, type Wire } from './wire';

function bodyText(body: PipelineRequest['body']): string | undefined {
  if (typeof body === 'string') return body;
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) {
    return Buffer.from(body as Uint8Array).toString('utf8');
  }
  return undefined;
}

const abortError = (signal: object): unknown =>
  Reflect.get(signal, 'reason') ?? new DOMException('The operation was aborted.', 'AbortError');

/** As the transport of Azure's own clients tells them. */
function codeOf(delivery: Exclude<Delivery, { readonly kind: 'answered' | 'silent' }>): string {
  switch (delivery.kind) {
    case 'failed':
      return delivery.code;
    case 'cut':
      return 'PARSE_ERROR';
    case 'hostNotFound':
      return 'ENOTFOUND';
  }
}

const untilGivenUp = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const giveUp = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });

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
      const url = new URL(request.url);
      try {
        const delivery = await deliver(
          wire,
          {
            method: request.method,
            url,
            headers: new Map(
              [...request.headers].map(([name, value]) => [name.toLowerCase(), value] as const),
            ),
            body: bodyText(request.body),
          },
          abort.signal,
        );
        if (delivery.kind === 'silent') return await untilGivenUp(abort.signal);
        if (delivery.kind !== 'answered') {
          const code = codeOf(delivery);
          throw new RestError(`${code} ${url.host} (simulated)`, { code, request });
        }
        const { status, headers, body } = delivery.response;
        return { request, status, headers: createHttpHeaders(headers), bodyAsText: body };
      } finally {
        abortSignal?.removeEventListener('abort', onAbort);
      }
    },
  };
}
