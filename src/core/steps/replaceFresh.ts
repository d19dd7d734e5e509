import { t } from '@vscode/l10n';
import { provisioning } from '../checks/provisioning';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import { stringAt, type JsonObject } from '../model/json';
import { differencesWords, type Difference } from '../plan/differences';
import { waitBeforeNextTry } from '../plan/nextTry';
import type { StepContext } from '../plan/plan';
import { isLostWrite } from '../plan/lostWrites';
import { judgeWrite } from '../plan/reviewed';
import { notWritten } from '../plan/threeWay';
import type { Azure } from '../ports';
import { changedProperties } from './changedProperties';

/** Another write, such as one of a colleague, ends within this time, in ms. */
const settleLimitMs = 5 * 60_000;
const settlePollMs = 3_000;

/** Reads may lag behind writes by seconds. */
const lagWaitsMs = [2_000, 4_000] as const;

/** Something that has no etag, and that a PUT replaces as a whole, or a PATCH in part. */
export interface Replaceable {
  readonly id: string;
  /** Absent: PUT. */
  readonly method?: 'PUT' | 'PATCH';
  /** The resource that the review shows it under, where that is another one. */
  readonly reviewedAs?: string;
  readonly find: (context: StepContext) => Promise<JsonObject | undefined>;
  /** Sent once, as it is; gives what Azure shows afterwards. */
  readonly replace: (body: JsonObject, context: StepContext) => Promise<JsonObject>;
  /** As the review shows it: without what Azure owns. */
  readonly toShown: (body: JsonObject) => JsonObject;
  /** The properties of which the run's record may say what they were and are; see `changedProperties`. */
  readonly told: readonly string[];
}

/** What is particular to a type: see `Replaceable`. */
type OfType = Pick<Replaceable, 'toShown' | 'told'> & { readonly apiVersion: string };

/** A resource that is read and written by its id. */
export const armResource = (
  { arm }: Azure,
  id: string,
  { apiVersion, ...type }: OfType,
): Replaceable => ({
  id,
  ...type,
  find: (context) => arm.find(id, apiVersion, context),
  replace: (body, context) => arm.replace(id, apiVersion, body, context),
});

/** As `armResource`, of which only what `toShown` leaves is sent: all else stays as Azure has it. */
export const armPart = (azure: Azure, id: string, type: OfType): Replaceable => ({
  ...armResource(azure, id, type),
  method: 'PATCH',
  replace: (body, context) => azure.arm.patch(id, type.apiVersion, body, context),
});

/** The resource once no other write of it is under way: Azure takes one at a time. */
async function findSettled(
  { id, find }: Replaceable,
  context: StepContext,
): Promise<JsonObject | undefined> {
  const { clock, signal } = context;
  const startedAtMs = clock.now();
  for (;;) {
    const found = await find(context);
    const state = stringAt(found, 'properties', 'provisioningState');
    const isOver = clock.now() - startedAtMs >= settleLimitMs;
    if (provisioning(state) !== 'running' || isOver) return found;
    context.report(t('{0}: waits until the write of before has ended', shortPath(id)));
    await clock.sleep(settlePollMs, signal);
  }
}

/**
 * The last look before the write: what was reviewed, what is there now and what is to be sent.
 *
 * @returns what others have changed since the review and the write leaves alone
 * @throws {UserFacingError} somebody has changed the same since
 */
function requireStillAgreed(
  { id, method = 'PUT', reviewedAs, toShown }: Replaceable,
  fresh: JsonObject | undefined,
  body: JsonObject,
  { agreed }: StepContext,
): readonly Difference[] {
  const { deviation, kept } = judgeWrite(
    {
      title: shortPath(id),
      detail: t('its change'),
      method,
      resourceId: reviewedAs ?? id,
      now: fresh && toShown(fresh),
      then: body,
    },
    agreed,
  );
  if (deviation === undefined) return kept;
  throw new UserFacingError(
    t(
      'Somebody else has changed the same since you reviewed this, so it was not written: {0}. Review it again.',
      deviation,
    ),
    { remedy: 'review' },
  );
}

interface Replaced {
  /** Absent: there was none. */
  readonly before: JsonObject | undefined;
  readonly body: JsonObject;
}

/**
 * Looks again after the write, until what was changed is there.
 *
 * @throws {UserFacingError} it is not: somebody has written over it, or Azure did not take it over
 */
async function requireWritten(
  target: Replaceable,
  { before, body }: Replaced,
  after: JsonObject,
  context: StepContext,
): Promise<void> {
  const { id, toShown, find } = target;
  const shownBefore = before && toShown(before);
  let shown: JsonObject | undefined = after;
  for (const waitMs of [...lagWaitsMs, undefined]) {
    const missing = notWritten(shownBefore, body, shown ? toShown(shown) : {});
    if (missing.length === 0) return;
    if (waitMs === undefined) {
      throw new UserFacingError(
        t(
          'Azure accepted the change of {0}, but it is not there: {1}. Somebody else may have changed the same at that moment. Review it again.',
          shortPath(id),
          differencesWords(missing),
        ),
        { remedy: 'review' },
      );
    }
    await context.clock.sleep(waitMs, context.signal);
    shown = await find(context);
  }
}

function noteChange({ id, told }: Replaceable, { before, body }: Replaced, context: StepContext) {
  context.changed({
    resourceId: id,
    kind: before ? 'updated' : 'created',
    properties: changedProperties(before, body, told),
  });
}

function noteKept(id: string, kept: readonly Difference[], context: StepContext): void {
  if (kept.length === 0) return;
  context.note(
    t(
      'Somebody else has changed {0} since you reviewed this, and that stays: {1}.',
      shortPath(id),
      differencesWords(kept),
    ),
  );
}

/**
 * The one way in which a write changes something, since nothing here has an etag: reads it, makes the
 * body from that, compares both with what was reviewed, writes, and compares again. What others have
 * changed elsewhere in it stays, and the step tells of it; where they have changed the same, nothing
 * is written. A try that did not get through is not sent again: all of it is done anew, so that nothing
 * is lost that somebody else has written meanwhile.
 *
 * @param toBody gives undefined when there is nothing to write, which ends it; throws what is in the way
 * @throws {UserFacingError} somebody else has changed the same, before the write or after it
 */
export async function replaceFresh(
  target: Replaceable,
  toBody: (fresh: JsonObject | undefined) => JsonObject | undefined,
  context: StepContext,
): Promise<void> {
  /** What was sent though its answer was lost. */
  let lost: Replaced | undefined;
  for (let tries = 1; ; tries += 1) {
    const before = await findSettled(target, context);
    const body = toBody(before);
    if (!body) {
      if (lost) noteChange(target, lost, context);
      return;
    }
    const kept = requireStillAgreed(target, before, body, context);
    let after: JsonObject;
    try {
      after = await target.replace(body, context);
    } catch (error) {
      const waitMs = waitBeforeNextTry(error, tries);
      if (waitMs === undefined) throw error;
      if (isLostWrite(error)) lost = { before, body };
      await context.clock.sleep(waitMs, context.signal);
      continue;
    }
    noteChange(target, { before, body }, context);
    noteKept(target.id, kept, context);
    await requireWritten(target, { before, body }, after, context);
    return;
  }
}
