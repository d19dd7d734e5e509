import { isObject, type Json, type JsonObject } from '../../core/model/json';

/**
 * A value of a cell. Kusto's types fall together where Resource Graph's users can't tell them apart:
 * `int`, `long` and `real` are numbers, a timespan is a number of milliseconds, and a scalar found in
 * a `dynamic` is that scalar.
 */
export type Value = Json | Date;

/** True only for `true`: null and false both keep a row out. */
export const isTrue = (value: Value): boolean => value === true;

export const isDate = (value: Value): value is Date => value instanceof Date;

/** `tostring()`: null is the empty string, bags and arrays are JSON. */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (isDate(value)) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function toNumber(value: Value): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isNaN(number) ? null : number;
}

export function toBoolean(value: Value): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'string') return null;
  const text = value.trim().toLowerCase();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : null;
}

export function toDate(value: Value): Date | null {
  if (isDate(value)) return value;
  if (typeof value !== 'string') return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Text that is JSON becomes its value; other text stays what it is, as `parse_json` has it. */
export function toDynamic(value: Value): Value {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

/** A bag's own property or an array's element; null when there is none. Case matters. */
export function member(of: Value, key: Value): Value {
  if (isList(of)) return typeof key === 'number' ? (of.at(key) ?? null) : null;
  if (!isBag(of) || typeof key !== 'string' || !Object.hasOwn(of, key)) return null;
  return of[key] ?? null;
}

export const isList = (value: Value): value is readonly Json[] => Array.isArray(value);

export const isBag = (value: Value): value is JsonObject => isObject(value) && !isDate(value);

/** What a result may hold: dates as text. */
export const toJson = (value: Value): Json => (isDate(value) ? value.toISOString() : value);

/**
 * `==`: null with null is null, null with anything else false; text with another type compares as
 * text, since scalars found in a `dynamic` are cast so.
 */
export function areEqual(a: Value, b: Value): boolean | null {
  if (a === null || b === null) return a === b ? null : false;
  if (typeof a === typeof b && typeof a !== 'object') return a === b;
  if (isDate(a) || isDate(b)) return toDate(a)?.getTime() === toDate(b)?.getTime();
  if (typeof a === 'boolean' || typeof b === 'boolean') {
    return toText(a).toLowerCase() === toText(b).toLowerCase();
  }
  return toText(a) === toText(b);
}

/** Order of two values that are not null; undefined when they can't be ordered. */
export function compare(a: Value, b: Value): number | undefined {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  const [left, right] =
    isDate(a) || isDate(b)
      ? [toDate(a)?.getTime(), toDate(b)?.getTime()]
      : [toNumber(a), toNumber(b)];
  if (left === null || left === undefined || right === null || right === undefined)
    return undefined;
  return left - right;
}

/** The text under which equal values meet: groups, distinct rows, join keys. */
export const keyOf = (values: readonly Value[]): string =>
  values.length === 1 && typeof values[0] === 'string'
    ? `"${values[0]}`
    : JSON.stringify(values.map((value) => (isDate(value) ? { date: value.getTime() } : value)));
