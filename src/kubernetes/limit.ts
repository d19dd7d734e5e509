import type { Clock } from '../core/ports';

/** A signal that is also aborted, with `reason`, after `timeoutMs`; give it back when done. */
export function limit(
  clock: Clock,
  signal: AbortSignal,
  timeoutMs: number,
  reason: () => Error,
): Disposable & { readonly signal: AbortSignal } {
  const timer = new AbortController();
  const late = new AbortController();
  clock.sleep(timeoutMs, timer.signal).then(
    () => {
      late.abort(reason());
    },
    () => undefined, // done in time
  );
  return {
    signal: AbortSignal.any([signal, late.signal]),
    [Symbol.dispose]: () => {
      timer.abort();
    },
  };
}
