import type { RunChoices } from '../../core/model/run';
import type { Runs } from '../../core/plan/runs';

/** What the last run was about, if it was that plan and did not come to a good end. */
export function unfinishedChoices(runs: Runs, subjectId: string, planId: string): RunChoices {
  const run = runs.latest(subjectId);
  return run?.planId === planId && run.outcome !== 'succeeded' ? (run.choices ?? {}) : {};
}
