import type { ReviewBoard } from '../../src/ui/wizard/reviewPage';

/** There is no room for any. */
export const noReviews: ReviewBoard = { show: () => undefined };
