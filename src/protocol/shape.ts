/** A value from outside does not have the shape that was asked for. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/** Turns an unknown value into a typed one; throws {@link ShapeError} when it is something else. */
export type Reader<T> = (value: unknown) => T;

export const text: Reader<string> = (value) => {
  if (typeof value === 'string') return value;
  throw new ShapeError('Expected a text.');
};

/** Finite numbers only: NaN and the infinities do not survive as a time or a rate. */
export const finite: Reader<number> = (value) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ShapeError('Expected a finite number.');
};

export const flag: Reader<boolean> = (value) => {
  if (typeof value === 'boolean') return value;
  throw new ShapeError('Expected true or false.');
};

export const oneOf =
  <T extends string>(...known: readonly T[]): Reader<T> =>
  (value) => {
    const found = known.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    throw new ShapeError(`Expected one of ${known.join(', ')}.`);
  };

export const listOf =
  <T>(item: Reader<T>): Reader<readonly T[]> =>
  (value) => {
    if (Array.isArray(value)) return value.map((entry: unknown) => item(entry));
    throw new ShapeError('Expected a list.');
  };

/** Access to the properties of an object. */
export interface Properties {
  get<T>(name: string, reader: Reader<T>): T;
  /** `{ [name]: value }`, or nothing when it is not there: made to be spread. */
  optional<Name extends string, T>(name: Name, reader: Reader<T>): { readonly [K in Name]?: T };
}

export function properties(value: unknown): Properties {
  if (typeof value !== 'object' || value === null) throw new ShapeError('Expected an object.');
  return {
    get: (name, reader) => reader(Reflect.get(value, name)),
    optional(name, reader) {
      const found: unknown = Reflect.get(value, name);
      return found === undefined ? {} : only(name, reader(found));
    },
  };
}

const only = <Name extends string, T>(name: Name, value: T): { readonly [K in Name]?: T } => {
  const entry: { [K in Name]?: T } = {};
  entry[name] = value;
  return entry;
};
