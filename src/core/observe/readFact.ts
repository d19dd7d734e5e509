import { becauseOf } from '../explain';
import { absent, known, unknown, type Fact } from '../model/fact';
import type { Clock, RequestContext } from '../ports';

/** Reads one thing: undefined is absence, a failure is "unknown", a cancellation goes through. */
export async function readFact<T>(
  clock: Clock,
  context: RequestContext,
  source: string,
  read: () => Promise<T | undefined>,
): Promise<Fact<T>> {
  try {
    const value = await read();
    return value === undefined ? absent(source, clock.now()) : known(value, source, clock.now());
  } catch (error) {
    if (context.signal.aborted) throw error;
    return unknown(source, becauseOf(error));
  }
}
