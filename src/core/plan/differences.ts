import { t } from '@vscode/l10n';
import { shortPath } from '../model/armId';
import { isObject, type Json, type JsonObject } from '../model/json';
import { visible } from '../model/visible';

/** Properties whose values may stand in a message: none can hold a secret; a mapping holds names alone. */
const told = new Set([
  'issuer',
  'subject',
  'audiences',
  'clientId',
  'tenantId',
  'keyvaultName',
  'objectSecretMapping',
  'secretProviderClassName',
  'publicNetworkAccess',
  'resourceId',
  'enabled',
  'enableRbacAuthorization',
  'selfHostedIssuerUrl',
  'method',
  'type',
]);

/** Azure echoes ids in other letter cases and lists with other blanks. */
const sameText = (text: string): string =>
  text.startsWith('/') ? text.toLowerCase() : text.replace(/,\s+/g, ',');

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const entriesOf = (value: JsonObject): readonly (readonly [string, Json])[] =>
  Object.entries(value).flatMap(([name, each]) =>
    each === undefined ? [] : [[sameText(name), each] as const],
  );

/** A value as text, the same for all that means the same. */
function textOf(value: Json): string {
  if (typeof value === 'string') return sameText(value);
  if (isList(value)) return `[${value.map(textOf).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = [...entriesOf(value)].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, each]) => `${name}: ${textOf(each)}`).join(', ')}}`;
}

const empty = textOf({});

interface Leaf {
  readonly name: string;
  readonly value: string;
}

interface Leaves {
  readonly values: ReadonlyMap<string, Leaf>;
  /** The paths of what has something in it. */
  readonly filled: ReadonlySet<string>;
}

const nameOf = (path: readonly string[]): string =>
  path
    .filter((part) => part !== 'properties')
    .map((part) => (part.startsWith('/') ? shortPath(part) : part))
    .join('.');

/** Every value of a body by its path. A list is one value: what is in it has no names. */
function leavesOf(body: JsonObject | undefined): Leaves {
  const values = new Map<string, Leaf>();
  const filled = new Set<string>();
  const visit = (value: Json, path: readonly string[]): void => {
    const key = JSON.stringify(path);
    const entries = isObject(value) ? entriesOf(value) : [];
    if (entries.length === 0) {
      values.set(key, { name: nameOf(path), value: textOf(value) });
      return;
    }
    filled.add(key);
    for (const [name, each] of entries) visit(each, [...path, name]);
  };
  if (body) visit(body, []);
  return { values, filled };
}

export interface Difference {
  /** Of the property, as JSON of its names: the same for the same property of any body. */
  readonly path: string;
  readonly name: string;
  /** Absent: it was not there. */
  readonly before: string | undefined;
  /** Absent: it is not there any more. */
  readonly after: string | undefined;
}

/** What differs between two bodies, property by property. An absent body has none. */
export function differencesOf(
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): readonly Difference[] {
  const old = leavesOf(before);
  const now = leavesOf(after);
  return [...new Set([...old.values.keys(), ...now.values.keys()])].flatMap((path) => {
    const was = old.values.get(path);
    const is = now.values.get(path);
    if (was?.value === is?.value) return [];
    // What was empty and got something in it differs there, not here.
    if (was?.value === empty && now.filled.has(path)) return [];
    if (is?.value === empty && old.filled.has(path)) return [];
    return [{ path, name: (is ?? was)?.name ?? '', before: was?.value, after: is?.value }];
  });
}

/** Names of tags and values come from anybody, of any length. */
const longestName = 100;
const longestValue = 200;

const isTold = ({ name }: Difference): boolean => name.split('.').some((part) => told.has(part));

/** A property that differs, fit to be shown: with values only where none can be a secret. */
export interface ToldDifference {
  readonly name: string;
  /** Absent: it was not there, or its value is not told. */
  readonly before?: string;
  /** Absent: it is not there any more, or its value is not told. */
  readonly after?: string;
}

/** What differs between two bodies, to be shown. */
export const toldDifferences = (before: JsonObject, after: JsonObject): readonly ToldDifference[] =>
  differencesOf(before, after).map((difference) => ({
    name: visible(difference.name, longestName),
    ...(isTold(difference) && difference.before !== undefined
      ? { before: visible(difference.before, longestValue) }
      : {}),
    ...(isTold(difference) && difference.after !== undefined
      ? { after: visible(difference.after, longestValue) }
      : {}),
  }));

/** What differs, in words: with values only where none can be a secret. */
function differenceWords(difference: Difference): string {
  const isShown = isTold(difference);
  const name = visible(difference.name, longestName);
  const [before, after] = [difference.before, difference.after].map(
    (text) => text && visible(text, longestValue),
  );
  if (before === undefined) {
    return isShown ? t('{0} is new: {1}', name, after ?? '') : t('{0} is new', name);
  }
  if (after === undefined) return t('{0} is gone', name);
  return isShown ? t('{0} was {1}, now is {2}', name, before, after) : t('{0} was changed', name);
}

/** More would not be read. */
const mostNamed = 3;

/** Differences in words, the first few of them. */
export function differencesWords(all: readonly Difference[]): string {
  const words = all.slice(0, mostNamed).map(differenceWords).join(', ');
  const more = all.length - mostNamed;
  return more > 0 ? t('{0} and {1} more', words, more) : words;
}
