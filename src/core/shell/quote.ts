const inSingleQuotes = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`;

/**
 * One argument for a POSIX shell: what it contains reaches the program byte for byte.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
 */
export const quoteSh = (value: string): string =>
  /^[\w/.:=@%+,-]+$/.test(value) ? value : inSingleQuotes(value);

/** What an editor may change or a reader cannot see: controls, line separators, direction marks. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const encoder = new TextEncoder();

/** Bytes, not code points: what those become depends on the locale. */
const toHexBytes = (text: string): string =>
  Array.from(encoder.encode(text), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

/**
 * One argument for Bash, as part of a script that people read, edit and save: nothing in it is
 * invisible, or lost when line endings change. It must hold no NUL, which no argument can.
 *
 * @see https://www.gnu.org/software/bash/manual/bash.html#ANSI_002dC-Quoting
 */
export function quoteBash(value: string): string {
  if (value.search(unseen) >= 0) {
    return `$'${value.replaceAll(/[\\']/g, '\\$&').replaceAll(unseen, toHexBytes)}'`;
  }
  // What begins like an operator is quoted for the reader's sake.
  return /^[\w/]/.test(value) ? quoteSh(value) : inSingleQuotes(value);
}

/**
 * One string for PowerShell, as part of a script that is saved in any encoding: Windows PowerShell
 * reads a file without byte order mark as ANSI, where the bytes of a letter may be a quote. So all but
 * printable ASCII, and with it the typographic quotes that end a string there, is written by its code.
 *
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function quotePowerShell(value: string): string {
  const pieces = value.match(/[\u0020-\u007e]+|[^\u0020-\u007e]/g) ?? [];
  const quoted = pieces.map((piece) =>
    /^[\u0020-\u007e]/.test(piece)
      ? `'${piece.replaceAll("'", "''")}'`
      : `[char]0x${piece.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
  const [first = `''`] = quoted;
  if (quoted.length <= 1 && first.startsWith("'")) return first;
  // A string first, so that what follows is joined as text.
  return `(${[...(first.startsWith("'") ? [] : [`''`]), ...quoted].join(' + ')})`;
}
