import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { shortPath } from '../../core/model/armId';
import type { PlannedWrite } from '../../core/plan/plan';
import { visible } from '../tree/markdown';
import type { PickItem } from './steps';

/** The last page of a wizard: what to press, then each write that it will make. */
export function toReviewItems(action: string, writes: readonly PlannedWrite[]): PickItem<'go'>[] {
  const separator = { kind: vscode.QuickPickItemKind.Separator };
  if (writes.length === 0) {
    return [
      {
        label: `$(pass) ${t('Nothing to do')}`,
        description: t('everything is in place; run the checks again'),
        value: 'go',
      },
    ];
  }
  const count = writes.length === 1 ? t('1 write') : t('{0} writes', writes.length);
  return [
    { label: `$(play) ${action}`, description: count, value: 'go' },
    { ...separator, label: t('what will be written') },
    ...writes.map((write) => ({
      label: `$(edit) ${visible(write.title)}`,
      description: visible(write.detail),
      detail: `${write.method} ${visible(shortPath(write.resourceId))}`,
    })),
    { ...separator, label: t('nothing else is changed, and nothing is deleted') },
  ];
}
