import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import type { PlannedWrite, StepContext } from '../plan/plan';
import type { Clock } from '../ports';

/** Reads may lag behind writes by seconds. */
const waitsMs = [2_000, 4_000, 8_000] as const;

interface Looked {
  /** What a plan made now would still write. */
  readonly left: readonly PlannedWrite[];
}

/**
 * After the writes: looks again, a few times, until nothing is left to write. Gives the last look.
 *
 * @throws {UserFacingError} something is still missing
 */
export async function confirmWritten<T extends Looked>(
  clock: Clock,
  context: StepContext,
  look: () => Promise<T>,
): Promise<T> {
  for (let count = 0; ; count += 1) {
    const looked = await look();
    if (looked.left.length === 0) return looked;
    const waitMs = waitsMs[count];
    if (waitMs === undefined) {
      throw new UserFacingError(
        t(
          'Not everything is as it was written; still missing: {0}. Run it again: it does only what is left.',
          looked.left.map(({ title }) => title).join(', '),
        ),
      );
    }
    await clock.sleep(waitMs, context.signal);
  }
}
