import { t } from '@vscode/l10n';
import { provisioning } from '../checks/provisioning';
import { ArmError } from '../errors';
import { shortPath } from '../model/armId';
import { stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';

/** Another write, such as one of a colleague, ends within this time, in ms. */
const settleLimitMs = 5 * 60_000;
const settlePollMs = 3_000;

const mostTries = 6;
const firstWaitMs = 1_000;
/** A longer wait that the service asks for is told, not sat out. */
const longestWaitMs = 5 * 60_000;

/** What Azure calls a write that another one is in the way of. */
const busyCodes: ReadonlySet<string> = new Set([
  'anotheroperationinprogress',
  'conflict',
  'operationinprogress',
  'operationnotallowed',
]);

/** The resource once no other write of it is under way: Azure takes one at a time. */
async function findSettled(
  azure: Azure,
  id: string,
  apiVersion: string,
  context: StepContext,
): Promise<JsonObject | undefined> {
  const { clock, signal } = context;
  const startedAtMs = clock.now();
  for (;;) {
    const found = await azure.arm.find(id, apiVersion, context);
    const state = stringAt(found, 'properties', 'provisioningState');
    const isOver = clock.now() - startedAtMs >= settleLimitMs;
    if (provisioning(state) !== 'running' || isOver) return found;
    context.report(t('{0}: waits until the write of before has ended', shortPath(id)));
    await clock.sleep(settlePollMs, signal);
  }
}

/** How long to wait before it is read and written anew, in ms; undefined: that would not help. */
function waitAfter(error: unknown, tries: number): number | undefined {
  if (!ArmError.is(error) || tries >= mostTries) return undefined;
  const { reason, details } = error;
  const isPassing =
    details.isOutcomeOpen !== true &&
    details.method === 'PUT' &&
    (reason === 'network' ||
      reason === 'unavailable' ||
      reason === 'throttled' ||
      (reason === 'conflict' && busyCodes.has(details.code?.toLowerCase() ?? '')));
  const waitMs = details.retryAfterMs ?? firstWaitMs * 2 ** (tries - 1);
  return isPassing && waitMs <= longestWaitMs ? Math.max(waitMs, firstWaitMs) : undefined;
}

interface Replaced {
  /** Absent: there was none. */
  readonly before: JsonObject | undefined;
  readonly body: JsonObject;
  /** As Azure shows it afterwards. */
  readonly after: JsonObject;
}

/**
 * PUTs a body that `toBody` makes from a GET of the same moment: PUT replaces, and nothing here has an
 * etag. A try that did not get through is not sent again: the resource is read anew and the body made
 * anew, so that nothing is lost that somebody else has written meanwhile.
 *
 * @param toBody gives undefined when there is nothing to write, which ends it; throws what is in the way
 */
export async function replaceFresh(
  azure: Azure,
  id: string,
  apiVersion: string,
  toBody: (fresh: JsonObject | undefined) => JsonObject | undefined,
  context: StepContext,
): Promise<Replaced | undefined> {
  for (let tries = 1; ; tries += 1) {
    const before = await findSettled(azure, id, apiVersion, context);
    const body = toBody(before);
    if (!body) return undefined;
    try {
      const after = await azure.arm.replace(id, apiVersion, body, context);
      return { before, body, after };
    } catch (error) {
      const waitMs = waitAfter(error, tries);
      if (waitMs === undefined) throw error;
      await context.clock.sleep(waitMs, context.signal);
    }
  }
}
