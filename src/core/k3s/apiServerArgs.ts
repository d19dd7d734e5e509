import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';

/** The key of k3s' configuration under which arguments for the API server stand. */
export const apiServerKey = 'kube-apiserver-arg';

const issuerName = 'service-account-issuer';
const expirationName = 'service-account-max-token-expiration';
const expiration = '24h';

/** What k3s signs with by itself, less the domain of the cluster. */
const ownIssuerHost = 'https://kubernetes.default.svc';
const usualDomain = 'cluster.local';

export const ownIssuer = (clusterDomain: string | undefined): string =>
  `${ownIssuerHost}.${clusterDomain ?? usualDomain}`;

/** Without anything that a configuration file or a shell could take for more than text. */
const plainIssuer = /^https:\/\/[\w.~:/%+-]*[\w/~%+-]$/;

/** @throws {UserFacingError} the issuer has characters that no issuer has; it is written nowhere */
export function requirePlainIssuer(issuer: string): void {
  if (plainIssuer.test(issuer)) return;
  throw new UserFacingError(
    t(
      'The issuer URL {0} has characters that do not belong into one. Nothing was written.',
      issuer,
    ),
  );
}

/** Name and value as k3s takes them apart: two hyphens may stand before it. */
function split(arg: string): { readonly name: string; readonly value: string } {
  const bare = arg.startsWith('--') ? arg.slice(2) : arg;
  const end = bare.indexOf('=');
  return end < 0
    ? { name: bare, value: 'true' }
    : { name: bare.slice(0, end), value: bare.slice(end + 1) };
}

const hasName = (arg: string, name: string): boolean => split(arg).name === name;

export const isIssuerArg = (arg: string): boolean => hasName(arg, issuerName);

/** `name+=` and `name-=` add to what k3s has by itself, in versions that know it. */
function refuseAdditions(args: readonly string[]): void {
  const odd = args.find((arg) => {
    const { name } = split(arg);
    const bare = name.replace(/[+-]+$/, '');
    return name !== bare && (bare === issuerName || bare === expirationName);
  });
  if (odd === undefined) return;
  throw new UserFacingError(
    t(
      '“{0}” adds to what k3s has by itself, which not every version of k3s knows. Write it without + or - before the equals sign, then run this again. Nothing was changed.',
      odd,
    ),
  );
}

/** What becomes of a list of arguments. What is not named stays as and where it is. */
export interface ArgsEdit {
  readonly dropped: ReadonlySet<number>;
  readonly replaced: ReadonlyMap<number, string>;
  /** Goes before the entry `before`: a new one, or that of the list at that index. */
  readonly first?: { readonly before: number; readonly entry: string | number };
  readonly appended: readonly string[];
}

export interface Wanted {
  readonly issuer: string;
  /** Kept second where no entry names an issuer: tokens of running pods carry it. */
  readonly formerIssuer?: string;
}

/**
 * What it takes so that the API server signs with the issuer and tokens live 24 hours at most. Issuers
 * that are there stay behind the wanted one: the first signs, all are accepted, so that pods with a
 * token of before go on working. Doubles of these two arguments go.
 *
 * @throws {UserFacingError} an entry means something that cannot be merged
 * @see https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
 */
export function editArgs(args: readonly string[], { issuer, formerIssuer }: Wanted): ArgsEdit {
  refuseAdditions(args);
  const indexed = args.map((arg, index) => ({ index, ...split(arg) }));
  const issuers = indexed.filter(({ name }) => name === issuerName);
  const expirations = indexed.filter(({ name }) => name === expirationName);
  const dropped = new Set<number>();
  const replaced = new Map<number, string>();
  const appended: string[] = [];

  const seen = new Set<string>();
  for (const { index, value } of issuers) {
    if (seen.has(value)) dropped.add(index);
    seen.add(value);
  }
  const toIssuer = (value: string): string => `${issuerName}=${value}`;
  const [signing] = issuers;
  const present = issuers.find(({ value }) => value === issuer);
  if (!signing) {
    appended.push(toIssuer(issuer));
    if (formerIssuer !== undefined) appended.push(toIssuer(formerIssuer));
  }

  const [lasting, ...others] = expirations;
  for (const { index } of others) dropped.add(index);
  const wanted = `${expirationName}=${expiration}`;
  if (!lasting) appended.push(wanted);
  else if (lasting.value !== expiration) replaced.set(lasting.index, wanted);

  const isFirst = !signing || signing === present;
  return {
    dropped,
    replaced,
    ...(isFirst
      ? {}
      : { first: { before: signing.index, entry: present?.index ?? toIssuer(issuer) } }),
    appended,
  };
}

export const isNoEdit = ({ dropped, replaced, first, appended }: ArgsEdit): boolean =>
  dropped.size + replaced.size + appended.length === 0 && first === undefined;

/** The list after the edit. */
export function applyEdit(args: readonly string[], edit: ArgsEdit): readonly string[] {
  const { dropped, replaced, first, appended } = edit;
  const moved = typeof first?.entry === 'number' ? first.entry : undefined;
  const kept = args.flatMap((arg, index) => [
    ...(first?.before === index
      ? [typeof first.entry === 'string' ? first.entry : (args[first.entry] ?? '')]
      : []),
    ...(dropped.has(index) || index === moved ? [] : [replaced.get(index) ?? arg]),
  ]);
  return [...kept, ...appended];
}

/** What decides in a list that k3s has put together: the first issuer signs, the last limit counts. */
export interface Effect {
  readonly issuer: string | undefined;
  readonly isLimited: boolean;
}

export function effectOf(args: readonly string[]): Effect {
  const value = (arg: string | undefined): string | undefined =>
    arg === undefined ? undefined : split(arg).value;
  return {
    issuer: value(args.find(isIssuerArg)),
    isLimited: value(args.findLast((arg) => hasName(arg, expirationName))) === expiration,
  };
}
