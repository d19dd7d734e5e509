import type { Json } from '../../core/model/json';
import {
  isBag,
  isDate,
  isList,
  isTrue,
  toBoolean,
  toDate,
  toDynamic,
  toJson,
  toNumber,
  toText,
  type Value,
} from './values';

export interface ScalarFunction {
  readonly minimum: number;
  readonly maximum: number;
  readonly apply: (args: readonly Value[]) => Value;
}

const one = (apply: (value: Value) => Value): ScalarFunction => ({
  minimum: 1,
  maximum: 1,
  apply: ([value = null]) => apply(value),
});

const text = (apply: (value: string) => Value): ScalarFunction =>
  one((value) => apply(toText(value)));

const several = (
  minimum: number,
  maximum: number,
  apply: (args: readonly Value[]) => Value,
): ScalarFunction => ({ minimum, maximum, apply });

const isEmpty = (value: Value): boolean => value === null || value === '';

/** An array's or bag's elements as a list, or null for anything else. */
const elements = (value: Value): readonly Json[] | null => (isList(value) ? value : null);

const whole = (value: Value): Value => {
  const number = toNumber(value);
  return number === null ? null : Math.trunc(number);
};

const textAt = (args: readonly Value[], index: number): string => toText(args[index] ?? null);

/** A pattern from the query, or null when it is none: the function then gives null. */
function pattern(source: string, flags = ''): RegExp | null {
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}

const anyNumber = Number.POSITIVE_INFINITY;

/** The functions that don't depend on the time of the query. */
export const scalarFunctions: Readonly<Record<string, ScalarFunction>> = {
  tostring: one(toText),
  tolower: text((value) => value.toLowerCase()),
  toupper: text((value) => value.toUpperCase()),
  tobool: one(toBoolean),
  toboolean: one(toBoolean),
  toint: one(whole),
  tolong: one(whole),
  todouble: one(toNumber),
  toreal: one(toNumber),
  todatetime: one(toDate),
  todynamic: one(toDynamic),
  parse_json: one(toDynamic),
  toguid: text((value) =>
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? value : null,
  ),

  isempty: one(isEmpty),
  isnotempty: one((value) => !isEmpty(value)),
  isnull: one((value) => value === null),
  isnotnull: one((value) => value !== null),
  notnull: one((value) => value !== null),
  not: one((value) => (value === null ? null : !isTrue(toBoolean(value)))),

  iff: several(3, 3, ([condition = null, yes = null, no = null]) => (isTrue(condition) ? yes : no)),
  iif: several(3, 3, ([condition = null, yes = null, no = null]) => (isTrue(condition) ? yes : no)),
  case: several(3, anyNumber, (args) => {
    for (let index = 0; index + 1 < args.length; index += 2) {
      if (isTrue(args[index] ?? null)) return args[index + 1] ?? null;
    }
    return args.at(-1) ?? null;
  }),
  coalesce: several(
    1,
    anyNumber,
    (args) => args.find((value) => !isEmpty(value)) ?? args.at(-1) ?? null,
  ),

  strcat: several(1, anyNumber, (args) => args.map(toText).join('')),
  strcat_delim: several(2, anyNumber, ([delimiter = null, ...args]) =>
    args.map(toText).join(toText(delimiter)),
  ),
  strcat_array: several(2, 2, ([list = null, delimiter = null]) =>
    (elements(list) ?? []).map(toText).join(toText(delimiter)),
  ),
  strlen: text((value) => value.length),
  split: several(2, 3, (args) => {
    const parts = textAt(args, 0).split(textAt(args, 1));
    const index = args[2];
    if (typeof index !== 'number') return parts;
    const part = parts[index];
    return part === undefined ? [] : [part];
  }),
  substring: several(2, 3, (args) => {
    const start = toNumber(args[1] ?? null) ?? 0;
    const length = args[2] === undefined ? undefined : (toNumber(args[2]) ?? 0);
    return textAt(args, 0).substring(start, length === undefined ? undefined : start + length);
  }),
  indexof: several(2, 2, (args) => textAt(args, 0).indexOf(textAt(args, 1))),
  trim: several(2, 2, (args) => {
    const source = textAt(args, 0);
    const both = pattern(`^(?:${source})|(?:${source})$`, 'g');
    return both && textAt(args, 1).replace(both, '');
  }),
  trim_end: several(2, 2, (args) => {
    const end = pattern(`(?:${textAt(args, 0)})$`);
    return end && textAt(args, 1).replace(end, '');
  }),
  trim_start: several(2, 2, (args) => {
    const start = pattern(`^(?:${textAt(args, 0)})`);
    return start && textAt(args, 1).replace(start, '');
  }),
  replace_string: several(3, 3, (args) =>
    textAt(args, 0).replaceAll(textAt(args, 1), () => textAt(args, 2)),
  ),
  extract: several(3, 3, (args) => {
    const found = pattern(textAt(args, 0))?.exec(textAt(args, 2));
    return found?.[toNumber(args[1] ?? null) ?? 0] ?? '';
  }),

  array_length: one((value) => elements(value)?.length ?? null),
  bag_keys: one((value) => (isBag(value) ? Object.keys(value) : null)),
  bag_has_key: several(
    2,
    2,
    ([bag = null, key = null]) => isBag(bag) && Object.hasOwn(bag, toText(key)),
  ),
  set_has_element: several(2, 2, ([list = null, element = null]) =>
    (elements(list) ?? []).some((item) => item === element),
  ),
  pack_array: several(0, anyNumber, (args) => args.map(toJson)),
  bag_pack: several(2, anyNumber, bagOf),
  pack: several(2, anyNumber, bagOf),
  gettype: one((value) => {
    if (value === null) return 'null';
    if (isDate(value)) return 'datetime';
    if (isList(value)) return 'array';
    if (typeof value === 'object') return 'dictionary';
    return typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? 'long' : 'string';
  }),
  array_index_of: several(2, 2, ([list = null, element = null]) =>
    typeof element === 'object' ? -1 : (elements(list)?.indexOf(element) ?? null),
  ),
};

function bagOf(args: readonly Value[]): Value {
  const entries: [string, Json][] = [];
  for (let index = 0; index + 1 < args.length; index += 2) {
    entries.push([textAt(args, index), toJson(args[index + 1] ?? null)]);
  }
  return Object.fromEntries(entries);
}
