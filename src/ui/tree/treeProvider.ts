import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Node } from '../../core/model/node';
import type { RunSnapshot } from '../../core/model/run';
import { isRemovalId } from '../../core/plan/request';
import { Disposables } from '../disposables';
import type { Session } from '../session';
import type { Estate } from './estate';
import { toTooltip } from './toTooltip';
import { toTreeItem } from './toTreeItem';

/** What a run that goes on does, in a word. */
function activityWords({ planId, steps }: RunSnapshot): string {
  if (steps.some(({ state }) => state.kind === 'waiting')) return t('Waits for you…');
  if (isRemovalId(planId)) return t('Removing…');
  return /^(enable|assign)/.test(planId) ? t('Enabling…') : t('Working…');
}

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
      node.kind === 'instance' || node.kind === 'cluster'
        ? node.id
        : node.kind === 'setting' && node.setting === 'secretSync'
          ? node.instanceId
          : undefined;
    const run = subject === undefined ? undefined : this.session.shown?.runs.latest(subject);
    return run?.outcome === 'running' ? activityWords(run) : undefined;
  }
}
