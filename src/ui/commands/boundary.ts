import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { ArmError, UserFacingError } from '../../core/errors';
import { explainArmError, namedBy, offeredFor } from '../../core/explain';
import type { NeededPermission } from '../../core/permissions';
import type { Log } from '../../core/ports';
import { visible } from '../tree/markdown';

/** So many characters of a notification stand on its first line. */
const oneLine = 60;

/** The one place that shows an error of a command, a message of the panel or a reading. */
export class ErrorBoundary {
  constructor(
    private readonly log: Log,
    private readonly showLog: () => void,
    /** Copies a request for what lacks, for the instance among what the work was called with. */
    private readonly copyRequest: (
      argument: unknown,
      lacking: readonly NeededPermission[],
    ) => Promise<void>,
  ) {}

  /**
   * Runs `work`; whatever it throws ends here.
   *
   * @param argument what the work was called with
   */
  async run(title: string, work: () => Promise<void> | void, argument?: unknown): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.report(title, error, argument);
    }
  }

  async report(title: string, error: unknown, argument?: unknown): Promise<void> {
    // An abort is what somebody wanted.
    if (error instanceof Error && error.name === 'AbortError') return;
    const request = t('Copy Request for Your Administrator');
    const offered = offeredFor(error) === 'request' ? [request] : [];
    if (UserFacingError.is(error)) {
      const message = visible(error.message, 1_000);
      // Without a button VS Code shows the first line alone.
      const close = offered.length === 0 && message.length > oneLine ? [t('OK')] : [];
      const answer = await vscode.window.showErrorMessage(message, ...offered, ...close);
      if (answer === request) await this.copyRequest(argument, error.lacking);
      return;
    }
    this.log.error(error instanceof Error ? error : String(error));
    const detail = ArmError.is(error)
      ? [
          explainArmError(error),
          namedBy(error),
          error.details.code === undefined ? undefined : `(${error.details.code})`,
        ]
      : [];
    const show = t('Show Log');
    const message = [t('{0} failed.', title), ...detail]
      .filter((part) => part !== undefined)
      .join(' ');
    const answer = await vscode.window.showErrorMessage(visible(message, 1_000), ...offered, show);
    if (answer === show) this.showLog();
    if (answer === request) await this.copyRequest(argument, []);
  }
}
