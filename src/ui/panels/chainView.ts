import { t } from '@vscode/l10n';
import { ownClass, ownCredential } from '../../core/checks/secretSync';
import { valueOf } from '../../core/model/fact';
import type { RunSnapshot } from '../../core/model/run';
import type { Observation } from '../../core/observe/observation';
import { publishedIssuer } from '../../core/observe/resolveIssuer';
import { verifyCloud } from '../../core/verify/cloud';
import { cardTitle, partTitle } from '../../core/verify/partTitle';
import type { Check, Remedy, Verification } from '../../core/verify/verification';
import {
  cardIds,
  isCloudPart,
  isListedCheck,
  linkIds,
  type CardId,
  type ChainCheck,
  type ChainDetail,
  type ChainView,
  type LinkId,
  type PartId,
  type ShownPart,
} from '../../protocol/chain';
import { isAhead } from './ahead';
import { toCloudParts } from './cloudView';
import { comingName, withComing } from './coming';
import { liveParts, type Live } from './liveParts';
import { remedyOf } from './remedyOf';
import { withEntraCodes } from './withEntraCodes';

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

function syncCount(seen: Observation): string | undefined {
  const own = ownClass(seen)?.name;
  const syncs = (valueOf(seen.secretSyncs) ?? []).filter(
    ({ providerClassName }) => own !== undefined && providerClassName === own,
  );
  const good = syncs.filter(({ condition }) => condition?.isTrue === true);
  return syncs.length === 0 ? undefined : t('{0} of {1} synced', good.length, syncs.length);
}

/** What a card's thing is called; a dash where there is none. */
function cardName(id: CardId, seen: Observation, run: RunSnapshot | undefined): string {
  const cluster = valueOf(seen.cluster);
  const published = cluster && publishedIssuer(cluster);
  const names: Readonly<Record<CardId, string | undefined>> = {
    issuer: published === undefined ? undefined : hostOf(published),
    credential: ownCredential(seen)?.name,
    identity: valueOf(seen.identity)?.name,
    vault: valueOf(seen.vault)?.name,
    providerClass: ownClass(seen)?.name,
    instance: valueOf(seen.instance)?.name,
    secrets: syncCount(seen),
  };
  const named = id === 'vault' ? ownClass(seen)?.vaultName : undefined;
  return names[id] ?? comingName(id, seen, run) ?? named ?? '–';
}

function toCheck(check: Check, all: readonly Check[]): ChainCheck {
  const { id, title, finding, values, causedBy } = check;
  const cause = all.find((each) => each.id === causedBy);
  const behind = cause && followsFrom(id, cause.title, cause.finding.words);
  const advice = [finding.advice, codeOf(finding), behind]
    .filter((part) => part !== undefined)
    .join(' ');
  return {
    id,
    title,
    state: finding.state,
    words: finding.words,
    ...(advice === '' ? {} : { advice: withEntraCodes(advice) }),
    values: [...values],
  };
}

/** A code that is in the words alone: below them it is a link. */
function codeOf({ words, advice = '' }: Check['finding']): string | undefined {
  const code = /\bAADSTS\d{4,8}\b/.exec(words)?.[0];
  return code === undefined || advice.includes(code) ? undefined : `(${code})`;
}

/** A sync cannot work behind a broken link; another link may be broken for itself. */
const followsFrom = (id: string, title: string, words: string): string =>
  id.startsWith('sync ')
    ? t('It follows from “{0}: {1}”.', title, words)
    : t(
        'It comes after “{0}: {1}” in the chain; look at it again when that is mended.',
        title,
        words,
      );

const isBad = ({ finding: { state } }: Check): boolean =>
  state === 'failed' || state === 'blocked' || state === 'drifted';

const isSame = (a: Remedy | undefined, b: Remedy | undefined): boolean =>
  a !== undefined && a.kind === b?.kind && a.resourceId === b.resourceId;

/**
 * What mends one of the many checks of a part, where it is another thing than what is offered for the
 * part, and the first of those that say the same.
 */
function ownRemedy(
  check: Check,
  all: readonly Check[],
  offered: readonly (Remedy | undefined)[],
  canMend: ChainMoment['canMend'],
): Pick<ChainCheck, 'remedy' | 'remedyLabel'> {
  const { id, remedy } = check;
  const first = all.find((each) => isBad(each) && isSame(each.remedy, remedy));
  const isOffered = offered.some((each) => isSame(each, remedy));
  return remedy && isListedCheck(id) && first === check && !isOffered && canMend(remedy)
    ? { remedy: remedy.sentence, remedyLabel: remedy.label }
    : {};
}

