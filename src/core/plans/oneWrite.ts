import { t } from '@vscode/l10n';
import { requireAllowed, type CheckedPermission } from '../permissions';
import type { Plan, PlannedWrite, StepContext, StepDescription } from '../plan/plan';
import { requireReviewed } from '../plan/reviewed';
import type { Clock, RequestContext } from '../ports';
import { confirmWritten } from './confirmWritten';

/** As things stand. */
interface Look {
  /** One, or none when it is done. */
  readonly writes: readonly PlannedWrite[];
  readonly permissions: readonly CheckedPermission[];
}

interface OneWrite<Seen extends Look> {
  /** What is read before the write, and after it. */
  readonly detail: string;
  readonly stepId: string;
  readonly step: StepDescription;
  /** Told instead, when nothing is to be written any more. */
  readonly doneWords: string;
  readonly reviewed: readonly PlannedWrite[];
  readonly look: (context: RequestContext) => Promise<Seen>;
  readonly write: (seen: Seen, context: StepContext) => Promise<void>;
}

/** Of a plan that makes one write: it looks, writes what was reviewed, and looks whether it is there. */
export const oneWrite = <Seen extends Look>(
  clock: Clock,
  { detail, stepId, step, doneWords, reviewed, look, write }: OneWrite<Seen>,
): Pick<Plan, 'agreed' | 'steps' | 'order' | 'run'> => ({
  agreed: reviewed,
  steps: {
    observe: { title: t('Read the present state'), detail },
    [stepId]: step,
    confirm: { title: t('Check the result'), detail },
  },
  order: stepId,
  async run(run) {
    const seen = await run.step('observe', async (context) => {
      const now = await look(context);
      requireReviewed(now.writes, reviewed);
      requireAllowed(now.permissions);
      return now;
    });
    if (seen.writes.length === 0) {
      run.skip(stepId, doneWords);
    } else {
      await run.step(stepId, (context) => write(seen, context));
    }
    await run.step('confirm', async (context) => {
      await confirmWritten(clock, context, async () => ({ left: (await look(context)).writes }));
    });
  },
});
