import type { JsonObject } from '../model/json';
import { differencesOf, type Difference } from './differences';
import type { PlannedWrite } from './plan';

/** A resource in the states that a write of it has to do with. An absent body: there is none. */
export interface Versions {
  /** As the user has seen it in the review. */
  readonly reviewed: JsonObject | undefined;
  /** As it is now. */
  readonly fresh: JsonObject | undefined;
  /** As it will be sent, made from what is there now. */
  readonly wanted: JsonObject | undefined;
  /** What the user agreed to that it becomes; of several writes, what each makes of it. */
  readonly agreed: readonly (JsonObject | undefined)[];
  /** What the write has carried out without changing it; absent: nothing. */
  readonly carriesOut?: PlannedWrite['carriesOut'];
}

export interface Comparison {
  /**
   * What somebody else has changed since the review and the write would change back, or have carried
   * out: then and now.
   */
  readonly conflicts: readonly Difference[];
  /** What somebody else has changed since the review and the write leaves as it is. */
  readonly kept: readonly Difference[];
}

/** Properties that ask for something to be done: a new text takes nothing from whoever wrote the last. */
const asks: ReadonlySet<string> = new Set([JSON.stringify(['properties', 'forceSynchronization'])]);

const isWithin = (path: string, name: string): boolean =>
  path.startsWith(JSON.stringify([name]).slice(0, -1));

/** By path; absent: it is not there. */
const afterOf = (differences: readonly Difference[]): ReadonlyMap<string, string | undefined> =>
  new Map(differences.map(({ path, after }) => [path, after]));

/**
 * Compares property by property what was reviewed, what is there now and what is to be written. What
 * has become as it was agreed to is nobody else's: the run itself wrote it, or somebody did the same.
 */
export function compareThreeWay(versions: Versions): Comparison {
  const { reviewed, fresh, wanted, agreed, carriesOut } = versions;
  const planned = agreed.map((each) => afterOf(differencesOf(reviewed, each)));
  const isAsAgreed = ({ path, after }: Difference): boolean =>
    planned.some((each) => each.has(path) && each.get(path) === after);
  const foreign = differencesOf(reviewed, fresh).filter(
    (each) => !asks.has(each.path) && !isAsAgreed(each),
  );
  const touched = afterOf(differencesOf(fresh, wanted));
  const isConflict = ({ path }: Difference): boolean =>
    touched.has(path) || (carriesOut !== undefined && isWithin(path, carriesOut));
  return {
    conflicts: foreign.filter(isConflict),
    kept: foreign.filter((each) => !isConflict(each)),
  };
}

/**
 * What a write has changed and is otherwise in what Azure shows after it: as it was sent, and as it is.
 * Azure spells some values in other letters, and adds values of its own.
 */
export function notWritten(
  before: JsonObject | undefined,
  sent: JsonObject,
  after: JsonObject,
): readonly Difference[] {
  const written = afterOf(differencesOf(before, sent));
  return differencesOf(sent, after).filter(
    (each) => written.has(each.path) && !isSpelling(each.before, each.after),
  );
}

const isSpelling = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && bare(a) === bare(b);

const bare = (text: string): string => text.toLowerCase().replace(/\s/g, '');
