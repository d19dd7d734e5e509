import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Node } from '../../core/model/node';
import type { Runs } from '../../core/plan/runs';
import { Disposables } from '../disposables';
import type { Estate } from './estate';
import { toTreeItem } from './toTreeItem';

/** The estate as a tree, with what works on an instance drawn over it. */
export class TreeProvider implements vscode.TreeDataProvider<Node> {
  private readonly owned = new Disposables();
  private readonly changed = this.owned.add(new vscode.EventEmitter<Node | undefined>());
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly estate: Estate,
    private readonly runs: Runs,
    private readonly now: () => number,
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

  /** Draws everything anew, without reading anything. */
  redraw(): void {
    this.changed.fire(undefined);
  }

  getChildren(parent?: Node): Promise<Node[]> {
    return this.estate.children(parent).then((nodes) => [...nodes]);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const activity = this.activity(node);
    return toTreeItem(this.estate.asObserved(node), {
      nowMs: this.now(),
      ...(activity === undefined ? {} : { activity }),
    });
  }

  private activity(node: Node): string | undefined {
    const subject =
      node.kind === 'instance'
        ? node.id
        : node.kind === 'setting' && node.setting === 'secretSync'
          ? node.instanceId
          : undefined;
    return subject !== undefined && this.runs.isRunning(subject) ? t('Enabling…') : undefined;
  }
}
