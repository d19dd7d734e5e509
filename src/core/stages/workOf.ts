import { t } from '@vscode/l10n';
import type { Run, StepContext, StepDescription } from '../plan/plan';

/** What a step of a removal does; without an action it says that nothing is left, if it is shown. */
export const workOf =
  <Id extends string>(
    run: Pick<Run<Id>, 'step' | 'skip'>,
    steps: Readonly<Partial<Record<Id, StepDescription>>>,
  ) =>
  (id: Id, act: ((context: StepContext) => Promise<void>) | undefined) =>
  async (): Promise<void> => {
    if (act) await run.step(id, act);
    else if (steps[id]) run.skip(id, t('Nothing left to do'));
  };
