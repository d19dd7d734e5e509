import { invalidBody } from './requestBody';

/** A vault secret that a provider class lists. */
export interface ListedObject {
  readonly name: string;
  /** How many versions are fetched; 1 is only the latest. */
  readonly versions: number;
}

const field = /^\s*(?:-\s*)?(\w+)\s*:\s*(.*?)\s*$/;
const unquoted = (text: string): string => text.replace(/^(['"])(.*)\1$/, '$2');

/**
 * Reads `objects` of a provider class: YAML in a string, a list under `array:` whose entries are
 * strings of YAML themselves.
 *
 * @throws {ArmFault} 400 for what the Secret Store extension cannot read: a list that is not indented
 * under `array:`, one without entries, an entry without `objectName`
 */
export function parseObjects(text: string | undefined): readonly ListedObject[] {
  if (text === undefined) return [];
  const [first, ...rest] = text.split('\n').filter((line) => line.trim() !== '');
  if (first?.trimEnd() !== 'array:') throw unreadable("it must begin with 'array:'");
  const entries: Record<string, string>[] = [];
  for (const line of rest) {
    if (!/^\s/.test(line)) throw unreadable("entries must be indented under 'array:'");
    if (/^\s*-/.test(line)) entries.push({});
    const [, key, value] = field.exec(line) ?? [];
    const entry = entries.at(-1);
    if (!entry) throw unreadable("each entry must begin with '- |'");
    if (key !== undefined && value !== undefined) entry[key] = unquoted(value);
  }
  if (entries.length === 0) throw unreadable('it has no entries');
  return entries.map(({ objectName, objectVersionHistory }) => {
    if (!objectName) throw unreadable("an entry has no 'objectName'");
    return { name: objectName, versions: Math.max(1, Number(objectVersionHistory ?? 1) || 1) };
  });
}

const unreadable = (because: string) =>
  invalidBody(`The property 'properties.objects' cannot be read: ${because}.`);
