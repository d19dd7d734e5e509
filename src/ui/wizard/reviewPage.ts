import type { Plan, PlannedWrite, PreparedPlan } from '../../core/plan/plan';
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

/** Prepares a plan, shows all that it writes and keeps, and gives it when the user goes on. */
export async function reviewPrepared<P extends PreparedPlan>(
  options: ReviewOptions<P>,
): Promise<Answer<P>> {
  let prepared: P | undefined;
  const diffs = new WriteDiffs();
  const show = (write: PlannedWrite): void => {
    void diffs.show(write);
  };
  const answer = await pick<'go'>({
    title: options.title,
    placeholder: options.placeholder,
    step: options.step,
    totalSteps: options.totalSteps,
    load: async (signal) => {
      prepared = await options.prepare(signal);
      return toReviewItems(options.action, prepared, show);
    },
  }).finally(() => diffs.dispose());
  if (answer.kind !== 'picked') return answer;
  return prepared ? { kind: 'picked', value: prepared } : { kind: 'dismissed' };
}

/** The last page: prepares the plan, shows every write of it, and gives it when the user agrees. */
export const reviewPage = async (options: ReviewOptions<PreparedPlan>): Promise<Answer<Plan>> =>
  into(await reviewPrepared(options), ({ plan }) => plan);
