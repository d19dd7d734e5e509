import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  Scalar,
  YAMLSeq,
  type Document,
  type Pair,
  type YAMLMap,
} from 'yaml';

/** What a k3s server's configuration file must say so that its tokens carry the cluster's issuer. */
export interface WantedIssuer {
  /** The resolved issuer, byte for byte. */
  readonly issuer: string;
}

export type MergeResult =
  | {
      readonly kind: 'merged';
      readonly text: string;
      readonly isChanged: boolean;
      /** Issuers that were configured before and stay accepted, in order. */
      readonly keptIssuers: readonly string[];
    }
  | {
      /** Nothing may be written: the file is not what k3s reads. */
      readonly kind: 'invalid';
      /** Both from 1. */
      readonly line: number;
      readonly column: number;
      readonly message: string;
    };

const argumentsKey = 'kube-apiserver-arg';
const issuerFlag = 'service-account-issuer';
const expirationFlag = 'service-account-max-token-expiration';
const expiration = '24h';

class Refusal extends Error {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

/** `kube-apiserver-arg` as k3s knows it: also with `+`, which appends to what other files say. */
const isArgumentsKey = (pair: Pair): boolean => {
  const key = isScalar(pair.key) ? pair.key.value : pair.key;
  return key === argumentsKey || key === `${argumentsKey}+`;
};

const offsetOf = (node: unknown): number => {
  const range: unknown = typeof node === 'object' && node !== null ? Reflect.get(node, 'range') : 0;
  const first: unknown = Array.isArray(range) ? range[0] : 0;
  return typeof first === 'number' ? first : 0;
};

/** The items of one entry, with their comments: a list, a single text, an alias of either. */
function itemsOf(value: unknown, document: Document): Scalar<string>[] {
  const node = isAlias(value) ? value.resolve(document) : value;
  if (node === null || node === undefined) return [];
  if (isSeq(node)) return node.items.flatMap((item) => itemsOf(item, document));
  if (isScalar(node)) {
    if (node.value === null) return [];
    if (typeof node.value === 'string') {
      const copy = new Scalar(node.value);
      if (node.type !== undefined) copy.type = node.type;
      if (node.comment) copy.comment = node.comment;
      if (node.commentBefore) copy.commentBefore = node.commentBefore;
      return [copy];
    }
  }
  throw new Refusal(
    offsetOf(value),
    `${argumentsKey} must be a text or a list of texts of the form name=value`,
  );
}

const flagOf = (item: Scalar<string>): { readonly name: string; readonly value: string } => {
  const [, name = '', value = ''] = /^-*([^=]*)=?([\s\S]*)$/.exec(item.value) ?? [];
  return { name, value };
};

/** Ours first (the first issuer signs, all are accepted), then the former ones, each once. */
function mergeItems(
  found: readonly Scalar<string>[],
  { issuer }: WantedIssuer,
): { readonly items: Scalar<string>[]; readonly keptIssuers: readonly string[] } {
  const create = (text: string): Scalar<string> => new Scalar(text);
  const issuers = found.filter((item) => flagOf(item).name === issuerFlag);
  const kept = [...new Set(issuers.map((item) => flagOf(item).value))].filter(
    (value) => value !== '' && value !== issuer,
  );
  const own = issuers.find((item) => flagOf(item).value === issuer);
  const block = [
    own ?? create(`${issuerFlag}=${issuer}`),
    ...kept.flatMap((value) => issuers.find((item) => flagOf(item).value === value) ?? []),
  ];
  const limits = found.filter((item) => flagOf(item).name === expirationFlag);
  const limit =
    limits.find((item) => flagOf(item).value === expiration) ??
    create(`${expirationFlag}=${expiration}`);

  const items: Scalar<string>[] = [];
  const seen = new Set<string>();
  for (const item of found) {
    const { name } = flagOf(item);
    if (name === issuerFlag) {
      if (!seen.has(issuerFlag)) items.push(...block);
      seen.add(issuerFlag);
    } else if (name === expirationFlag) {
      if (!seen.has(expirationFlag)) items.push(limit);
      seen.add(expirationFlag);
    } else if (!seen.has(`=${item.value}`)) {
      seen.add(`=${item.value}`);
      items.push(item);
    }
  }
  if (!seen.has(issuerFlag)) items.push(...block);
  if (!seen.has(expirationFlag)) items.push(limit);
  return { items, keptIssuers: kept };
}

function toMap(document: Document): YAMLMap {
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    const map = document.createNode({}) as YAMLMap;
    document.contents = map;
    return map;
  }
  if (isMap(contents)) return contents;
  throw new Refusal(offsetOf(contents), 'the file must hold names with values');
}

