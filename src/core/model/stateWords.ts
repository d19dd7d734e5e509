import { t } from '@vscode/l10n';
import type { FindingState } from './finding';
import type { RunOutcome, StepState } from './run';

/** The state of a step, in the middle of a sentence. */
export function stepWords(state: StepState['kind']): string {
  switch (state) {
    case 'pending':
      return t('not begun');
    case 'running':
      return t('running');
    case 'waiting':
      return t('waits for the user');
    case 'done':
      return t('done');
    case 'skipped':
      return t('skipped');
    case 'failed':
      return t('failed');
    case 'cancelled':
      return t('cancelled');
    case 'unknown':
      return t('not known');
  }
}

/** The state of what was looked at, in the middle of a sentence. */
export function findingWords(state: FindingState): string {
  switch (state) {
    case 'notStarted':
      return t('not started');
    case 'inProgress':
      return t('in progress');
    case 'done':
      return t('right');
    case 'drifted':
      return t('differs');
    case 'failed':
      return t('failed');
    case 'blocked':
      return t('blocked');
    case 'unknown':
      return t('unknown');
    case 'notProved':
      return t('not proved');
  }
}

/** How a run has ended. */
export function outcomeWords(outcome: RunOutcome): string {
  switch (outcome) {
    case 'running':
      return t('Still running when this was saved');
    case 'succeeded':
      return t('Succeeded');
    case 'failed':
      return t('Failed; what was done stays in place');
    case 'cancelled':
      return t('Cancelled; what was done stays in place');
    case 'unknown':
      return t('Not known: an answer of Azure was lost');
  }
}
