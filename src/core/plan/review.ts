import { t } from '@vscode/l10n';
import { visible } from '../model/visible';
import {
  needWords,
  scopeName,
  type CheckedPermission,
  type NeededPermission,
  type Permission,
} from '../permissions';
import { toldDifferences, type ToldDifference } from './differences';
import { roundsOf } from './order';
import { isRemovalId } from './request';
import type { Kept, PlannedWrite, PreparedPlan } from './plan';
import { writePath } from './writePath';

/** A permission that a write needs and the caller does not plainly have. */
export interface Lack {
  readonly permission: Exclude<Permission, 'allowed'>;
  readonly words: string;
}

/** A write as it is reviewed. All texts are fit to be shown. */
export interface ReviewedWrite {
  readonly write: PlannedWrite;
  readonly title: string;
  readonly detail: string;
  readonly isDeletion: boolean;
  /** `PUT instances/aio-berlin-01`. */
  readonly request: string;
  /** What is there now and what will be then, in a few words. */
  readonly change?: { readonly now: string; readonly then: string };
  /** The properties that change; empty where something new is made. */
  readonly properties: readonly ToldDifference[];
  /** `credential 3 of 20`. */
  readonly quota?: string;
  readonly lacks: readonly Lack[];
}

/** Writes that go side by side. */
export interface ReviewedRound {
  /** `first`, `then, side by side`. */
  readonly heading: string;
  readonly writes: readonly ReviewedWrite[];
}

/** An action at a scope, with the writes that need it. */
export interface ReviewedPermission {
  readonly action: string;
  readonly permission: Permission;
  readonly words: string;
  /** `on rg-berlin, for: Create key vault kv-1`. */
  readonly where: string;
}

/** All that is to be known of a plan before it is agreed to. */
export interface Review {
  readonly title: string;
  /** `2 deletions, 1 change`; plain writes where nothing is deleted. */
  readonly count: string;
  /** Where nothing is written: what going on does. */
  readonly idle?: { readonly isWait: boolean; readonly words: string };
  readonly isRemoval: boolean;
  readonly rounds: readonly ReviewedRound[];
  /** What lacks comes first. */
  readonly permissions: readonly ReviewedPermission[];
  /** How many permissions the caller lacks: one is enough to keep it from running. */
  readonly denied: number;
  readonly cautions: readonly string[];
  readonly kept: readonly Kept[];
  /** What is true of everything else. */
  readonly ending: string;
}

const keyOf = ({ action, scope, plane = 'control', isUnrestricted }: NeededPermission): string =>
  `${action} ${scope} ${plane} ${isUnrestricted ?? false}`.toLowerCase();

/** `roleAssignments/write`: an action as a row has room for it. */
const shortAction = (action: string): string => action.split('/').slice(-2).join('/');

function lackWords(permission: Lack['permission'], action: string): string {
  switch (permission) {
    case 'denied':
      return t('you lack {0}', action);
    case 'conditional':
      return t('{0} under a condition', action);
    case 'unknown':
      return t('{0} could not be checked', action);
  }
}

const lackOrder = ['denied', 'conditional', 'unknown'] as const;

function lacksOf(
  { needs }: PlannedWrite,
  permissions: readonly CheckedPermission[],
): readonly Lack[] {
  const wanted = new Set(needs.map(keyOf));
  const answers = permissions.filter((each) => wanted.has(keyOf(each)));
  return lackOrder.flatMap((permission) => {
    const own = answers.filter((each) => each.permission === permission);
    const actions = new Set(own.map(({ action }) => visible(shortAction(action))));
    return [...actions].map((action) => ({ permission, words: lackWords(permission, action) }));
  });
}

const isDeletion = ({ method }: PlannedWrite): boolean => method === 'DELETE';

