import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { Clock } from '../../src/core/ports';

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a string as it is. */
  readonly body?: unknown;
}

/** What was sent, as a test looks at it. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Of the clock, if one was given; else 0. */
  readonly atMs: number;
}

type Reply = Answer | Error | ((sent: Sent) => Answer | Promise<Answer>);

/**
 * A transport that answers from a script: the n-th request gets the n-th reply, all after the last
 * one get that. Errors are thrown as they are.
 */
export class FakeTransport implements HttpClient {
  readonly sent: Sent[] = [];
  readonly #replies: readonly Reply[];

  constructor(
    replies: readonly Reply[],
    private readonly clock?: Clock,
  ) {
    this.#replies = replies;
  }

  async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    const sent = toSent(request, this.clock?.now() ?? 0);
    this.sent.push(sent);
    const reply = this.#replies[Math.min(this.sent.length, this.#replies.length) - 1] ?? {};
    if (reply instanceof Error) throw reply;
    const answer = typeof reply === 'function' ? await reply(sent) : reply;
    const { status = 200, headers = {}, body } = answer;
    return {
      request,
      status,
      headers: createHttpHeaders(headers),
      bodyAsText: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
    };
  }

  /** Waits between requests, in ms. */
  get gapsMs(): readonly number[] {
    return this.sent.slice(1).map((sent, index) => sent.atMs - (this.sent[index]?.atMs ?? 0));
  }
}

function toSent(request: PipelineRequest, atMs: number): Sent {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    url: request.url,
    path: pathname + search,
    token: request.headers.get('authorization')?.replace('Bearer ', ''),
    headers: request.headers.toJSON(),
    body: typeof request.body === 'string' ? (JSON.parse(request.body) as unknown) : undefined,
    atMs,
  };
}

/** An error as Node's sockets throw it. */
export const socketError = (code: string): Error => Object.assign(new Error(code), { code });
