/**
 * One argument for a POSIX shell: what it contains reaches the program byte for byte.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
 */
export const quoteSh = (value: string): string =>
  /^[\w/.:=@%+,-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
