import type { Clock, RequestContext } from '../core/ports';
import { waitBeforeNextTry } from '../core/plan/nextTry';

/** What somebody else makes is awaited so long, in ms. */
const readyLimitMs = 5 * 60_000;
const pollMs = 3_000;

interface Creation<T> {
  readonly clock: Clock;
  readonly find: () => Promise<T | undefined>;
  /** False: whoever makes it is still at it. */
  readonly isReady: (found: T) => boolean;
  /** Sent once, as it is. */
  readonly write: () => Promise<unknown>;
}

/**
 * Makes something that is not there. It is looked anew before each try, so that what somebody else has
 * made of that name meanwhile is taken as it is, and not written over.
 *
 * @returns undefined: it was made and cannot be read
 */
export async function createMissing<T>(
  { clock, find, isReady, write }: Creation<T>,
  { signal }: RequestContext,
): Promise<T | undefined> {
  for (let tries = 1; ; tries += 1) {
    const found = await findReady();
    if (found) return found;
    try {
      await write();
      return await find();
    } catch (error) {
      const waitMs = waitBeforeNextTry(error, tries);
      if (waitMs === undefined) throw error;
      await clock.sleep(waitMs, signal);
    }
  }

  async function findReady(): Promise<T | undefined> {
    const startedAtMs = clock.now();
    for (;;) {
      const found = await find();
      if (!found || isReady(found) || clock.now() - startedAtMs >= readyLimitMs) return found;
      await clock.sleep(pollMs, signal);
    }
  }
}
