import type { RunView, ShownFailure, StepSnapshot, StepState } from '../../src/protocol/panel';
import { element, type ViewNode } from '../dom/element';
import { toElapsed, toElapsedWords, toIsoDuration } from '../../src/protocol/durations';
import { toWait, type Wait } from '../../src/protocol/wait';
import { renderSection, renderStepIcon, spoken } from './renderText';
import { elapsedMs, toTechnicalLine } from './stepView';
import { words } from './words';

/** The steps of the running or the last run. */
export const renderSteps = (run: RunView, nowMs: number): ViewNode =>
  renderSection({ id: 'steps', heading: words.steps, note: toRunNote(run, nowMs) }, [
    run.failure && renderFailure(run.failure),
    element(
      'ol',
      // Without its markers a list is no list for some screen readers, unless it says so.
      { class: 'steps', role: 'list', 'aria-label': run.title },
      run.steps.map((step) => renderStep(step, nowMs)),
    ),
  ]);

function toRunNote(run: RunView, nowMs: number): string {
  const endedAtMs = run.outcome === 'running' ? nowMs : (run.endedAtMs ?? nowMs);
  return words.outcome[run.outcome](toElapsedWords(endedAtMs - run.startedAtMs));
}

function renderStep(step: StepSnapshot, nowMs: number): ViewNode {
  const { state } = step;
  const technicalLine = toTechnicalLine(step);
  const because = 'because' in state ? state.because : '';
  const wait = toWait(step, nowMs);
  return element(
    'li',
    {
      key: step.id,
      class: `step step-${state.kind}`,
      'aria-current': state.kind === 'running' || state.kind === 'waiting' ? 'step' : undefined,
    },
    [
      renderStepIcon(state.kind),
      element('p', { key: 'title', class: 'step-title' }, [step.title]),
      renderStepState(state, nowMs),
      element('div', { key: 'body', class: 'step-body' }, [
        technicalLine !== '' &&
          element('p', { key: 'line', class: 'step-line', title: step.exchange?.path }, [
            technicalLine,
          ]),
        because !== '' && element('p', { key: 'because', class: 'step-line' }, [because]),
        wait && renderWait(wait),
        state.kind === 'failed' && renderFailure(state.failure),
      ]),
    ],
  );
}

/** A bar against what is usual, which is said in words below it. */
const renderWait = (wait: Wait): ViewNode =>
  element('div', { key: 'wait', class: 'wait' }, [
    element('div', { class: 'wait-bar', 'aria-hidden': 'true' }, [
      element('progress', { max: '1', value: wait.fraction.toFixed(3) }),
    ]),
    element('p', { class: 'step-line' }, [wait.text]),
  ]);

/** State and time. The usual states are shown by icon and time alone and said to screen readers. */
function renderStepState(state: StepState, nowMs: number): ViewNode {
  const elapsed = elapsedMs(state, nowMs);
  const isPlain = state.kind === 'pending' || state.kind === 'running' || state.kind === 'done';
  const word = words.step[state.kind];
  return element('p', { key: 'state', class: 'step-state' }, [
    isPlain ? spoken(`${word} `) : element('span', { class: 'step-word' }, [word]),
    elapsed !== undefined &&
      element('time', { datetime: toIsoDuration(elapsed) }, [toElapsed(elapsed)]),
  ]);
}

/** The failure in full: people select and copy it into tickets. */
const renderFailure = (failure: ShownFailure): ViewNode =>
  element('div', { key: 'failure', class: 'failure' }, [
    element('p', { class: 'failure-message' }, [
      failure.message,
      failure.code !== undefined && ' ',
      failure.code !== undefined && element('code', {}, [`(${failure.code})`]),
    ]),
    failure.correlationId !== undefined &&
      element('p', { class: 'step-line' }, [
        `${words.correlationId} `,
        element('code', {}, [failure.correlationId]),
      ]),
  ]);