function toReviewedWrite(
  write: PlannedWrite,
  permissions: readonly CheckedPermission[],
): ReviewedWrite {
  const { title, detail, method, change, quota, now, then } = write;
  return {
    write,
    title: visible(title),
    detail: visible(detail),
    isDeletion: isDeletion(write),
    request: `${method} ${visible(writePath(write))}`,
    ...(change ? { change: { now: visible(change.now), then: visible(change.then) } } : {}),
    properties: now && then ? toldDifferences(now, then) : [],
    ...(quota === undefined ? {} : { quota }),
    lacks: lacksOf(write, permissions),
  };
}

type Round = readonly PlannedWrite[];

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
function toRounds({ plan, writes, permissions }: PreparedPlan): readonly ReviewedRound[] {
  const rounds = roundsOf(plan.order, writes);
  const heading = writes.some(isDeletion) ? removalHeading : writeHeading;
  return rounds.map((round, index) => ({
    heading: heading(round, index, rounds.length),
    writes: round.map((write) => toReviewedWrite(write, permissions)),
  }));
}

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

const byUrgency: readonly Permission[] = ['denied', 'conditional', 'unknown', 'allowed'];

/** One for each action and scope. */
function toPermissions({ permissions, writes }: PreparedPlan): readonly ReviewedPermission[] {
  const each = new Map(permissions.map((answer) => [keyOf(answer), answer]));
  return [...each]
    .sort(([, a], [, b]) => byUrgency.indexOf(a.permission) - byUrgency.indexOf(b.permission))
    .map(([key, answer]) => {
      const users = writes.filter(({ needs }) => needs.some((need) => keyOf(need) === key));
      const titles = [...new Set(users.map(({ title }) => visible(title)))];
      return {
        action: visible(needWords(answer)),
        permission: answer.permission,
        words: visible(permissionWords(answer), 400),
        where: t('on {0}, for: {1}', visible(scopeName(answer.scope)), titles.join(', ')),
      };
    });
}

/** Where nothing is written: what going on does. */
function toIdle({ plan, waits, cautions = [] }: PreparedPlan): Review['idle'] {
  if (waits !== undefined) return { isWait: true, words: visible(waits) };
  const words = isRemovalId(plan.id)
    ? t('nothing is left to take away; run the checks again')
    : cautions.length > 0
      ? t('it is set already; run the checks again')
      : t('everything is in place; run the checks again');
  return { isWait: false, words };
}

/** Of a removal and of a wait they tell what it stops, and without a write it stops nothing. */
const areToldIdle = ({ kept, waits }: PreparedPlan): boolean =>
  kept === undefined && waits === undefined;

function countWords(deleted: number, changed: number): string {
  if (deleted + changed === 0) return t('nothing to write');
  if (deleted === 0) return changed === 1 ? t('1 write') : t('{0} writes', changed);
  const deletions = deleted === 1 ? t('1 deletion') : t('{0} deletions', deleted);
  if (changed === 0) return deletions;
  return [deletions, changed === 1 ? t('1 change') : t('{0} changes', changed)].join(', ');
}

function endingWords(deleted: number, writes: number): string {
  if (writes === 0) return t('Nothing is changed, and nothing is deleted');
  return deleted > 0
    ? t('Nothing else is changed or deleted')
    : t('Nothing else is changed, and nothing is deleted');
}

/** What a prepared plan will do, for people. Pure. */
export function toReview(prepared: PreparedPlan): Review {
  const { plan, writes, kept = [], cautions = [] } = prepared;
  const deleted = writes.filter(isDeletion).length;
  const permissions = toPermissions(prepared);
  const idle = writes.length === 0 ? toIdle(prepared) : undefined;
  return {
    title: visible(plan.title),
    count: countWords(deleted, writes.length - deleted),
    ...(idle ? { idle } : {}),
    isRemoval: deleted > 0,
    rounds: toRounds(prepared),
    permissions,
    denied: permissions.filter(({ permission }) => permission === 'denied').length,
    cautions:
      idle && !areToldIdle(prepared) ? [] : cautions.map((caution) => visible(caution, 800)),
    kept: kept.map(({ title, because }) => ({
      title: visible(title),
      because: visible(because),
    })),
    ending: endingWords(deleted, writes.length),
  };
}
