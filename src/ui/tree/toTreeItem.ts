import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { settingNames } from '../../core/checks/settingNames';
import type { Finding } from '../../core/model/finding';
import {
  nodeActions,
  type Connectivity,
  type Node,
  type NodeOf,
  type ShownBadEnd,
} from '../../core/model/node';
import type { CommandId } from '../commandIds';
import { visible } from './markdown';
import { icon, stateIcon } from './stateIcon';

/** `3 min`, `2 h`, `5 d`: how long ago something was. */
function ago(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 1) return t('less than a minute');
  if (minutes < 60) return t('{0} min', minutes);
  const hours = Math.round(minutes / 60);
  return hours < 48 ? t('{0} h', hours) : t('{0} d', Math.round(hours / 24));
}

function connectivityWords(
  connectivity: Connectivity,
  lastSeenAtMs: number | undefined,
  nowMs: number,
): string {
  switch (connectivity) {
    case 'connected':
      return t('Connected');
    case 'connecting':
      return t('Connecting');
    case 'offline':
      return lastSeenAtMs === undefined
        ? t('Offline')
        : t('Offline since {0}', ago(nowMs - lastSeenAtMs));
    case 'expired':
      return t('Expired, must reconnect');
    case 'agentNotInstalled':
      return t('Arc agents not installed');
    case 'unknown':
      return t('Connectivity unknown');
  }
}

const isOn = ({ state }: Finding): boolean => state === 'done' || state === 'notProved';

/** How the last run ended, if not well. */
function endWords({ outcome }: ShownBadEnd): string {
  switch (outcome) {
    case 'failed':
      return t('Last run failed');
    case 'cancelled':
      return t('Last run cancelled');
    case 'unknown':
      return t('Outcome of last run unknown');
  }
}

/** A state, after how the last run ended, if not well. */
const afterEnd = (badEnd: ShownBadEnd | undefined, words: string): string =>
  badEnd ? `${endWords(badEnd)} · ${words}` : words;

/** What is worse than any state. */
const endIcon = (badEnd: ShownBadEnd | undefined): vscode.ThemeIcon | undefined =>
  badEnd === undefined || badEnd.outcome === 'cancelled' ? undefined : stateIcon(badEnd.outcome);

/** `1 of 2 secure settings`, or what is more important to know. */
function instanceWords(node: NodeOf<'instance'>): string {
  if (node.isClusterOffline) return t('Unknown while the cluster is offline');
  const { secretSync, cloudIdentity } = node;
  if (!isOn(secretSync) && !['notStarted', 'unknown'].includes(secretSync.state)) {
    return secretSync.words;
  }
  const on = [secretSync, cloudIdentity].filter(isOn).length;
  return secretSync.state === 'unknown'
    ? t('Expand to read its settings')
    : t('{0} of 2 secure settings', on);
}

function instanceIcon(node: NodeOf<'instance'>): vscode.ThemeIcon {
  if (node.isClusterOffline) return icon('question', 'descriptionForeground');
  const { secretSync, cloudIdentity } = node;
  if (isOn(secretSync) && isOn(cloudIdentity)) return stateIcon('done');
  return ['drifted', 'failed', 'blocked'].includes(secretSync.state)
    ? stateIcon(secretSync.state)
    : icon('server-environment');
}

const openPanel: CommandId = 'aioSecureSettings.panel.open';

export interface TreeItemContext {
  /** Of the shown cloud's clock. */
  readonly nowMs: number;
  /** What works on the node at the moment: `Enabling…`. */
  readonly activity?: string;
}

function base(
  label: string,
  state: vscode.TreeItemCollapsibleState,
  description: string,
  iconPath: vscode.ThemeIcon,
): vscode.TreeItem {
  const item = new vscode.TreeItem(visible(label), state);
  item.description = visible(description, 80);
  item.iconPath = iconPath;
  return item;
}

function toItem(node: Node, { nowMs }: TreeItemContext): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  switch (node.kind) {
    case 'tenant':
      return base(
        node.tenant.name,
        Expanded,
        node.tenant.accounts?.[0]?.label ?? '',
        icon('organization'),
      );
    case 'cluster': {
      const reach = connectivityWords(node.connectivity, node.lastSeenAtMs, nowMs);
      const hasInstances = node.instanceCount > 0;
      const words = hasInstances
        ? `${node.distribution} · ${reach}`
        : t('{0} · no IoT Operations instance', node.distribution);
      const isUp = node.connectivity === 'connected' || node.connectivity === 'connecting';
      return base(
        node.name,
        hasInstances ? Expanded : None,
        afterEnd(node.badEnd, words),
        endIcon(node.badEnd) ??
          (isUp ? icon('server') : icon('debug-disconnect', 'list.warningForeground')),
      );
    }
    case 'unreadableCluster':
      return base(
        node.name,
        Expanded,
        t('The cluster cannot be read'),
        icon('question', 'descriptionForeground'),
      );
    case 'instance':
      return base(
        node.name,
        Collapsed,
        afterEnd(node.badEnd, instanceWords(node)),
        endIcon(node.badEnd) ?? instanceIcon(node),
      );
    case 'setting': {
      const name = settingNames[node.setting]();
      const item = base(name, None, node.finding.words, stateIcon(node.finding.state));
      item.command = { command: openPanel, title: t('Open Secure Settings'), arguments: [node] };
      return item;
    }
    case 'error':
      return base(node.name, None, node.message, icon('warning', 'list.warningForeground'));
    case 'note':
      return base(node.text, None, '', icon('info'));
  }
}

/** A node as the tree draws it. Its id comes from the resource, so it stays open over a refresh. */
export function toTreeItem(node: Node, context: TreeItemContext): vscode.TreeItem {
  const item = toItem(node, context);
  item.id = node.kind === 'tenant' ? `tenant:${node.id}` : `${node.kind}:${node.id}`;
  item.contextValue = nodeActions(node).join(' ');
  if (context.activity !== undefined) {
    item.description = context.activity;
    item.iconPath = icon('loading~spin');
  }
  return item;
}
