import type { ChainDetail } from '../../src/protocol/chain';
import type { FactRow, PanelState, StepSnapshot } from '../../src/protocol/panel';
import type { ReviewView } from '../../src/protocol/review';
import { elapsedMs } from './stepView';
import { toElapsedWords } from '../../src/protocol/durations';
import { toPlainText } from './renderText';
import { words } from './words';

/**
 * What changed between two states, in sentences for a screen reader, each change once: steps as
 * they move, the verdict when a run ends or when it changes without a run, settings row by row
 * when no run moves them.
 */
export function announcements(
  previous: PanelState | undefined,
  next: PanelState,
): readonly string[] {
  const isSameRun = previous?.run?.runId === next.run?.runId;
  return [
    ...stepChanges(isSameRun ? previous?.run?.steps : undefined, next.run?.steps ?? [], next.nowMs),
    ...(isVerdictNews(previous, next, isSameRun)
      ? [toVerdictSentence(next)]
      : isVerifiedAnew(previous, next)
        ? [`${words.verifiedNow} ${toVerdictSentence(next)}`]
        : []),
    ...noticeChanges(previous, next),
    ...reviewChanges(previous, next),
    ...(next.run?.outcome === 'running' || !previous
      ? []
      : rowChanges(
          [...previous.settings, ...previous.cluster],
          [...next.settings, ...next.cluster],
        )),
  ];
}

function isVerdictNews(
  previous: PanelState | undefined,
  next: PanelState,
  isSameRun: boolean,
): boolean {
  if (!previous || !isSameRun || previous.run?.outcome !== next.run?.outcome) return true;
  // While a run goes on, its verdict counts the steps, and those are announced by themselves.
  return next.run?.outcome !== 'running' && previous.verdict.lead !== next.verdict.lead;
}

/** Somebody asked for it, and the verdict is the same as before: silence would say nothing. */
const isVerifiedAnew = (previous: PanelState | undefined, next: PanelState): boolean =>
  next.run?.outcome !== 'running' &&
  previous?.verifiedAtMs !== undefined &&
  previous.verifiedAtMs !== next.verifiedAtMs;

const toVerdictSentence = ({ verdict }: PanelState): string =>
  `${verdict.lead} ${toPlainText(verdict.text)}`.trim();

/** What a part that was just selected shows. */
export const toDetailSentence = ({ heading, checks }: ChainDetail): string =>
  [heading, ...checks.map(({ title, words: said }) => `${title} ${said}`)].join('. ');

function stepChanges(
  previous: readonly StepSnapshot[] | undefined,
  next: readonly StepSnapshot[],
  nowMs: number,
): readonly string[] {
  return next.flatMap((step) => {
    const before = previous?.find(({ id }) => id === step.id)?.state.kind ?? 'pending';
    return before === step.state.kind ? [] : [toStepSentence(step, nowMs)];
  });
}

function toStepSentence({ title, state }: StepSnapshot, nowMs: number): string {
  const said = `${title}: ${words.step[state.kind].toLowerCase()}`;
  switch (state.kind) {
    case 'pending':
    case 'running':
    case 'cancelled':
      return said;
    case 'done':
      return [
        `${said} in ${toElapsedWords(elapsedMs(state, nowMs) ?? 0)}`,
        ...(state.because === undefined ? [] : [state.because]),
      ].join('. ');
    case 'failed':
      return `${said}. ${state.failure.message}`;
    case 'skipped':
    case 'unknown':
    case 'waiting':
      return `${said}. ${state.because}`;
  }
}

function noticeChanges(previous: PanelState | undefined, next: PanelState): readonly string[] {
  const said = next.interrupted && toPlainText(next.interrupted.text);
  const before = previous?.interrupted && toPlainText(previous.interrupted.text);
  return said === undefined || said === before ? [] : [said];
}

function toReviewSentence({ title, count, isDenied, idle }: ReviewView): string {
  const lead = isDenied ? words.reviewDenied : (idle ?? words.reviewLead);
  return `${words.review(title)}, ${count}. ${lead}`;
}

function reviewChanges(previous: PanelState | undefined, next: PanelState): readonly string[] {
  const said = next.review && toReviewSentence(next.review);
  const before = previous?.review && toReviewSentence(previous.review);
  return said === undefined || said === before ? [] : [said];
}

/** Only rows that were there before: the first reading is told by the verdict. */
function rowChanges(previous: readonly FactRow[], next: readonly FactRow[]): readonly string[] {
  return next.flatMap((row) => {
    const before = previous.find(({ label }) => label === row.label);
    const isNews = before && (before.state !== row.state || before.value !== row.value);
    return isNews ? [`${row.label}: ${row.value}`] : [];
  });
}
