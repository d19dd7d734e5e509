import { t } from '@vscode/l10n';
import { UserFacingError } from '../../core/errors';
import type { Plan } from '../../core/plan/plan';
import type { Runs } from '../../core/plan/runs';
import type { Panels } from '../panels/panels';

/**
 * Before anything is asked: one run at a time on each resource.
 *
 * @throws {UserFacingError} a run is already working on it
 */
export function requireIdle(
  runs: Runs,
  { id, name }: { readonly id: string; readonly name: string },
): void {
  if (!runs.isRunning(id)) return;
  throw new UserFacingError(
    t('A run is already working on {0}. Wait for its end or cancel it.', name),
  );
}

/** Carries out a plan for an instance and shows it in the instance's panel. */
export async function runInPanel(panels: Panels, runs: Runs, plan: Plan): Promise<void> {
  panels.show({ tenantId: plan.tenantId, instanceId: plan.subjectId });
  await runs.start(plan);
}
