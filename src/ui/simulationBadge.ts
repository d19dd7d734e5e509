import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Node } from '../core/model/node';
import type { CommandId } from './commandIds';
import { Disposables, type Disposable } from './disposables';
import type { Session } from './session';

/** Says clearly, in the view's title and in the status bar, that what is shown is simulated. */
export function createSimulationBadge(session: Session, view: vscode.TreeView<Node>): Disposable {
  const owned = new Disposables();
  const item = owned.add(
    vscode.window.createStatusBarItem(
      'aioSecureSettings.simulation',
      vscode.StatusBarAlignment.Left,
      100,
    ),
  );
  item.name = t('Simulated Azure');
  item.text = `$(beaker) ${t('Simulated Azure')}`;
  item.tooltip = t('What “Clusters and Instances” shows is simulated. Click to leave it.');
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  const leave: CommandId = 'aioSecureSettings.simulation.stop';
  item.command = leave;
  const show = (): void => {
    view.title = session.isSimulated ? t('Simulated Azure') : t('Clusters and Instances');
    // The title may not fit; this line does.
    view.message = session.isSimulated ? t('Simulated Azure. Nothing here is real.') : '';
    if (session.isSimulated) item.show();
    else item.hide();
  };
  show();
  owned.add(session.onDidChange(show));
  return owned;
}
