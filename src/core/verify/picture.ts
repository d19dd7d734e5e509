import { t } from '@vscode/l10n';
import { ownCredential } from '../checks/secretSync';
import { valueOf } from '../model/fact';
import type { FindingState } from '../model/finding';
import type { Observation } from '../observe/observation';
import { sameButForSlash } from '../observe/resolveIssuer';
import { toSpan } from './span';
import { rolesWord } from './roles';
import type { Check, CardId, LinkId, Part, PartId } from './verification';

/** Which checks are about which part of the picture. A secret's and a sync's begin with that word. */
const about: Readonly<Record<PartId, readonly string[]>> = {
  issuer: ['connectivity', 'oidc', 'workloadIdentity', 'agents', 'issuer', 'apiServer'],
  issuerToCredential: ['credential'],
  credential: ['credential'],
  credentialToIdentity: ['identity'],
  identity: ['identity'],
  identityToVault: ['roles'],
  vault: ['vault'],
  vaultToProviderClass: ['providerClass'],
  providerClass: ['providerClass', 'objects'],
  providerClassToInstance: ['reference'],
  instance: ['instance', 'reference'],
  instanceToSecrets: ['secretStore', 'syncs', 'sync *'],
  secrets: ['syncs', 'sync *', 'secret *'],
};

const cardIds: readonly CardId[] = [
  'issuer',
  'credential',
  'identity',
  'vault',
  'providerClass',
  'instance',
  'secrets',
];
const linkIds: readonly LinkId[] = [
  'issuerToCredential',
  'credentialToIdentity',
  'identityToVault',
  'vaultToProviderClass',
  'providerClassToInstance',
  'instanceToSecrets',
];

/** Which state of its checks decides about a part. Nothing that is unknown or not proved is good. */
const decisive: readonly FindingState[] = [
  'failed',
  'blocked',
  'drifted',
  'inProgress',
  'unknown',
  'notStarted',
  'notProved',
  'done',
];

const isAbout = (pattern: string, id: string): boolean =>
  pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : pattern === id;

/** The word of a link, of one to three words. */
function linkWord(id: LinkId, state: FindingState, seen: Observation): string {
  if (state === 'unknown') return t('not readable');
  if (state === 'inProgress') return t('on its way');
  const isGood = state === 'done' || state === 'notProved';
  switch (id) {
    case 'issuerToCredential':
      if (isGood) return t('issuer matches');
      return state === 'notStarted' ? t('later') : credentialWord(seen);
    case 'credentialToIdentity':
      return isGood ? t('trusts') : state === 'notStarted' ? t('later') : t('does not trust');
    case 'identityToVault':
      return state === 'notStarted' && valueOf(seen.identity) === undefined
        ? t('later')
        : state === 'blocked'
          ? t('no effect')
          : rolesWord(seen, state);
    case 'vaultToProviderClass':
      return isGood ? t('names both') : state === 'notStarted' ? t('later') : t('names others');
    case 'providerClassToInstance':
      return isGood ? t('default') : state === 'notStarted' ? t('later') : t('not the default');
    case 'instanceToSecrets':
      return secretsWord(state, seen);
  }
}

/** What of the credential is another than it must be. */
function credentialWord(seen: Observation): string {
  const want = valueOf(seen.issuer)?.issuer;
  const own = ownCredential(seen);
  if (own) return own.issuer === want ? t('audience differs') : t('issuer differs');
  const isOfCluster = (valueOf(seen.credentials) ?? []).some(
    ({ issuer }) => want !== undefined && sameButForSlash(issuer, want),
  );
  return isOfCluster ? t('subject differs') : t('issuer differs');
}

function secretsWord(state: FindingState, seen: Observation): string {
  switch (state) {
    case 'done': {
      const times = (valueOf(seen.secretSyncs) ?? []).flatMap(
        ({ lastSuccessAtMs }) => lastSuccessAtMs ?? [],
      );
      const atMs = times.length > 0 ? Math.max(...times) : seen.endedAtMs;
      return t('synced {0} ago', toSpan(seen.endedAtMs - atMs));
    }
    case 'notProved':
      return t('not proved');
    case 'notStarted':
      return t('later');
    case 'drifted':
      return t('out of date');
    case 'blocked':
      return t('cannot sync');
    default:
      return t('sync fails');
  }
}

/** What a card says when no secret is synchronized yet. */
const noSync = (): Omit<Part, 'id' | 'checks'> => ({ state: 'notProved', words: t('Not proved') });

function decide(id: PartId, own: readonly Check[]): Pick<Part, 'state' | 'words'> {
  for (const state of decisive) {
    const found = own.find(({ finding }) => finding.state === state);
    // Where all is well, the last word counts: it says most.
    const last = own.findLast(({ finding }) => finding.state === state);
    if (found && last) {
      return { state, words: state === 'done' ? last.finding.words : found.finding.words };
    }
  }
  return id === 'secrets' || id === 'instanceToSecrets'
    ? noSync()
    : { state: 'notStarted', words: t('Not started') };
}

function toCard(id: CardId, checks: readonly Check[]): Part {
  const own = checksAbout(id, checks);
  const syncs = own.filter((each) => each.id.startsWith('sync '));
  const decided = decide(id, own);
  const isUnproved = id === 'secrets' && syncs.length === 0 && decided.state === 'done';
  return { id, ...(isUnproved ? noSync() : decided), checks: own.map((each) => each.id) };
}

const checksAbout = (id: PartId, checks: readonly Check[]): readonly Check[] =>
  checks.filter((each) => about[id].some((pattern) => isAbout(pattern, each.id)));

/** What keeps a link whose own checks are well from being shown as well. */
function holdsBack(id: LinkId, checks: readonly Check[]): FindingState | undefined {
  if (id === 'instanceToSecrets') {
    return checks.some((each) => each.id.startsWith('sync ')) ? undefined : 'notProved';
  }
  if (id !== 'credentialToIdentity') return undefined;
  // What is not there trusts nothing.
  const { state } = decide('credential', checksAbout('credential', checks));
  return state === 'notStarted' || state === 'unknown' ? state : undefined;
}

function toLink(id: LinkId, checks: readonly Check[], seen: Observation): Part {
  const own = checksAbout(id, checks);
  const decided = decide(id, own);
  const state = decided.state === 'done' ? (holdsBack(id, checks) ?? 'done') : decided.state;
  return { id, state, words: linkWord(id, state, seen), checks: own.map((each) => each.id) };
}

/** The picture's parts, cards first, each in the order of trust. */
export const toParts = (checks: readonly Check[], seen: Observation): readonly Part[] => [
  ...cardIds.map((id) => toCard(id, checks)),
  ...linkIds.map((id) => toLink(id, checks, seen)),
];
