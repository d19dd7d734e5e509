import * as vscode from 'vscode';
import { parseArmIdOf, resourceTypes } from '../../core/model/armId';
import { toNeeded } from '../../core/permissions';
import type { PlannedWrite, Plan, PreparedPlan } from '../../core/plan/plan';
import type { Disposable } from '../disposables';
import { toConfirmItems, toReviewItems } from './reviewItems';
import { WriteDiffs } from './writeDiffs';
import { into, pick, type Answer } from './steps';

/** What a board tells of the review that it shows. */
export interface BoardActs {
  /** A write is to be seen as now → then. */
  show(write: PlannedWrite): void;
  /** Its user has closed the place where it stood. */
  closed(): void;
}

/** Where there is room for a whole review. */
export interface ReviewBoard {
  /** Shows it until it is disposed of. Undefined: there is no room for this one. */
  show(prepared: PreparedPlan, acts: BoardActs): Disposable | undefined;
}

export interface ReviewOptions<P extends PreparedPlan> {
  readonly reviews: ReviewBoard;
  readonly title: string;
  readonly placeholder: string;
  readonly step: number;
  readonly totalSteps: number;
  /** On the row that starts it: `Enable`. */
  readonly action: string;
  prepare(signal: AbortSignal): Promise<P>;
  /** Asks for more than a choice, while the review is still to be seen. */
  agree?(prepared: P): Promise<Answer<unknown>>;
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
  const last: { prepared?: P; board?: Disposable | undefined } = {};
  try {
    for (;;) {
      const answer = await pick<'go' | 'again'>({
        title: options.title,
        placeholder: options.placeholder,
        step: options.step,
        totalSteps: options.totalSteps,
        load: async (signal, replace) => {
          const now = await options.prepare(signal);
          if (signal.aborted) return [];
          const acts = {
            show: (write: PlannedWrite) => {
              void diffs.show(write);
            },
            copyRequest: () => {
              copyRequest(now);
            },
          };
          const list = () => {
            replace(toReviewItems(options.action, now, acts));
          };
          last.prepared = now;
          last.board?.dispose();
          last.board = options.reviews.show(now, { show: acts.show, closed: list });
          return last.board
            ? toConfirmItems(options.action, now, { ...acts, list })
            : toReviewItems(options.action, now, acts);
        },
      });
      if (answer.kind !== 'picked') return answer;
      const { prepared } = last;
      if (answer.value === 'again' || !prepared) continue;
      const agreed = await options.agree?.(prepared);
      if (agreed?.kind === 'dismissed') return agreed;
      if (agreed?.kind !== 'back') return { kind: 'picked', value: prepared };
    }
  } finally {
    last.board?.dispose();
    await diffs.dispose();
  }
}

/** The last page: prepares the plan, shows every write of it, and gives it when the user agrees. */
export const reviewPage = async (options: ReviewOptions<PreparedPlan>): Promise<Answer<Plan>> =>
  into(await reviewPrepared(options), ({ plan }) => plan);
