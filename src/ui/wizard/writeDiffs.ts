import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { parseArmId } from '../../core/model/armId';
import { writePath } from '../../core/plan/writePath';
import type { JsonObject } from '../../core/model/json';
import type { PlannedWrite } from '../../core/plan/plan';
import { visible } from '../tree/markdown';

const scheme = 'aio-secure-settings-review';

/** What a type keeps secrets in goes back to Azure as it came, and before nobody's eyes. */
const withoutSecrets = (name: string, value: unknown): unknown =>
  /protectedSettings$/i.test(name) ? t('(goes back as it came, and is not shown)') : value;

const textOf = (body: JsonObject | undefined): string =>
  body === undefined ? '' : `${JSON.stringify(body, withoutSecrets, 2)}\n`;

const isOurs = ({ input }: vscode.Tab): boolean =>
  input instanceof vscode.TabInputTextDiff && input.modified.scheme === scheme;

/** Where one is shown already; else beside the panel, so that the review stays in view. */
function columnOf({ all, activeTabGroup }: vscode.TabGroups): vscode.ViewColumn {
  const former = all.find(({ tabs }) => tabs.some(isOurs));
  if (former) return former.viewColumn;
  const isPanel = activeTabGroup.activeTab?.input instanceof vscode.TabInputWebview;
  return isPanel ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
}

/**
 * Shows writes of a review as now → then, in VS Code's own diff editor. What it opened goes with it,
 * so that no body of a resource outlives the review.
 */
export class WriteDiffs {
  private readonly texts = new Map<string, string>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: ({ path }) => this.texts.get(path) ?? '',
  });

  /** The wizard keeps the focus. */
  async show(write: PlannedWrite): Promise<void> {
    const now = this.keep(write, 'now', write.now);
    const then = this.keep(write, 'then', write.then);
    const title = t('{0} (now → then)', visible(writePath(write)));
    const viewColumn = columnOf(vscode.window.tabGroups);
    const options = { viewColumn, preview: true, preserveFocus: true };
    await vscode.commands.executeCommand('vscode.diff', now, then, title, options);
  }

  async dispose(): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs.filter(isOurs));
    if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
    this.registration.dispose();
    this.texts.clear();
  }

  private keep(
    { resourceId }: PlannedWrite,
    side: 'now' | 'then',
    body: JsonObject | undefined,
  ): vscode.Uri {
    const name = parseArmId(resourceId)?.name ?? 'resource';
    // Each showing has a document of its own: VS Code remembers what a document said.
    const path = `/${this.texts.size}/${side}/${encodeURIComponent(name)}.json`;
    this.texts.set(path, textOf(body));
    return vscode.Uri.from({ scheme, path });
  }
}
