import type { Plan, PreparedPlan } from '../../core/plan/plan';
import { toReviewItems } from './reviewItems';
import { pick, type Answer } from './steps';

/** The last page: prepares the plan, shows every write of it, and gives it when the user agrees. */
export async function reviewPage(options: {
  readonly title: string;
  readonly placeholder: string;
  readonly step: number;
  readonly totalSteps: number;
  /** On the row that starts it: `Enable`. */
  readonly action: string;
  prepare(signal: AbortSignal): Promise<PreparedPlan>;
}): Promise<Answer<Plan>> {
  let prepared: Plan | undefined;
  const answer = await pick<'go'>({
    title: options.title,
    placeholder: options.placeholder,
    step: options.step,
    totalSteps: options.totalSteps,
    load: async (signal) => {
      const { plan, writes } = await options.prepare(signal);
      prepared = plan;
      return toReviewItems(options.action, writes);
    },
  });
  if (answer.kind !== 'picked') return answer;
  return prepared ? { kind: 'picked', value: prepared } : { kind: 'dismissed' };
}
