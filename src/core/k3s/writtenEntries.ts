import { isScalar, type Node, type YAMLSeq } from 'yaml';
import type { ArgsPair } from './parseConfig';
import type { SourceText } from './sourceText';

/** An entry of the list as it is written: whole lines. */
export interface WrittenEntry {
  /** Comments and blank lines above it, which stay where they are. */
  readonly leading: string;
  readonly body: string;
  /** The body with another argument. */
  withArg(arg: string): string;
}

const plainArg = /^[A-Za-z][\w.-]*=[\w./~%+-](?:[\w./~%+:,=@-]*[\w./~%+=@-])?$/;

/** As YAML, in quotes where it could be taken for something else. */
export const toYaml = (arg: string): string => (plainArg.test(arg) ? arg : JSON.stringify(arg));

export const isInLines = (list: YAMLSeq<Node> | undefined): list is YAMLSeq<Node> =>
  list !== undefined && list.flow !== true;

/** Where the hyphens of a list in lines stand. */
export function dashOffsets(list: YAMLSeq<Node>): readonly number[] {
  const token = list.srcToken;
  if (token?.type !== 'block-seq') return [];
  return token.items.flatMap(({ start }) => {
    const dash = start.find(({ type }) => type === 'seq-item-ind');
    return dash ? [dash.offset] : [];
  });
}

export function colonOf({ pair }: ArgsPair): number {
  const token = pair.srcToken?.sep?.find(({ type }) => type === 'map-value-ind');
  return token?.offset ?? pair.key.range?.[1] ?? 0;
}

/** The entries of a list in lines, as they stand from the offset on. */
export function entriesInLines(
  source: SourceText,
  list: YAMLSeq<Node>,
  from: number,
): readonly WrittenEntry[] {
  const dashes = dashOffsets(list);
  let at = from;
  return list.items.map((item, index) => {
    const dash = dashes[index] ?? at;
    const start = source.lineStart(dash);
    const [valueStart, valueEnd] = item.range ?? [dash, dash];
    const end = source.lineEnd(Math.max(dash, valueEnd - 1));
    const leading = source.slice(at, start);
    const body = source.slice(start, end);
    at = end;
    return {
      leading,
      body,
      withArg: (arg) =>
        `${body.slice(0, valueStart - start)}${toYaml(arg)}${body.slice(valueEnd - start)}`,
    };
  });
}

/** How long the lines of all entries are. */
export const lengthOf = (entries: readonly WrittenEntry[]): number =>
  entries.reduce((sum, { leading, body }) => sum + leading.length + body.length, 0);

/** As it was written, if it may stand in another line as it is. */
function sourceOf(source: SourceText, item: Node, arg: string): string {
  if (!isScalar(item) || !item.range || item.anchor !== undefined) return toYaml(arg);
  const written = source.slice(item.range[0], item.range[1]);
  return written.includes('\n') ? JSON.stringify(arg) : written;
}

/** Entries of a list in brackets, or a single value, each in a line of its own. */
function fromBrackets(
  source: SourceText,
  { list, args }: ArgsPair,
  indent: string,
): readonly WrittenEntry[] {
  return args.map((arg, index) => {
    const item = list?.items[index];
    const beside = item?.comment ? ` #${item.comment.replaceAll('\n', ' ')}` : '';
    const above = item?.commentBefore?.split('\n') ?? [];
    const line = (content: string): string => source.entryLine(indent, `${content}${beside}`);
    return {
      leading: above.map((comment) => `${indent}#${comment}${source.eol}`).join(''),
      body: line(item ? sourceOf(source, item, arg) : toYaml(arg)),
      withArg: (other) => line(toYaml(other)),
    };
  });
}

/** Entries from elsewhere as lines of another list; comments above them stay where they were. */
export function movedEntries(
  source: SourceText,
  pair: ArgsPair,
  indent: string,
): readonly WrittenEntry[] {
  const { list, args } = pair;
  if (!isInLines(list)) return fromBrackets(source, pair, indent);
  return list.items.map((item, index) => {
    const arg = args[index] ?? '';
    const valueEnd = item.range?.[1] ?? 0;
    const rest = source.slice(valueEnd, source.lineEnd(Math.max(0, valueEnd - 1))).trim();
    const beside = rest.startsWith('#') ? ` ${rest}` : '';
    const line = (content: string): string => source.entryLine(indent, `${content}${beside}`);
    return {
      leading: '',
      body: line(sourceOf(source, item, arg)),
      withArg: (other) => line(toYaml(other)),
    };
  });
}
