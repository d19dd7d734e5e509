import * as vscode from 'vscode';
import type { FindingState } from '../../core/model/finding';

export const icon = (name: string, color?: string): vscode.ThemeIcon =>
  color === undefined
    ? new vscode.ThemeIcon(name)
    : new vscode.ThemeIcon(name, new vscode.ThemeColor(color));

/** The shapes differ as well as the colours. */
export function stateIcon(state: FindingState): vscode.ThemeIcon {
  switch (state) {
    case 'done':
      return icon('pass', 'testing.iconPassed');
    case 'inProgress':
      return icon('loading~spin');
    case 'drifted':
      return icon('warning', 'list.warningForeground');
    case 'failed':
      return icon('error', 'list.errorForeground');
    case 'blocked':
      return icon('circle-slash', 'list.warningForeground');
    case 'unknown':
      return icon('question', 'descriptionForeground');
    case 'notProved':
      return icon('info', 'descriptionForeground');
    case 'notStarted':
      return icon('circle-large-outline', 'descriptionForeground');
  }
}
