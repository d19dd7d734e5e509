import type { Evidence } from '../model/finding';
import type { CheckedValue } from './verification';

type Range = readonly [from: number, to: number];

function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

/** Where two texts differ: what is between their common beginning and their common end. */
export function difference(a: string, b: string): readonly [Range, Range] {
  const start = commonPrefix(a, b);
  const longest = Math.min(a.length, b.length) - start;
  let end = 0;
  while (end < longest && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return [
    [start, a.length - end],
    [start, b.length - end],
  ];
}

/** As Microsoft Entra compares: in UTF-8. */
const byteLength = (text: string): number => new TextEncoder().encode(text).length;

/**
 * The evidence with the difference of two of its values marked, and the byte at which it begins; indexes
 * that are not there mark nothing.
 */
export function markDifference(
  values: readonly Evidence[],
  first: number,
  second: number,
): readonly CheckedValue[] {
  const [a, b] = [values[first]?.value, values[second]?.value];
  if (a === undefined || b === undefined || a === b) return values;
  const [ofFirst, ofSecond] = difference(a, b);
  return values.map((each, index) => {
    const range = index === first ? ofFirst : index === second ? ofSecond : undefined;
    if (range === undefined) return each;
    const differsAtByte = byteLength(a.slice(0, range[0])) + 1;
    // Where the other one goes on, there is nothing to mark, but a place.
    return range[0] === range[1]
      ? { ...each, differsAtByte }
      : { ...each, differsAtByte, marks: [range] };
  });
}
