import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import {
  scopeName,
  type CheckedPermission,
  type NeededPermission,
  type Permission,
} from '../../core/permissions';
import { roundsOf } from '../../core/plan/order';
import { writePath } from '../../core/plan/writePath';
import type { Kept, PlannedWrite, PreparedPlan } from '../../core/plan/plan';
import { visible } from '../tree/markdown';
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

const keyOf = ({ action, scope, plane = 'control' }: NeededPermission): string =>
  `${action} ${scope} ${plane}`.toLowerCase();

/** `roleAssignments/write`: an action as the rows have room for it. */
const shortAction = (action: string): string => action.split('/').slice(-2).join('/');

/** Of what a write needs only what the caller does not plainly have. */
function lackWords(
  { needs }: PlannedWrite,
  permissions: readonly CheckedPermission[],
): readonly string[] {
  const wanted = new Set(needs.map(keyOf));
  const answers = permissions.filter((each) => wanted.has(keyOf(each)));
  const having = (permission: Permission): readonly string[] => [
    ...new Set(
      answers
        .filter((each) => each.permission === permission)
        .map(({ action }) => visible(shortAction(action))),
    ),
  ];
  return [
    ...having('denied').map((action) => `$(error) ${t('you lack {0}', action)}`),
    ...having('conditional').map((action) => t('{0} under a condition', action)),
    ...having('unknown').map((action) => t('{0} could not be checked', action)),
  ];
}

const toRow =
  (permissions: readonly CheckedPermission[], acts: ReviewActs) =>
  (write: PlannedWrite): Row => ({
    label: `$(${write.method === 'DELETE' ? 'trash' : 'edit'}) ${visible(write.title)}`,
    description: visible(write.detail),
    // Below, where it is not cut off.
    detail: [
      ...lackWords(write, permissions),
      write.change
        ? t('now: {0} → then: {1}', visible(write.change.now), visible(write.change.then))
        : `${write.method} ${visible(writePath(write))}`,
      ...(write.quota === undefined ? [] : [write.quota]),
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

type Round = readonly PlannedWrite[];

const isDeletion = ({ method }: PlannedWrite): boolean => method === 'DELETE';

/** What a round does to what it names. */
function kindOf(round: Round): 'delete' | 'change' | 'both' {
  if (round.every(isDeletion)) return 'delete';
  return round.some(isDeletion) ? 'both' : 'change';
}

/** Of a plan that deletes nothing: in which order; a long heading would take the rows' room. */
function writeHeading(round: Round, index: number, count: number): string {
  const isAlone = round.length === 1;
  if (index > 0) return isAlone ? t('then') : t('then, side by side');
  if (count === 1) return isAlone ? t('what is written') : t('what is written, side by side');
  return isAlone ? t('first') : t('first, side by side');
}

/** Of a plan that deletes: each round says what becomes of what it names. */
function removalHeading(round: Round, index: number, count: number): string {
  const kind = kindOf(round);
  const what =
    kind === 'delete'
      ? t('what is deleted')
      : kind === 'change'
        ? t('what is changed')
        : t('what is changed and deleted');
  const order = count === 1 ? [] : [index === 0 ? t('first') : t('then')];
  const side = round.length === 1 ? [] : [t('side by side')];
  return [what, ...order, ...side].join(', ');
}

/** The writes in the order in which the run makes them. */
function toRounds({ plan, writes, permissions }: PreparedPlan, acts: ReviewActs): readonly Row[] {
  const rounds = roundsOf(plan.order, writes);
  const heading = writes.some(isDeletion) ? removalHeading : writeHeading;
  return rounds.flatMap((round, index) =>
    section(heading(round, index, rounds.length), round.map(toRow(permissions, acts))),
  );
}

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

/** What lacks comes first. */
const byUrgency: readonly Permission[] = ['denied', 'conditional', 'unknown', 'allowed'];

/** One for each action and scope, with the writes that need it. */
function toPermissionRows({ permissions, writes }: PreparedPlan): readonly Row[] {
  const each = new Map(permissions.map((answer) => [keyOf(answer), answer]));
  return [...each]
    .sort(([, a], [, b]) => byUrgency.indexOf(a.permission) - byUrgency.indexOf(b.permission))
    .map(([key, answer]) => {
      const users = writes.filter(({ needs }) => needs.some((need) => keyOf(need) === key));
      const titles = [...new Set(users.map(({ title }) => visible(title)))];
      return {
        label: `$(${permissionIcons[answer.permission]}) ${visible(answer.action)}`,
        description: visible(permissionWords(answer), 400),
        detail: t('on {0}, for: {1}', visible(scopeName(answer.scope)), titles.join(', ')),
      };
    });
}

/** In place of the row that starts it. */
function toLackRows({ permissions }: PreparedPlan, acts: ReviewActs): readonly Row[] {
  const denied = permissions.filter(({ permission }) => permission === 'denied');
  const count = new Set(denied.map(keyOf)).size;
  return [
    {
      label: `$(copy) ${t('Copy Request for Your Administrator')}`,
      description: count === 1 ? t('1 permission lacks') : t('{0} permissions lack', count),
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

/** The last page of a wizard: what to press, then each write that it will make, and what stays. */
export function toReviewItems(action: string, prepared: PreparedPlan, acts: ReviewActs): Row[] {
  const { writes, kept, cautions = [], waits, permissions } = prepared;
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
  const deleted = writes.filter(isDeletion).length;
  const isRemoval = deleted > 0;
  const isDenied = permissions.some(({ permission }) => permission === 'denied');
  const needed = section(
    isDenied
      ? t('your account lacks permissions, so it cannot run')
      : t('what your account needs for it'),
    toPermissionRows(prepared),
  );
  return [
    ...(isDenied
      ? [...toLackRows(prepared, acts), ...needed]
      : [
          {
            label: `$(${isRemoval ? 'trash' : 'play'}) ${action}`,
            description: countWords(deleted, writes.length - deleted),
            value: 'go' as const,
          },
        ]),
    ...warnings,
    ...toRounds(prepared, acts),
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
    ...(isDenied ? [] : needed),
  ];
}
