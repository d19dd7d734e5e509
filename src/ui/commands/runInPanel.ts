import type { Plan } from '../../core/plan/plan';
import type { Runs } from '../../core/plan/runs';
import type { Panels } from '../panels/panels';

/**
 * Before anything is asked: one run at a time on each resource.
 *
 * @throws {UserFacingError} a run, perhaps of another window, is already working on it
 */
export const requireIdle = (
  runs: Runs,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> => runs.requireIdle(id, name);

/** Carries out a plan for an instance and shows it in the instance's panel. */
export async function runInPanel(panels: Panels, runs: Runs, plan: Plan): Promise<void> {
  panels.follow({ tenantId: plan.tenantId, instanceId: plan.subjectId });
  await runs.start(plan);
}
