import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunSnapshot } from '../core/model/run';
import { acceptedWords } from '../core/plan/accepted';
import { Disposables } from './disposables';
import type { Panels } from './panels/panels';
import type { Session } from './session';
import type { Estate } from './tree/estate';
import { visible } from './tree/markdown';

function toWords(run: RunSnapshot): string | undefined {
  const { title, subjectName, outcome } = run;
  switch (outcome) {
    case 'succeeded':
      return t('{0}: done on {1}.', title, subjectName);
    case 'failed':
      return t('{0}: failed on {1}. What was done stays in place.', title, subjectName);
    case 'unknown':
      return t(
        '{0}: an answer of Azure was lost, so it is not known how it ended on {1}. Run it again: it looks first, and writes only what is missing.',
        title,
        subjectName,
      );
    case 'cancelled':
      return t('{0}: cancelled on {1}. {2}', title, subjectName, acceptedWords(run));
    case 'running':
      return undefined;
  }
}

/** Tells how a run ended whose panel nobody sees. */
export class RunNotices {
  private readonly owned = new Disposables();

  constructor(
    session: Session,
    private readonly panels: Panels,
    private readonly estate: Estate,
  ) {
    this.owned.add(
      session.onDidChangeRun((run) => {
        if (!panels.isVisible(run.subjectId)) void this.tell(run);
      }),
    );
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async tell(run: RunSnapshot): Promise<void> {
    const words = toWords(run);
    if (words === undefined) return;
    const open = t('Open Secure Settings');
    const answer =
      run.outcome === 'succeeded'
        ? await vscode.window.showInformationMessage(visible(words, 600), open)
        : await vscode.window.showWarningMessage(visible(words, 600), open);
    const instance = this.estate.find(run.subjectId);
    if (answer === open && instance) {
      this.panels.show({ tenantId: instance.tenantId, instanceId: instance.id });
    }
  }
}
