import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { writePath } from '../../core/plan/writePath';
import { scopeName, type CheckedPermission, type Permission } from '../../core/permissions';
import type { Kept, PlannedWrite, PreparedPlan } from '../../core/plan/plan';
import { visible } from '../tree/markdown';
import type { PickItem } from './steps';

type Row = PickItem<'go'>;

/** Rows under a heading; none where there are no rows. */
const section = (label: string, rows: readonly Row[]): readonly Row[] =>
  rows.length === 0 ? [] : [{ kind: vscode.QuickPickItemKind.Separator, label }, ...rows];

const toRow =
  (icon: string, show: ShowWrite) =>
  (write: PlannedWrite): Row => ({
    label: `$(${icon}) ${visible(write.title)}`,
    description: visible(write.detail),
    // Below, where it is not cut off.
    detail: [
      write.change
        ? t('now: {0} → then: {1}', visible(write.change.now), visible(write.change.then))
        : `${write.method} ${visible(writePath(write))}`,
      ...(write.quota === undefined ? [] : [write.quota]),
    ].join(' · '),
    ...(write.now || write.then
      ? {
          buttons: [{ iconPath: new vscode.ThemeIcon('diff'), tooltip: t('Show Now and Then') }],
          press: () => {
            show(write);
          },
        }
      : {}),
  });

const permissionIcons: Readonly<Record<Permission, string>> = {
  allowed: 'pass',
  denied: 'error',
  conditional: 'warning',
  unknown: 'question',
};

function permissionWords({ permission, because }: CheckedPermission): string {
  switch (permission) {
    case 'allowed':
      return t('you have it');
    case 'denied':
      return t('you lack it');
    case 'conditional':
      return t('you have it under a condition, so it may be refused');
    case 'unknown':
      return because === undefined
        ? t('could not be asked')
        : t('could not be asked: {0}', because);
  }
}

/** One for each action and scope: several writes may need the same. */
function toPermissionRows(permissions: readonly CheckedPermission[]): readonly Row[] {
  const rows = permissions.map((each) => ({
    label: `$(${permissionIcons[each.permission]}) ${visible(each.action)}`,
    description: visible(permissionWords(each), 400),
    detail: t('on {0}', visible(scopeName(each.scope))),
  }));
  return [...new Map(rows.map((row) => [`${row.label} ${row.detail}`, row])).values()];
}

/** What is the case, and below it what to do: one line would be cut off. */
function toWarning(caution: string): Row {
  const [, first = caution, rest] = /^(.+?\.)\s+(.+)$/s.exec(caution) ?? [];
  return {
    label: `$(warning) ${visible(first, 400)}`,
    ...(rest === undefined ? {} : { detail: visible(rest, 400) }),
  };
}

const toKeptRow = ({ title, because }: Kept): Row => ({
  label: `$(lock) ${visible(title)}`,
  detail: visible(because),
});

/** `2 deletions, 1 change`; plain writes where nothing is deleted. */
function countWords(deleted: number, changed: number): string {
  if (deleted === 0) return changed === 1 ? t('1 write') : t('{0} writes', changed);
  const deletions = deleted === 1 ? t('1 deletion') : t('{0} deletions', deleted);
  if (changed === 0) return deletions;
  return [deletions, changed === 1 ? t('1 change') : t('{0} changes', changed)].join(', ');
}

/** Shows a write as now → then. */
export type ShowWrite = (write: PlannedWrite) => void;

/** The last page of a wizard: what to press, then each write that it will make, and what stays. */
export function toReviewItems(
  action: string,
  { writes, kept, cautions = [], waits, permissions = [] }: Omit<PreparedPlan, 'plan'>,
  show: ShowWrite,
): Row[] {
  const warnings = section(t('what to know first'), cautions.map(toWarning));
  const stays = section(t('what stays'), (kept ?? []).map(toKeptRow));
  if (writes.length === 0 && waits !== undefined) {
    return [
      { label: `$(watch) ${t('Go on waiting')}`, description: visible(waits), value: 'go' },
      ...stays,
    ];
  }
  if (writes.length === 0) {
    return [
      {
        label: `$(pass) ${t('Nothing to do')}`,
        description: kept
          ? t('nothing is left to take away; run the checks again')
          : cautions.length > 0
            ? t('it is set already; run the checks again')
            : t('everything is in place; run the checks again'),
        value: 'go',
      },
      // Of a removal they tell what it stops, and here it stops nothing.
      ...(kept ? [] : warnings),
      ...stays,
    ];
  }
  const deleted = writes.filter(({ method }) => method === 'DELETE');
  const changed = writes.filter(({ method }) => method !== 'DELETE');
  const isRemoval = deleted.length > 0;
  return [
    {
      label: `$(${isRemoval ? 'trash' : 'play'}) ${action}`,
      description: countWords(deleted.length, changed.length),
      value: 'go',
    },
    ...warnings,
    ...section(t('what will be deleted'), deleted.map(toRow('trash', show))),
    ...section(
      isRemoval ? t('what will be changed') : t('what will be written'),
      changed.map(toRow('edit', show)),
    ),
    ...stays,
    ...section('', [
      {
        label: `$(circle-slash) ${
          isRemoval
            ? t('Nothing else is changed or deleted')
            : t('Nothing else is changed, and nothing is deleted')
        }`,
      },
    ]),
    ...section(t('what your account needs for it'), toPermissionRows(permissions)),
  ];
}
