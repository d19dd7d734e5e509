/**
 * Values out of SDK models. Their types promise more than the wire keeps: the SDK passes on whatever
 * it gets.
 */

/** @throws {TypeError} the value is absent, empty or no string. */
export function requiredText(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new TypeError('A required property is missing.');
}

/** @throws {TypeError} the value is there, but no string. */
export function textOr(fallback: string, value: unknown): string {
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'string') return value;
  throw new TypeError('A property is not a string.');
}

/** The strings in a list; none when there is no list. */
export const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
