import type { WireRequest, WireResponse } from './provider';

/** What happened to a request on its way. */
export type Delivery =
  | { readonly kind: 'answered'; readonly response: WireResponse }
  /** Its answer broke off in the middle of the body. */
  | { readonly kind: 'cut'; readonly response: WireResponse }
  /** The connection failed, with a code of Node's. */
  | { readonly kind: 'failed'; readonly code: string }
  /** No answer comes, and the connection stays. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'hostNotFound' };

export interface Wire {
  /** Carries a request out; `end` is to be called when its answer has been delivered. */
  readonly begin: (request: WireRequest) => {
    readonly delivery: Delivery;
    readonly end: () => void;
  };
  /** There and back, in ms of the simulated clock. */
  readonly latencyMs: number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/**
 * Sends a request over the wire and waits for its answer.
 *
 * @throws the signal's reason when it is aborted on the way
 */
export async function deliver(
  wire: Wire,
  request: WireRequest,
  signal?: AbortSignal,
): Promise<Delivery> {
  const travel = async (): Promise<void> => {
    signal?.throwIfAborted();
    if (wire.latencyMs > 0) await wire.sleep(wire.latencyMs / 2, signal);
  };
  await travel();
  const { delivery, end } = wire.begin(request);
  try {
    await travel();
  } finally {
    end();
  }
  return delivery;
}
