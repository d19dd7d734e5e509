import { t } from '@vscode/l10n';
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type YAMLSeq,
} from 'yaml';
import { UserFacingError } from '../errors';
import { apiServerKey } from './apiServerArgs';

/** A file of k3s' configuration, named as people are to read it. */
export interface K3sFile {
  readonly name: string;
  readonly text: string;
}

/** More than any configuration: what is longer is another file. */
const longestText = 1_000_000;

/** A key for the API server's arguments, with what it holds. */
export interface ArgsPair {
  readonly pair: Pair<Node, Node | null>;
  /** `key+` adds to what files before this one say. */
  readonly isAddition: boolean;
  readonly args: readonly string[];
  /** Parallel to `args`, when each is an entry of a list that stands right here. */
  readonly list?: YAMLSeq<Node>;
}

export interface ParsedConfig {
  readonly document: Document;
  /** Nothing but comments and marks is written. */
  readonly isEmpty: boolean;
  /** In the order of the file. A valid file has one of each spelling at most. */
  readonly pairs: readonly ArgsPair[];
  readonly clusterDomain: string | undefined;
  /** All other keys with their values, to compare. */
  readonly otherKeys: string;
}

class ConfigRefusal {
  constructor(
    private readonly file: K3sFile,
    private readonly lines: LineCounter,
  ) {}

  /** For something at an offset of the text. */
  at(offset: number, because: string): UserFacingError {
    const { line, col } = this.lines.linePos(offset);
    return new UserFacingError(
      t('{0}, line {1}, column {2}: {3} Nothing was changed.', this.file.name, line, col, because),
    );
  }
}

/** Text of a value as k3s turns it into an argument. */
function toArg(node: unknown, document: Document): string | undefined {
  const value = isAlias(node) ? node.resolve(document) : node;
  if (!isScalar(value) || value.value === null) return undefined;
  // Numbers and the like reach the API server as they were written.
  return typeof value.value === 'string' ? value.value : value.source;
}

function readArgs(
  pair: Pair<Node, Node | null>,
  document: Document,
  refusal: ConfigRefusal,
): Pick<ArgsPair, 'args' | 'list'> {
  const { value } = pair;
  const target = isAlias(value) ? value.resolve(document) : value;
  const offset = value?.range?.[0] ?? pair.key.range?.[0] ?? 0;
  if (isAlias(value) && target === undefined) {
    throw refusal.at(offset, t('the anchor of *{0} is not there.', value.source));
  }
  if (target === null || target === undefined || (isScalar(target) && target.value === null)) {
    return { args: [] };
  }
  if (isScalar(target)) {
    const { value: text } = target;
    if (typeof text !== 'string' || text.includes('\n')) {
      throw refusal.at(
        offset,
        t('{0} has to be a list of arguments, one “name=value” an entry.', apiServerKey),
      );
    }
    return { args: [text] };
  }
  if (!isSeq(target)) {
    throw refusal.at(
      offset,
      t(
        '{0} holds a mapping. It has to be a list of arguments, each written as “- name=value”.',
        apiServerKey,
      ),
    );
  }
  const args = target.items.map((item) => {
    const arg = toArg(item, document);
    if (arg !== undefined) return arg;
    const at = item as Node;
    throw refusal.at(
      at.range?.[0] ?? offset,
      t('an argument has to be written as “- name=value”, with an equals sign.'),
    );
  });
  return { args, ...(isAlias(value) ? {} : { list: target as YAMLSeq<Node> }) };
}

/** Only one document is read by k3s. */
function theDocument(file: K3sFile, lines: LineCounter, refusal: ConfigRefusal): Document {
  if (file.text.length > longestText) {
    throw new UserFacingError(
      t('{0} is too large for a configuration of k3s. Nothing was changed.', file.name),
    );
  }
  const options = {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    keepSourceTokens: true,
    // A second key is repaired, not refused.
    uniqueKeys: false,
    merge: true,
  } as const;
  const documents = parseAllDocuments(file.text, options);
  // Nothing but comments is no document to the one, and an empty one to the other.
  const [document = parseDocument(file.text, options), second] = documents;
  const [error] = [document, ...documents].flatMap(({ errors }) => errors);
  if (error) throw refusal.at(error.pos[0], t('it is not valid YAML ({0}).', error.message));
  if (second) {
    throw refusal.at(second.range[0], t('a second document begins; k3s reads the first one only.'));
  }
  return document;
}

/**
 * Reads a file of k3s' configuration.
 *
 * @throws {UserFacingError} by line and column, why it cannot be
 */
export function parseConfig(file: K3sFile): ParsedConfig {
  const lines = new LineCounter();
  const refusal = new ConfigRefusal(file, lines);
  try {
    const document = theDocument(file, lines, refusal);
    const { contents } = document;
    if (contents === null || (isScalar(contents) && contents.value === null)) {
      const [start, end] = contents?.range ?? [0, 0];
      const isEmpty = start === end;
      return { document, isEmpty, pairs: [], clusterDomain: undefined, otherKeys: '[]' };
    }
    if (!isMap<Node, Node | null>(contents)) {
      throw refusal.at(
        contents.range?.[0] ?? 0,
        t('the file has to hold keys with values, as in “{0}:”.', apiServerKey),
      );
    }
    const pairs: ArgsPair[] = [];
    const others: unknown[] = [];
    let clusterDomain: string | undefined;
    for (const pair of contents.items) {
      const key = toArg(pair.key, document);
      if (key === '<<' && JSON.stringify(pair.value?.toJS(document)).includes(`"${apiServerKey}`)) {
        throw refusal.at(
          pair.key.range?.[0] ?? 0,
          t(
            '{0} comes in by a merge key (<<). Write it out here, then run this again.',
            apiServerKey,
          ),
        );
      }
      if (key === 'cluster-domain') clusterDomain = toArg(pair.value, document);
      if (key !== apiServerKey && key !== `${apiServerKey}+`) {
        others.push([pair.key.toJS(document), pair.value?.toJS(document)]);
        continue;
      }
      pairs.push({
        pair,
        isAddition: key !== apiServerKey,
        ...readArgs(pair, document, refusal),
      });
    }
    return { document, isEmpty: false, pairs, clusterDomain, otherKeys: JSON.stringify(others) };
  } catch (error) {
    if (UserFacingError.is(error)) throw error;
    // Aliases that unfold without end.
    throw refusal.at(0, t('its aliases cannot be followed.'));
  }
}
