import { KqlError, type Position } from './kqlError';

export type Token = { readonly position: Position; readonly text: string } & (
  | { readonly kind: 'name' | 'symbol' | 'end' }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
);

/** Longest first: the first that fits is taken. */
const symbols = [
  '=~',
  '!~',
  '==',
  '!=',
  '<=',
  '>=',
  '<>',
  '..',
  '|',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  '.',
  '=',
  '<',
  '>',
  '+',
  '-',
  '*',
  '/',
  '%',
  ':',
  ';',
] as const;

/** Milliseconds in each unit that a timespan literal may have. */
const timespanUnitMs: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
};

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0' };

// Sticky patterns keep their place in lastIndex, which `match` sets before each use.
const blank = /(?:\s|\/\/[^\n]*)+/y;
/** Names, and what is spelled like them: `!contains`, `$left`. */
const name = /(?:!(?=[A-Za-z])|\$)?[A-Za-z_][A-Za-z0-9_]*/y;
const dateText = /[\dTZ:.+\- ]+|null/y;
const number = /(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(ms|[dhms])?(?![A-Za-z0-9_])/y;

/**
 * Cuts a query into tokens; the last one is always of kind `end`. Timespan literals (`7d`) become
 * numbers of milliseconds.
 *
 * @throws {KqlError} a character or an unclosed string that belongs to no token.
 */
export function tokenize(text: string): Token[] {
  const positionAt = positions(text);
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += match(blank, text, at)?.[0].length ?? 0;
    const position = positionAt(at);
    if (at >= text.length) {
      tokens.push({ kind: 'end', text: '<EOF>', position });
      return tokens;
    }
    const read =
      readDate(text, at, tokens) ??
      readString(text, at) ??
      readNumber(text, at) ??
      readWord(text, at);
    if (!read)
      throw new KqlError({ kind: 'syntax', position, token: text.charAt(at), expected: 'a token' });
    tokens.push({ ...read, position });
    at += read.text.length;
  }
}

type Unplaced = Token extends infer T ? (T extends Token ? Omit<T, 'position'> : never) : never;

/** What stands between the brackets of `datetime(2024-05-01T10:00Z)`: no token of its own kind. */
function readDate(text: string, at: number, before: readonly Token[]): Unplaced | undefined {
  if (before.at(-1)?.text !== '(' || before.at(-2)?.text !== 'datetime') return undefined;
  const date = match(dateText, text, at)?.[0];
  return date === undefined ? undefined : { kind: 'string', text: date, value: date.trim() };
}

function readNumber(text: string, at: number): Unplaced | undefined {
  const found = match(number, text, at);
  if (!found) return undefined;
  const [all, digits, unit] = found;
  const factor = unit === undefined ? 1 : (timespanUnitMs[unit] ?? 1);
  return { kind: 'number', text: all, value: Number(digits) * factor };
}

function readWord(text: string, at: number): Unplaced | undefined {
  const word = match(name, text, at)?.[0];
  if (word !== undefined) {
    const isInsensitive = /^!?in$/.test(word) && text[at + word.length] === '~';
    return { kind: 'name', text: isInsensitive ? `${word}~` : word };
  }
  const symbol = symbols.find((candidate) => text.startsWith(candidate, at));
  return symbol === undefined ? undefined : { kind: 'symbol', text: symbol };
}

/** `'…'` and `"…"` with backslash escapes, `@'…'` verbatim with doubled quotes. */
function readString(text: string, at: number): Unplaced | undefined {
  const isVerbatim = text[at] === '@';
  const start = isVerbatim ? at + 1 : at;
  const quote = text[start];
  if (quote !== "'" && quote !== '"') return undefined;
  let value = '';
  for (let here = start + 1; here < text.length; here++) {
    const character = text.charAt(here);
    if (character === '\n') return undefined;
    if (character === quote) {
      if (!isVerbatim || text[here + 1] !== quote) {
        return { kind: 'string', text: text.slice(at, here + 1), value };
      }
      value += quote;
      here++;
    } else if (character === '\\' && !isVerbatim) {
      const [escaped, length] = readEscape(text, here + 1);
      value += escaped;
      here += length;
    } else {
      value += character;
    }
  }
  return undefined;
}

function readEscape(text: string, at: number): readonly [value: string, length: number] {
  const code = /^u([0-9a-fA-F]{4})/.exec(text.slice(at, at + 5))?.[1];
  if (code !== undefined) return [String.fromCharCode(Number.parseInt(code, 16)), 5];
  const character = text.charAt(at);
  return [escapes[character] ?? character, 1];
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** Positions of ever later offsets, found in one walk over the text. */
function positions(text: string): (offset: number) => Position {
  let line = 1;
  let lineStart = 0;
  let scanned = 0;
  return (offset) => {
    for (; scanned < offset; scanned++) {
      if (text[scanned] !== '\n') continue;
      line++;
      lineStart = scanned + 1;
    }
    return { line, character: offset - lineStart };
  };
}
