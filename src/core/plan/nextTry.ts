import { ArmError } from '../errors';

const mostTries = 6;
const firstWaitMs = 1_000;
/** A longer wait that the service asks for is told, not sat out. */
const longestWaitMs = 5 * 60_000;

/** What Azure calls a write that another one is in the way of. */
const busyCodes: ReadonlySet<string> = new Set([
  'anotheroperationinprogress',
  'concurrentfederatedidentitycredentialswritesforsinglemanagedidentity',
  'conflict',
  'objectisbeingrecovered',
  'operationinprogress',
  'operationnotallowed',
]);

/**
 * How long to wait, in ms, after a PUT or PATCH that did not get through, before all of it is done anew: what it
 * is about is read again first. Undefined: that would not help.
 *
 * @param tries so far
 */
export function waitBeforeNextTry(error: unknown, tries: number): number | undefined {
  if (!ArmError.is(error) || tries >= mostTries) return undefined;
  const { reason, details } = error;
  const isPassing =
    details.isOutcomeOpen !== true &&
    (details.method === 'PUT' || details.method === 'PATCH') &&
    (reason === 'network' ||
      reason === 'unavailable' ||
      reason === 'throttled' ||
      (reason === 'conflict' && busyCodes.has(details.code?.toLowerCase() ?? '')));
  const waitMs = details.retryAfterMs ?? firstWaitMs * 2 ** (tries - 1);
  return isPassing && waitMs <= longestWaitMs ? Math.max(waitMs, firstWaitMs) : undefined;
}
