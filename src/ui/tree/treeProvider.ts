import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Node } from '../../core/model/node';
import { Disposables } from '../disposables';
import type { Session } from '../session';
import type { Estate } from './estate';
import { toTooltip } from './toTooltip';
import { toTreeItem } from './toTreeItem';

/** The estate as a tree, with what works on an instance drawn over it. */
export class TreeProvider implements vscode.TreeDataProvider<Node> {
  private readonly owned = new Disposables();
  private readonly changed = this.owned.add(new vscode.EventEmitter<Node | undefined>());
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly session: Session,
    private readonly estate: Estate,
  ) {
    this.owned.add(
      estate.onDidChange((node) => {
        this.changed.fire(node);
      }),
    );
  }

  dispose(): void {
    this.owned.dispose();
  }

  getChildren(parent?: Node): Promise<Node[]> {
    return this.estate.children(parent).then((nodes) => [...nodes]);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const activity = this.activity(node);
    return toTreeItem(this.estate.asObserved(node), {
      nowMs: this.session.shown?.cloud.clock.now() ?? Date.now(),
      ...(activity === undefined ? {} : { activity }),
    });
  }

  /** Called when somebody looks at a node for a while: its evidence is put together only then. */
  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    const tooltip = toTooltip(this.estate.asObserved(node));
    if (tooltip) item.tooltip = tooltip;
    return item;
  }

  private activity(node: Node): string | undefined {
    const subject =
      node.kind === 'instance'
        ? node.id
        : node.kind === 'setting' && node.setting === 'secretSync'
          ? node.instanceId
          : undefined;
    const isWorking = subject !== undefined && this.session.shown?.runs.isRunning(subject) === true;
    return isWorking ? t('Enabling…') : undefined;
  }
}
