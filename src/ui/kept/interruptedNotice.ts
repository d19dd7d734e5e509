import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { parseArmId } from '../../core/model/armId';
import { beatMs, type KeptRun } from '../../core/plan/keptRun';
import { subjectOf } from '../../core/plan/request';
import { requestTitle } from '../../core/plans/prepareRequest';
import type { CommandId } from '../commandIds';
import { visible } from '../tree/markdown';
import type { InterruptedRuns } from './interruptedRuns';
import type { KeptRuns } from './keptRuns';

function toWords(runs: readonly KeptRun[]): string {
  const [first] = runs;
  if (runs.length !== 1 || !first) return t('{0} runs were interrupted.', runs.length);
  const id = subjectOf(first.request);
  return t(
    '1 run was interrupted: {0} on {1}.',
    requestTitle(first.request),
    visible(parseArmId(id)?.name ?? id),
  );
}

/** Tells of runs that nobody carries out any more, each once in a window. Asks nobody to sign in. */
export class InterruptedNotice {
  private readonly told = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private isDisposed = false;

  constructor(
    private readonly runs: Pick<InterruptedRuns, 'interrupted'>,
    private readonly kept: Pick<KeptRuns, 'isAnyElsewhere'>,
    private readonly run: (id: CommandId) => Promise<void>,
  ) {}

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
  }

  /** Looks now, and again while another window works: it may be about to end. */
  async look(): Promise<void> {
    const interrupted = await this.runs.interrupted();
    const isNews = interrupted.some(({ runId }) => !this.told.has(runId));
    for (const { runId } of interrupted) this.told.add(runId);
    if (isNews) void this.tell(interrupted);
    if (this.isDisposed || !(await this.kept.isAnyElsewhere())) return;
    this.timer = setTimeout(() => {
      void this.look();
    }, beatMs);
  }

  private async tell(runs: readonly KeptRun[]): Promise<void> {
    const review = t('Review');
    const resume = t('Resume');
    const answer = await vscode.window.showWarningMessage(toWords(runs), review, resume);
    if (answer === review) await this.run('aioSecureSettings.runs.review');
    if (answer === resume) await this.run('aioSecureSettings.runs.resume');
  }
}
