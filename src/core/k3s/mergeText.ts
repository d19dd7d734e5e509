import { visit } from 'yaml';
import { apiServerKey, type ArgsEdit } from './apiServerArgs';
import type { ArgsPair, ParsedConfig } from './parseConfig';
import { SourceText } from './sourceText';
import {
  colonOf,
  dashOffsets,
  entriesInLines,
  isInLines,
  lengthOf,
  movedEntries,
  toYaml,
  type WrittenEntry,
} from './writtenEntries';

/** A stretch of the text that is put in another's place; stretches do not overlap. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The place of the list that stays: what stands before its entries, and these. */
interface Home {
  readonly start: number;
  readonly end: number;
  readonly opening: string;
  readonly indent: string;
  readonly entries: readonly WrittenEntry[];
}

function applySplices(text: string, splices: readonly Splice[]): string {
  let result = text;
  for (const { start, end, text: put } of splices.toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + put + result.slice(end);
  }
  return result;
}

/** Nothing is written behind the colon. */
function isEmpty({ pair, args }: ArgsPair): boolean {
  const [start, end] = pair.value?.range ?? [0, 0];
  return args.length === 0 && start === end;
}

/** Where what stands right behind the colon ends. */
function valueEndOf(pair: ArgsPair): number {
  const behindColon = colonOf(pair) + 1;
  if (isInLines(pair.list) || isEmpty(pair)) return behindColon;
  return pair.pair.value?.range?.[1] ?? behindColon;
}

/** A new key, at the end of those that are there. */
function newKey(
  { document, isEmpty: hasNoKeys }: ParsedConfig,
  source: SourceText,
  args: readonly string[],
): Splice {
  const { text, eol } = source;
  const [first, last] = hasNoKeys ? [undefined, 0] : (document.contents?.range ?? [undefined, 0]);
  // Without keys: before the mark of the document's end, if there is one.
  const endOfEmpty = (): number => /^\.\.\.(?=\s|$)/m.exec(text)?.index ?? text.length;
  const at = first === undefined ? endOfEmpty() : source.lineEnd(Math.max(first, last - 1));
  const margin = first === undefined ? 0 : first - source.lineStart(first);
  const indent = ' '.repeat(margin);
  const opening = at > 0 && text[at - 1] !== '\n' ? eol : '';
  const lines = args.map((arg) => source.entryLine(`${indent}  `, toYaml(arg)));
  const key = `${indent}${apiServerKey}:${eol}`;
  return { start: at, end: at, text: [opening, key, ...lines].join('') };
}

function homeOf(pair: ArgsPair, source: SourceText): Home {
  const { list } = pair;
  if (isInLines(list)) {
    const start = source.lineEnd(colonOf(pair));
    const entries = entriesInLines(source, list, start);
    const [dash = 0] = dashOffsets(list);
    const indent = ' '.repeat(dash - source.lineStart(dash));
    return { start, end: start + lengthOf(entries), opening: '', indent, entries };
  }
  const valueEnd = valueEndOf(pair);
  const end = source.lineEnd(valueEnd);
  const remark = source.slice(valueEnd, end).trim();
  const keyStart = pair.pair.key.range?.[0] ?? 0;
  const indent = ' '.repeat(keyStart - source.lineStart(keyStart) + 2);
  return {
    start: colonOf(pair) + 1,
    end,
    opening: `${remark === '' ? '' : ` ${remark}`}${source.eol}`,
    indent,
    entries: movedEntries(source, pair, indent),
  };
}

/** The first list, with the entries of further keys and the edit. */
function editedList(
  { start, end, opening, indent, entries: own }: Home,
  moved: readonly WrittenEntry[],
  source: SourceText,
  { dropped, replaced, first, appended }: ArgsEdit,
): Splice {
  const entries = [...own, ...moved];
  const bodyOf = (index: number): string => {
    const arg = replaced.get(index);
    const entry = entries[index];
    return source.closed((arg === undefined ? entry?.body : entry?.withArg(arg)) ?? '');
  };
  const newLine = (arg: string): string => source.entryLine(indent, toYaml(arg));
  const lead = first === undefined || typeof first.entry === 'string' ? undefined : first.entry;
  const lines = entries.flatMap(({ leading }, index) => [
    leading,
    ...(first?.before !== index
      ? []
      : [typeof first.entry === 'string' ? newLine(first.entry) : bodyOf(first.entry)]),
    ...(dropped.has(index) || index === lead ? [] : [bodyOf(index)]),
  ]);
  return { start, end, text: [opening, ...lines, ...appended.map(newLine)].join('') };
}

/** What is left of a further key: its remarks. */
function withoutKey(pair: ArgsPair, source: SourceText): Splice {
  const { list } = pair;
  const valueEnd = valueEndOf(pair);
  const lineEnd = source.lineEnd(valueEnd);
  const remark = source.slice(valueEnd, lineEnd).trim();
  const entries = isInLines(list) ? entriesInLines(source, list, lineEnd) : [];
  return {
    start: source.lineStart(pair.pair.key.range?.[0] ?? 0),
    end: lineEnd + lengthOf(entries),
    text: [source.closed(remark), ...entries.map(({ leading }) => leading)].join(''),
  };
}

/** Elsewhere, aliases of what is changed here get what they meant so far. */
function unfoldedAliases({ document, pairs }: ParsedConfig): readonly Splice[] {
  const changed = pairs.map(({ pair }): readonly [number, number] => [
    pair.key.range?.[0] ?? 0,
    pair.value?.range?.[2] ?? 0,
  ]);
  const isChanged = (offset: number): boolean =>
    changed.some(([start, end]) => offset >= start && offset < end);
  const splices: Splice[] = [];
  visit(document, {
    Alias: (_, alias) => {
      const target = alias.resolve(document);
      const [start, end] = alias.range ?? [0, 0];
      if (!target?.range || !isChanged(target.range[0]) || isChanged(start)) return;
      splices.push({ start, end, text: JSON.stringify(alias.toJS(document)) });
    },
  });
  return splices;
}

/** Changes the list of arguments in the text and nothing else: comments, order and line ends stay. */
export function mergeText(parsed: ParsedConfig, text: string, edit: ArgsEdit): string {
  const source = new SourceText(text);
  const [first, ...rest] = parsed.pairs;
  if (!first) return applySplices(text, [newKey(parsed, source, edit.appended)]);
  const home = homeOf(first, source);
  const moved = rest.flatMap((pair) => movedEntries(source, pair, home.indent));
  return applySplices(text, [
    editedList(home, moved, source, edit),
    ...rest.map((pair) => withoutKey(pair, source)),
    ...unfoldedAliases(parsed),
  ]);
}
