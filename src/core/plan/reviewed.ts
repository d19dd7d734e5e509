import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import { sameId } from '../model/armId';
import { isObject, stringAt, type Json, type JsonObject } from '../model/json';
import { isToCome } from './placeholders';
import type { PlannedWrite } from './plan';

/** Properties whose values may stand in a message: none of them can hold a secret. */
const told = new Set([
  'issuer',
  'subject',
  'audiences',
  'clientId',
  'tenantId',
  'keyvaultName',
  'resourceId',
  'enabled',
  'selfHostedIssuerUrl',
  'method',
  'type',
]);

/** Azure echoes ids in other letter cases and lists with other blanks. */
const sameText = (text: string): string =>
  text.startsWith('/') ? text.toLowerCase() : text.replace(/,\s+/g, ',');

interface Leaf {
  readonly name: string;
  readonly value: string;
}

/** Every value of a body by its path. Empty objects and lists count, too. */
function leavesOf(body: JsonObject | undefined): ReadonlyMap<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const visit = (value: Json | undefined, path: readonly string[]): void => {
    if (value === undefined) return;
    const entries: readonly (readonly [string, Json | undefined])[] = isObject(value)
      ? Object.entries(value)
      : Array.isArray(value)
        ? value.map((each: Json, index) => [String(index), each] as const)
        : [];
    if (entries.length > 0) {
      for (const [key, each] of entries) visit(each, [...path, sameText(key)]);
      return;
    }
    leaves.set(JSON.stringify(path), {
      name: path.filter((part) => part !== 'properties').join('.'),
      value: typeof value === 'string' ? sameText(value) : JSON.stringify(value),
    });
  };
  visit(body, []);
  return leaves;
}

interface Difference {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What differs, but for what could only become known since. */
function differencesOf(
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): readonly Difference[] {
  const old = leavesOf(before);
  const now = leavesOf(after);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((path) => {
    const was = old.get(path);
    const is = now.get(path);
    const isSame = was?.value === is?.value || (was && is && isToCome(was.value));
    return isSame ? [] : [{ name: (is ?? was)?.name ?? '', before: was?.value, after: is?.value }];
  });
}

function differenceWords({ name, before, after }: Difference): string {
  const isTold = name.split('.').some((part) => told.has(part));
  if (before === undefined) {
    return isTold ? t('{0} is new: {1}', name, after ?? '') : t('{0} is new', name);
  }
  if (after === undefined) return t('{0} is gone', name);
  return isTold ? t('{0} was {1}, now is {2}', name, before, after) : t('{0} was changed', name);
}

/** Once its issuer is known, a credential may turn out to be there, but for the slash at its end. */
const isOpen = ({ resourceId, then }: PlannedWrite, write: PlannedWrite): boolean =>
  isToCome(stringAt(then, 'properties', 'issuer') ?? '') &&
  write.resourceId.toLowerCase().startsWith(`${resourceId.toLowerCase()}/`);

const isSameWrite = (reviewed: PlannedWrite, write: PlannedWrite): boolean =>
  reviewed.method === write.method &&
  (sameId(reviewed.resourceId, write.resourceId) || isOpen(reviewed, write));

/** All that is wanted is in the body; what Azure adds by itself, such as empty tags, does not count. */
const holds = (body: JsonObject | undefined, wanted: JsonObject): boolean =>
  differencesOf(wanted, body).every(({ before }) => before === undefined);

/** It was written and failed then: Azure shows what was wanted, and it is written again. */
const isRepetition = ({ then }: PlannedWrite, write: PlannedWrite): boolean =>
  then !== undefined && holds(write.now, then) && holds(write.then, then);

/** Undefined: it is one of the reviewed. */
function deviation(write: PlannedWrite, reviewed: readonly PlannedWrite[]): string | undefined {
  const candidates = reviewed
    .filter((each) => isSameWrite(each, write))
    .map((each) =>
      isRepetition(each, write)
        ? { now: [], then: [] }
        : {
            now: isOpen(each, write) ? [] : differencesOf(each.now, write.now),
            then: differencesOf(each.then, write.then),
          },
    )
    .sort((a, b) => a.now.length + a.then.length - (b.now.length + b.then.length));
  const [nearest] = candidates;
  if (nearest && nearest.now.length === 0 && nearest.then.length === 0) return undefined;
  const differences = nearest
    ? nearest.now.length > 0
      ? nearest.now
      : nearest.then
    : differencesOf(write.then, write.now);
  const words = differences.slice(0, 3).map(differenceWords).join(', ');
  if (nearest) return t('{0}: {1}', write.title, words);
  return write.now === undefined || write.then === undefined
    ? t('{0} has become necessary, too ({1})', write.title, write.detail)
    : t('{0} has become necessary, too: {1}', write.title, words);
}

/**
 * What was reviewed is what runs. Writes that somebody has done meanwhile, the run itself before a
 * retry among them, are no longer needed; any other difference stops the run.
 *
 * @throws {UserFacingError} what is no longer as it was in the review
 */
export function requireReviewed(
  writes: readonly PlannedWrite[],
  reviewed: readonly PlannedWrite[],
): void {
  const deviations = writes.flatMap((write) => deviation(write, reviewed) ?? []);
  if (deviations.length === 0) return;
  throw new UserFacingError(
    t(
      'Azure is no longer as it was when you reviewed this, so nothing of it was written: {0}. Review it again.',
      deviations.join('; '),
    ),
    { remedy: 'review' },
  );
}
