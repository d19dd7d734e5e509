import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { ArmError, UserFacingError } from '../../core/errors';
import { explainArmError } from '../../core/explain';
import type { Log } from '../../core/ports';
import { visible } from '../tree/markdown';

/** The one place that shows an error of a command, a message of the panel or a reading. */
export class ErrorBoundary {
  constructor(
    private readonly log: Log,
    private readonly showLog: () => void,
  ) {}

  /** Runs `work`; whatever it throws ends here. */
  async run(title: string, work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.report(title, error);
    }
  }

  async report(title: string, error: unknown): Promise<void> {
    // An abort is what somebody wanted.
    if (error instanceof Error && error.name === 'AbortError') return;
    if (UserFacingError.is(error)) {
      await vscode.window.showErrorMessage(visible(error.message, 1_000));
      return;
    }
    this.log.error(error instanceof Error ? error : String(error));
    const detail = ArmError.is(error)
      ? `${explainArmError(error)}${error.details.code === undefined ? '' : ` (${error.details.code})`}`
      : '';
    const show = t('Show Log');
    const message = [t('{0} failed.', title), detail].filter((part) => part !== '').join(' ');
    const answer = await vscode.window.showErrorMessage(visible(message, 1_000), show);
    if (answer === show) this.showLog();
  }
}
