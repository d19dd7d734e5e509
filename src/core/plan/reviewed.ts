import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import { sameId } from '../model/armId';
import { stringAt } from '../model/json';
import { differencesOf, differencesWords, type Difference } from './differences';
import { isToCome } from './placeholders';
import type { PlannedWrite } from './plan';
import { compareThreeWay } from './threeWay';

const issuer = JSON.stringify(['properties', 'issuer']);

/** What of a write is compared. */
type ComparedWrite = Omit<PlannedWrite, 'stepId' | 'needs'>;

/** Once its issuer is known, a credential may turn out to be there, but for the slash at its end. */
const isOpen = ({ resourceId, then }: ComparedWrite, write: ComparedWrite): boolean =>
  isToCome(stringAt(then, 'properties', 'issuer') ?? '') &&
  write.resourceId.toLowerCase().startsWith(`${resourceId.toLowerCase()}/`);

const isSameWrite = (reviewed: ComparedWrite, write: ComparedWrite): boolean =>
  reviewed.method === write.method &&
  (sameId(reviewed.resourceId, write.resourceId) || isOpen(reviewed, write));

/** What a write would change that is not, or not so, among what was agreed to: that, and this. */
function unagreed(reviewed: ComparedWrite, write: ComparedWrite): readonly Difference[] {
  const agreed = new Map(
    differencesOf(reviewed.now, reviewed.then).map((each) => [each.path, each] as const),
  );
  return differencesOf(write.now, write.then).flatMap((each) => {
    const then = agreed.get(each.path);
    if (!then) return [each];
    const isSame = then.after === each.after || (then.after !== undefined && isToCome(then.after));
    return isSame ? [] : [{ ...each, before: then.after }];
  });
}

interface Judgement {
  /** Why it is not what was agreed to; absent: it is. */
  readonly deviation?: string;
  /** What others have changed since the review and this write leaves alone. */
  readonly kept: readonly Difference[];
}

interface Candidate {
  /** What was seen in the review and is otherwise now, and would be changed. */
  readonly conflicts: readonly Difference[];
  readonly unagreed: readonly Difference[];
  readonly kept: readonly Difference[];
}

function compare(
  reviewed: ComparedWrite,
  write: ComparedWrite,
  others: readonly ComparedWrite[],
): Candidate {
  const { conflicts, kept } = compareThreeWay({
    reviewed: reviewed.now,
    fresh: write.now,
    wanted: write.then,
    // Of a resource that is written twice, what the first write has done is not somebody else's.
    agreed: others
      .filter((each) => each === reviewed || each.now !== undefined)
      .map(({ then }) => then),
    carriesOut: reviewed.carriesOut,
  });
  return {
    conflicts: isOpen(reviewed, write)
      ? conflicts.filter(({ path }) => path !== issuer)
      : conflicts,
    kept,
    unagreed: unagreed(reviewed, write),
  };
}

const weight = ({ conflicts, unagreed: more }: Candidate): number => conflicts.length + more.length;

/**
 * Compares a write, as it is about to be sent, with what was agreed to: `now` is the resource at this
 * moment. What others have changed meanwhile elsewhere in it stays, and does not keep it from running.
 */
export function judgeWrite(write: ComparedWrite, reviewed: readonly ComparedWrite[]): Judgement {
  const same = reviewed.filter((each) => isSameWrite(each, write));
  const [nearest] = same
    .map((each) => compare(each, write, same))
    .sort((a, b) => weight(a) - weight(b));
  if (nearest && weight(nearest) === 0) return { kept: nearest.kept };
  if (nearest) {
    const differences = nearest.conflicts.length > 0 ? nearest.conflicts : nearest.unagreed;
    return {
      deviation: t('{0}: {1}', write.title, differencesWords(differences)),
      kept: nearest.kept,
    };
  }
  // What is deleted, made or written once more has nothing to be told of.
  const differences = write.now && write.then ? differencesOf(write.then, write.now) : [];
  const deviation =
    differences.length === 0
      ? t('{0} has become necessary, too ({1})', write.title, write.detail)
      : t('{0} has become necessary, too: {1}', write.title, differencesWords(differences));
  return { deviation, kept: [] };
}

/**
 * What was reviewed is what runs. Writes that somebody has done meanwhile, the run itself before a
 * retry among them, are no longer needed, and what others have changed elsewhere in the same resources
 * stays; any other difference stops the run.
 *
 * @throws {UserFacingError} what is no longer as it was in the review
 */
export function requireReviewed(
  writes: readonly ComparedWrite[],
  reviewed: readonly ComparedWrite[],
): void {
  const deviations = writes.flatMap((write) => judgeWrite(write, reviewed).deviation ?? []);
  if (deviations.length === 0) return;
  throw new UserFacingError(
    t(
      'Azure is no longer as it was when you reviewed this, so nothing of it was written: {0}. Review it again.',
      deviations.join('; '),
    ),
    { remedy: 'review' },
  );
}
