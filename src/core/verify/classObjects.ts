import { parse } from 'yaml';
import { isObject, stringAt } from '../model/json';

/** A vault secret that a provider class lists. */
export interface ListedSecret {
  readonly name: string;
  /** How many versions are fetched; 1 is only the latest. */
  readonly versions: number;
}

/** The list, or why the Secret Store extension cannot read it. */
export type ClassObjects =
  | { readonly kind: 'listed'; readonly secrets: readonly ListedSecret[] }
  | { readonly kind: 'unreadable' };

const unreadable: ClassObjects = { kind: 'unreadable' };

/** Under `array:` the service takes only what is indented. */
const isNotIndented = (text: string): boolean => /^array:[ \t]*\r?\n-/m.test(text);

function parseYaml(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent' });
  } catch {
    return undefined;
  }
}

/** Each entry is YAML in a string, or, where somebody wrote it so, an object. */
function toSecret(entry: unknown): ListedSecret | undefined {
  const fields = typeof entry === 'string' ? parseYaml(entry) : entry;
  const name = stringAt(fields, 'objectName');
  if (name === undefined || !isObject(fields)) return undefined;
  const versions = Number(fields['objectVersionHistory'] ?? 1);
  return { name, versions: Number.isInteger(versions) && versions > 1 ? versions : 1 };
}

/**
 * What the `objects` of a secret provider class list: YAML in a string, with YAML in the strings of its
 * list. Indents, quotes and the order of keys are free. Absent: nothing is listed.
 *
 * @see https://learn.microsoft.com/azure/azure-arc/kubernetes/secret-store-extension
 */
export function parseClassObjects(text: string | undefined): ClassObjects {
  if (text === undefined) return { kind: 'listed', secrets: [] };
  const document = isNotIndented(text) ? undefined : parseYaml(text);
  const list = isObject(document) ? document['array'] : undefined;
  if (!Array.isArray(list)) return unreadable;
  const secrets = list.map(toSecret);
  return secrets.length > 0 && secrets.every((each) => each !== undefined)
    ? { kind: 'listed', secrets }
    : unreadable;
}

/** The entries of a list, each with what stands before the next one. */
const entriesOf = (text: string): readonly string[] => text.split(/^(?=[ \t]*- )/m);

/**
 * The list with more versions of one of its secrets, and otherwise letter by letter; undefined when its
 * entry is not of the usual layout, with a property a line.
 */
export function withVersions(text: string, name: string, versions: number): string | undefined {
  const before = parseClassObjects(text);
  if (before.kind === 'unreadable') return undefined;
  const mended = entriesOf(text)
    .map((entry) => {
      const [line = '', indent = '', own] =
        /^([ \t]*)objectName:[ \t]*["']?([0-9A-Za-z-]+)["']?[ \t]*$/m.exec(entry) ?? [];
      if (own !== name) return entry;
      const history = `${indent}objectVersionHistory: ${versions}`;
      const old = /^[ \t]*objectVersionHistory:.*$/m;
      return old.test(entry)
        ? entry.replace(old, history)
        : entry.replace(line, `${line}\n${history}`);
    })
    .join('');
  const after = parseClassObjects(mended);
  const wanted = before.secrets.map((each) => (each.name === name ? { name, versions } : each));
  const isSo = after.kind === 'listed' && JSON.stringify(after.secrets) === JSON.stringify(wanted);
  return isSo ? mended : undefined;
}

/**
 * A list that cannot be read only because its entries are not indented, with indents and otherwise letter
 * by letter; undefined when that would not mend it.
 */
export function withIndents(text: string): string | undefined {
  if (parseClassObjects(text).kind === 'listed') return undefined;
  const [, head, entries] = /^(array:[ \t]*\r?\n)(.*)$/s.exec(text) ?? [];
  if (head === undefined || entries === undefined) return undefined;
  const mended = `${head}${entries.replace(/^(?=[^\r\n])/gm, '    ')}`;
  return parseClassObjects(mended).kind === 'listed' ? mended : undefined;
}
