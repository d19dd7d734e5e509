import * as vscode from 'vscode';
import { parseArmIdOf, resourceTypes } from '../../core/model/armId';
import { toNeeded } from '../../core/permissions';
import type { Plan, PreparedPlan } from '../../core/plan/plan';
import { toReviewItems } from './reviewItems';
import { WriteDiffs } from './writeDiffs';
import { into, pick, type Answer } from './steps';

export interface ReviewOptions<P extends PreparedPlan> {
  readonly title: string;
  readonly placeholder: string;
  readonly step: number;
  readonly totalSteps: number;
  /** On the row that starts it: `Enable`. */
  readonly action: string;
  prepare(signal: AbortSignal): Promise<P>;
}

/** Copies what lacks as a request; the review stays. */
function copyRequest({ plan, permissions }: PreparedPlan): void {
  const subject = parseArmIdOf(resourceTypes.instance, plan.subjectId) ? [plan.subjectId] : [];
  const lacking = permissions.filter(({ permission }) => permission === 'denied').map(toNeeded);
  void vscode.commands.executeCommand(
    'aioSecureSettings.instance.copyRequest',
    subject[0],
    lacking,
  );
}

/**
 * Prepares a plan, shows all that it writes and keeps, and gives it when the user goes on. It does not
 * go on while a permission lacks; it can be looked again.
 */
export async function reviewPrepared<P extends PreparedPlan>(
  options: ReviewOptions<P>,
): Promise<Answer<P>> {
  const diffs = new WriteDiffs();
  try {
    for (;;) {
      let prepared: P | undefined;
      const answer = await pick<'go' | 'again'>({
        title: options.title,
        placeholder: options.placeholder,
        step: options.step,
        totalSteps: options.totalSteps,
        load: async (signal) => {
          const now = (prepared = await options.prepare(signal));
          return toReviewItems(options.action, now, {
            show: (write) => {
              void diffs.show(write);
            },
            copyRequest: () => {
              copyRequest(now);
            },
          });
        },
      });
      if (answer.kind !== 'picked') return answer;
      if (answer.value === 'go') {
        return prepared ? { kind: 'picked', value: prepared } : { kind: 'dismissed' };
      }
    }
  } finally {
    await diffs.dispose();
  }
}

/** The last page: prepares the plan, shows every write of it, and gives it when the user agrees. */
export const reviewPage = async (options: ReviewOptions<PreparedPlan>): Promise<Answer<Plan>> =>
  into(await reviewPrepared(options), ({ plan }) => plan);
