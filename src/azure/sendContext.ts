import type { PipelineRequest } from '@azure/core-rest-pipeline';
import type { RequestContext } from '../core/ports';

/** What the policies know about one request beyond what goes over the wire. */
export interface SendContext extends RequestContext {
  /** A POST that only reads: may be sent again after an unclear failure. */
  readonly isSafeToRepeat?: boolean;
  /** A write whose body must not grow old: it is not sent again as it is. */
  readonly isSentOnce?: true;
  /** The how manieth look at a long-running operation this request is. */
  readonly polls?: number;
  /** Told each time the request is about to be sent once more. */
  readonly onRepeat?: () => void;
}

export type ContextOf = (request: PipelineRequest) => SendContext;

/** A request's path as it may be shown: without host and query. */
export function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : '';
}
