import { at, isObject, type JsonObject } from '../model/json';
import type { PropertyChange } from '../model/run';

/** The value at a dotted name as text; of a map its keys, of a list what is in it. Absent: undefined. */
function textAt(body: JsonObject | undefined, name: string): string | undefined {
  const value = at(body, ...name.split('.'));
  if (isObject(value)) {
    const keys = Object.keys(value);
    return keys.length === 0 ? undefined : keys.join(', ');
  }
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/**
 * What differs between a resource as it was read and the body that was written, of the properties that
 * may be told: no other gets into a record of the run.
 *
 * @param names dotted, from the body's root: `properties.clientId`
 */
export function changedProperties(
  before: JsonObject | undefined,
  written: JsonObject,
  names: readonly string[],
): readonly PropertyChange[] {
  return names.flatMap((name) => {
    const old = textAt(before, name);
    const now = textAt(written, name);
    if (old === now) return [];
    return [
      {
        name: name.replace(/^properties\./, ''),
        ...(old === undefined ? {} : { before: old }),
        ...(now === undefined ? {} : { after: now }),
      },
    ];
  });
}