function toDetail(
  { id, checks }: Verification['parts'][number],
  verification: Verification,
  { canMend, atTop }: Pick<ChainMoment, 'canMend' | 'atTop'>,
): ChainDetail {
  const all = verification.checks;
  const own = all.filter((check) => checks.includes(check.id));
  // What is broken is what one came to see.
  const [bad, good] = [own.filter(isBad), own.filter((check) => !isBad(check))];
  const remedy = remedyOf(verification, id);
  return {
    part: id,
    heading: partTitle(id),
    checks: [...bad, ...good].map((check) => ({
      ...toCheck(check, all),
      ...ownRemedy(check, own, [remedy, atTop], canMend),
    })),
    ...(remedy ? { remedy: remedy.sentence } : {}),
    ...(remedy && canMend(remedy) && remedy !== atTop ? { remedyLabel: remedy.label } : {}),
  };
}

/** Of a part for cloud connections: one check, which is the part. */
function toCloudDetail(
  check: Check,
  { canMend }: Pick<ChainMoment, 'canMend'>,
): readonly ChainDetail[] {
  const { id, title, remedy } = check;
  if (!isCloudPart(id)) return [];
  return [
    {
      part: id,
      heading: title,
      checks: [toCheck(check, [])],
      ...(remedy ? { remedy: remedy.sentence } : {}),
      ...(remedy && canMend(remedy) ? { remedyLabel: remedy.label } : {}),
    },
  ];
}

/** Where nothing is broken before, the first broken part for cloud connections. */
function cloudCause({ cloud }: Verification): ShownPart | undefined {
  const id = cloud.find(isBad)?.id;
  return isCloudPart(id) ? id : undefined;
}

/** The part that shows the cause best: a link before a card. */
function partOfCause({ causeId, parts }: Verification): PartId | undefined {
  if (causeId === undefined) return undefined;
  const about = parts.filter(({ checks }) => checks.includes(causeId));
  const link = about.find(({ id }) => (linkIds as readonly string[]).includes(id));
  return (link ?? about[0])?.id;
}

export interface ChainMoment {
  readonly run: RunSnapshot | undefined;
  /** Whether a remedy can be had here and now. */
  readonly canMend: (remedy: Remedy) => boolean;
  /** That of the primary button at the top of the panel: it is offered once. */
  readonly atTop?: Remedy | undefined;
}

/** The picture of a verification, with what a run under way does to it. Pure. */
export function toChainView(
  verification: Verification,
  seen: Observation,
  { run, canMend, atTop }: ChainMoment,
): ChainView {
  const { parts } = verification;
  const shown = withComing(seen, run);
  const cloud = shown === seen ? verification.cloud : verifyCloud(shown);
  const live = liveParts(run, shown);
  const readOf = (id: PartId): Live => {
    const { state = 'unknown', words = '' } = parts.find((part) => part.id === id) ?? {};
    return { state, words, word: words };
  };
  const partOf = (id: PartId): Live => live.get(id) ?? readOf(id);
  const cause = partOfCause(verification) ?? cloudCause(verification);
  return {
    cards: cardIds.map((id) => {
      const { state, words } = partOf(id);
      return { id, title: cardTitle(id), name: cardName(id, seen, run), state, words };
    }),
    links: linkIds.map((id: LinkId) => {
      const { state, word } = partOf(id);
      return { id, state, word };
    }),
    details: [
      ...parts.map((part) => toDetail(part, verification, { canMend, atTop })),
      ...cloud.flatMap((check) => toCloudDetail(check, { canMend })),
    ],
    cloud: toCloudParts(cloud, shown).map((part, index, all) => {
      // A target is what its role is.
      const of = part.kind === 'target' ? all[index - 1]?.id : part.id;
      const now = of === undefined ? undefined : live.get(of);
      if (!now) return part;
      const isLink = part.kind === 'credential' || part.kind === 'role';
      return { ...part, state: now.state, words: isLink ? now.word : now.words };
    }),
    ...(cause === undefined || isAhead(run, seen) ? {} : { cause }),
  };
}
