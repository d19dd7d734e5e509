import type { RunSnapshot, StepSnapshot } from '../../core/model/run';
import type { Observation } from '../../core/observe/observation';

/** Whether a run has done, or still does, what the last reading cannot show. */
export const isAhead = (
  run: RunSnapshot | undefined,
  { startedAtMs }: Pick<Observation, 'startedAtMs'>,
): run is RunSnapshot => run?.outcome === 'running' || (run?.endedAtMs ?? 0) > startedAtMs;

/** The steps of a run that are at work, or have ended after the last reading began. */
export const newerSteps = (
  run: RunSnapshot | undefined,
  seen: Pick<Observation, 'startedAtMs'>,
): readonly StepSnapshot[] =>
  isAhead(run, seen)
    ? run.steps.filter(({ state }) => !('endedAtMs' in state) || state.endedAtMs > seen.startedAtMs)
    : [];
