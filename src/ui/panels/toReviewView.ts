import { t } from '@vscode/l10n';
import type { PlannedWrite, PreparedPlan } from '../../core/plan/plan';
import { toReview, type ReviewedWrite } from '../../core/plan/review';
import type { ReviewView, ReviewWriteView } from '../../protocol/review';

/** Bodies of resources stay in the host: they are asked for by the write's number. */
const toWriteView = (reviewed: ReviewedWrite, number: number | undefined): ReviewWriteView => {
  const { title, detail, isDeletion, request, change, properties, quota, lacks } = reviewed;
  return {
    title,
    detail,
    isDeletion,
    request,
    ...(change ? { change } : {}),
    properties,
    ...(quota === undefined ? {} : { quota }),
    lacks,
    ...(number === undefined ? {} : { number }),
  };
};

/**
 * What a prepared plan will do, as the panel shows it.
 *
 * @param numberOf the number of a write that has bodies to be shown
 */
export function toReviewView(
  prepared: PreparedPlan,
  numberOf: (write: PlannedWrite) => number | undefined,
): ReviewView {
  const { title, count, idle, denied, rounds, permissions, cautions, kept, ending } =
    toReview(prepared);
  return {
    title,
    count,
    ...(idle ? { idle: idle.isWait ? t('Go on waiting {0}', idle.words) : idle.words } : {}),
    isDenied: denied > 0,
    rounds: rounds.map(({ heading, writes }) => ({
      heading,
      writes: writes.map((each) => toWriteView(each, numberOf(each.write))),
    })),
    permissions,
    cautions,
    kept,
    ending,
  };
}
