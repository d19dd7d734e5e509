import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Kept, PlannedWrite, PreparedPlan } from '../../core/plan/plan';
import {
  toReview,
  type Review,
  type ReviewedPermission,
  type ReviewedWrite,
} from '../../core/plan/review';
import type { Permission } from '../../core/permissions';
import type { PickItem } from './steps';

type Row = PickItem<'go' | 'again'>;

/** What the rows of a review do beside being picked. */
export interface ReviewActs {
  /** Shows a write as now → then. */
  show(write: PlannedWrite): void;
  /** Copies what lacks, as a request. */
  copyRequest(): void;
}

/** Rows under a heading; none where there are no rows. */
const section = (label: string, rows: readonly Row[]): readonly Row[] =>
  rows.length === 0 ? [] : [{ kind: vscode.QuickPickItemKind.Separator, label }, ...rows];

const toRow =
  (acts: ReviewActs) =>
  ({ write, isDeletion, title, detail, lacks, change, request, quota }: ReviewedWrite): Row => ({
    label: `$(${isDeletion ? 'trash' : 'edit'}) ${title}`,
    description: detail,
    // Below, where it is not cut off.
    detail: [
      ...lacks.map(({ permission, words }) =>
        permission === 'denied' ? `$(error) ${words}` : words,
      ),
      change ? t('now: {0} → then: {1}', change.now, change.then) : request,
      ...(quota === undefined ? [] : [quota]),
    ].join(' · '),
    ...(write.now || write.then
      ? {
          buttons: [{ iconPath: new vscode.ThemeIcon('diff'), tooltip: t('Show Now and Then') }],
          press: () => {
            acts.show(write);
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

const toPermissionRow = ({ action, permission, words, where }: ReviewedPermission): Row => ({
  label: `$(${permissionIcons[permission]}) ${action}`,
  description: words,
  detail: where,
});

/** In place of the row that starts it. */
const toLackRows = (denied: number, acts: ReviewActs): readonly Row[] => [
  {
    label: `$(copy) ${t('Copy Request for Your Administrator')}`,
    description: denied === 1 ? t('1 permission lacks') : t('{0} permissions lack', denied),
    detail: t('The smallest roles that give what is missing, as text for a ticket'),
    act: () => {
      acts.copyRequest();
    },
  },
  {
    label: `$(refresh) ${t('Check Again')}`,
    description: t('a role that was just granted takes up to 10 minutes'),
    value: 'again',
  },
];

/** What is the case, and below it what to do: one line would be cut off. */
function toWarning(caution: string): Row {
  const [, first = caution, rest] = /^(.+?\.)\s+(.+)$/s.exec(caution) ?? [];
  return { label: `$(warning) ${first}`, ...(rest === undefined ? {} : { detail: rest }) };
}

const toKeptRow = ({ title, because }: Kept): Row => ({
  label: `$(lock) ${title}`,
  detail: because,
});

const toStartRow = (action: string, { isRemoval, count, idle }: Review): Row => {
  if (!idle) {
    return {
      label: `$(${isRemoval ? 'trash' : 'play'}) ${action}`,
      description: count,
      value: 'go',
    };
  }
  const label = idle.isWait ? `$(watch) ${t('Go on waiting')}` : `$(pass) ${t('Nothing to do')}`;
  return { label, description: idle.words, value: 'go' };
};

/** What can be done: one lacking permission keeps it from running. */
const toFirstRows = (action: string, review: Review, acts: ReviewActs): readonly Row[] =>
  review.denied > 0 ? toLackRows(review.denied, acts) : [toStartRow(action, review)];

/** Where the whole review stands in the panel: no more rows than it leaves room for. */
export const toConfirmItems = (
  action: string,
  prepared: PreparedPlan,
  acts: ReviewActs & { list(): void },
): readonly Row[] => [
  ...toFirstRows(action, toReview(prepared), acts),
  {
    label: `$(list-unordered) ${t('Show as List')}`,
    description: t('all that stands in the panel, row by row'),
    act: () => {
      acts.list();
    },
  },
];

/** The last page of a wizard: what to press, then each write that it will make, and what stays. */
export function toReviewItems(
  action: string,
  prepared: PreparedPlan,
  acts: ReviewActs,
): readonly Row[] {
  const review = toReview(prepared);
  const first = toFirstRows(action, review, acts);
  const warnings = section(t('what to know first'), review.cautions.map(toWarning));
  const stays = section(t('what stays'), review.kept.map(toKeptRow));
  if (review.idle) return [...first, ...warnings, ...stays];
  const isDenied = review.denied > 0;
  const needed = section(
    isDenied
      ? t('your account lacks permissions, so it cannot run')
      : t('what your account needs for it'),
    review.permissions.map(toPermissionRow),
  );
  return [
    ...first,
    ...(isDenied ? needed : []),
    ...warnings,
    ...review.rounds.flatMap(({ heading, writes }) => section(heading, writes.map(toRow(acts)))),
    ...stays,
    ...section('', [{ label: `$(circle-slash) ${review.ending}` }]),
    ...(isDenied ? [] : needed),
  ];
}