const sameTexts = (a: readonly Scalar<string>[], b: readonly Scalar<string>[]): boolean =>
  a.length === b.length && a.every((item, index) => item.value === b[index]?.value);

/** Puts the merged list in place of all entries of that key; the first one keeps its place. */
function apply(map: YAMLMap, pairs: readonly Pair[], items: Scalar<string>[], document: Document) {
  const [first, ...others] = pairs;
  const old = isAlias(first?.value) ? undefined : first?.value;
  const list = new YAMLSeq<Scalar<string>>(document.schema);
  list.items = items;
  if (isSeq(old)) {
    if (old.flow) list.flow = true;
    if (old.comment) list.comment = old.comment;
    if (old.commentBefore) list.commentBefore = old.commentBefore;
    if (old.anchor) list.anchor = old.anchor;
  }
  if (first) first.value = list;
  else map.set(argumentsKey, list);
  map.items = map.items.filter((pair) => !others.includes(pair));
}

/**
 * Merges the issuer into a k3s `config.yaml`. Sets only `service-account-issuer` and
 * `service-account-max-token-expiration` inside `kube-apiserver-arg`; everything else, comments and
 * order included, stays as it is. A former issuer stays second, so that running pods go on working.
 * Merging the result again changes nothing.
 *
 * @see https://docs.k3s.io/installation/configuration
 */
export function mergeK3sConfig(text: string, want: WantedIssuer): MergeResult {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: false,
    keepSourceTokens: false,
  });
  const invalid = (offset: number, message: string): MergeResult => {
    const { line, col } = lines.linePos(offset);
    return { kind: 'invalid', line: Math.max(line, 1), column: Math.max(col, 1), message };
  };
  const [error] = document.errors;
  if (error)
    return invalid(error.pos[0], error.message.split('\n')[0]?.replace(/ at line.*$/, '') ?? '');
  try {
    const map = toMap(document);
    const pairs = map.items.filter(isArgumentsKey);
    const found = pairs.flatMap((pair) => itemsOf(pair.value, document));
    const { items, keptIssuers } = mergeItems(found, want);
    if (pairs.length === 1 && sameTexts(found, items)) {
      return { kind: 'merged', text, isChanged: false, keptIssuers };
    }
    apply(map, pairs, items, document);
    const merged = document.toString({ lineWidth: 0, flowCollectionPadding: true });
    const isWindows = /\r\n/.test(text);
    return {
      kind: 'merged',
      text: isWindows ? merged.replace(/\r?\n/g, '\r\n') : merged,
      isChanged: true,
      keptIssuers,
    };
  } catch (problem) {
    if (problem instanceof Refusal) return invalid(problem.offset, problem.message);
    throw problem;
  }
}

/** A file of `config.yaml.d`. */
export interface DropIn {
  readonly name: string;
  readonly text: string;
}

/**
 * The file whose `kube-apiserver-arg` k3s will use: drop-ins are read after `config.yaml` in the order
 * of their names, and the last one that sets the key (without `+`) replaces what came before.
 */
export function findEffectiveFile(dropIns: readonly DropIn[]): DropIn | undefined {
  return [...dropIns]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .filter(({ name, text }) => {
      if (!/\.ya?ml$/.test(name)) return false;
      const { contents } = parseDocument(text, { uniqueKeys: false });
      return (
        isMap(contents) &&
        contents.items.some((pair) => isScalar(pair.key) && pair.key.value === argumentsKey)
      );
    })
    .at(-1);
}
