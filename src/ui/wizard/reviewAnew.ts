import type { Plan, PreparedPlan } from '../../core/plan/plan';
import { isNameTyped } from '../../core/plan/request';
import { askRemoval } from './askRemoval';
import { reviewPage, type ReviewBoard } from './reviewPage';

export interface AnewQuestion {
  readonly reviews: ReviewBoard;
  readonly title: string;
  readonly placeholder: string;
  /** On the row that goes on. */
  readonly action: string;
  /** Of the subject: it is typed before something is taken away, unless the plan names another. */
  readonly name: string;
  readonly planId: string;
  prepare(signal: AbortSignal): Promise<PreparedPlan>;
}

/** Reviews a plan that was made before, as things stand now. Undefined when dismissed. */
export async function reviewAnew(question: AnewQuestion): Promise<Plan | undefined> {
  const { reviews, title, placeholder, action, name, planId } = question;
  if (isNameTyped(planId)) {
    return askRemoval({
      reviews,
      title,
      review: placeholder,
      action,
      name,
      // What goes was chosen when the plan was first made.
      parts: [],
      prepare: async (_, signal) => ({
        kept: [],
        cautions: [],
        ...(await question.prepare(signal)),
      }),
    });
  }
  const answer = await reviewPage({
    reviews,
    title,
    placeholder,
    step: 1,
    totalSteps: 1,
    action,
    prepare: (signal) => question.prepare(signal),
  });
  return answer.kind === 'picked' ? answer.value : undefined;
}
