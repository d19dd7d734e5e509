import { t } from '@vscode/l10n';
import { checkIssuer } from '../checks/cluster';
import {
  checkCredential,
  checkIdentity,
  checkProviderClass,
  checkRoles,
  checkVault,
} from '../checks/secretSync';
import { evidence, unknownFinding } from '../checks/evidence';
import { valueOf } from '../model/fact';
import type { Finding } from '../model/finding';
import { sameButForSlash } from '../observe/resolveIssuer';
import { changedByPersonAtMs } from '../observe/awaitRounds';
import type { Observation, SecretSync } from '../observe/observation';
import { understandFailure } from '../verify/meanings';
import { apiServerGuidance, apiServerKind } from './guidance';
import type { ApiServerKnowledge } from './knowledge';

/** The Secret Store extension got as far as logging in or fetching, and no further. */
const providerReason = 'providererror';

/** Both strings, where they are known to differ: the eye does not find a slash in the memory. */
const difference = ({ issuer, how }: ApiServerKnowledge, wanted: string): readonly string[] =>
  how === 'kubectl' && issuer !== wanted
    ? [t('The API server signs with “{0}”, but tokens must carry “{1}”.', issuer, wanted)]
    : [];

/** A claim that is not proved: who made it, and whether it still holds for the issuer of today. */
function fromKnowledge(
  { issuer, how, atMs }: ApiServerKnowledge,
  published: Observation['issuer'],
  guidance: string,
): Finding {
  const wanted = valueOf(published)?.issuer ?? '';
  const shown = [
    {
      label: t('Signs with'),
      value: issuer,
      source: how === 'kubectl' ? 'kubectl' : t('you'),
      readAtMs: atMs,
    },
    evidence(t('Published issuer'), wanted, published),
  ];
  if (issuer !== wanted) {
    return {
      state: 'drifted',
      words: sameButForSlash(issuer, wanted)
        ? t('Issuer differs by a trailing slash')
        : how === 'kubectl'
          ? t('Signs with another issuer')
          : t('Signs with a former issuer'),
      advice: [...difference({ issuer, how, atMs }, wanted), guidance].join(' '),
      evidence: shown,
    };
  }
  return how === 'kubectl'
    ? { state: 'done', words: t('Confirmed by kubectl'), evidence: shown }
    : { state: 'notProved', words: t('Confirmed by you'), evidence: shown };
}

/** What kubectl showed counts more than what was seen of secrets before it looked. */
const isNewer = (
  knowledge: ApiServerKnowledge | undefined,
  seenAtMs: number | undefined,
): boolean => knowledge?.how === 'kubectl' && knowledge.atMs > (seenAtMs ?? Infinity);

/** What has to be right before a failure can be laid to what nobody sees. */
const seenLinks = [
  checkIssuer,
  checkIdentity,
  checkCredential,
  checkVault,
  checkRoles,
  checkProviderClass,
];

/** Each secret that the SecretSync fetches is in the vault, enabled. */
function hasItsSecrets({ mappings }: SecretSync, { chain }: Observation): boolean {
  const secrets = (chain && valueOf(chain.secrets)) ?? [];
  return mappings.every(({ source }) =>
    secrets.some(
      ({ name, isEnabled }) =>
        isEnabled && name.toLowerCase() === source.split('/')[0]?.toLowerCase(),
    ),
  );
}

/**
 * A SecretSync that cannot log in or fetch although all that can be seen is right. Decided by the
 * reason of its condition and by the other links: Microsoft Entra's code stands only inside a message,
 * so that it may explain the finding, but not make it.
 */
function unexplainedFailure(seen: Observation): SecretSync | undefined {
  if (!seenLinks.every((link) => link(seen).state === 'done')) return undefined;
  return (valueOf(seen.secretSyncs) ?? []).find(
    (sync) =>
      sync.awaitsSinceMs === undefined &&
      sync.condition?.isTrue === false &&
      sync.condition.isUnknown === undefined &&
      sync.condition.reason.toLowerCase() === providerReason &&
      hasItsSecrets(sync, seen),
  );
}

/** By elimination, with what the message's code says of it. */
function suspected(
  { name, condition }: SecretSync,
  seen: Observation,
  more: readonly string[],
): Finding {
  const { reason = '', message = '' } = condition ?? {};
  const { code, meaning } = understandFailure(reason, message);
  const explained =
    code === reason
      ? []
      : meaning === undefined
        ? [t('The cluster reports {0}.', code)]
        : meaning.at === 'issuerToCredential'
          ? [t('{0}, which the cluster reports, says the same.', code)]
          : [t('The cluster reports {0}. {1}', code, meaning.words)];
  return {
    state: 'failed',
    words: t('Signs with another issuer, it seems'),
    advice: [
      t(
        'SecretSync {0} fails although everything that Azure shows is right. What Azure does not show is the issuer with which the API server signs.',
        name,
      ),
      ...explained,
      ...more,
    ].join(' '),
    evidence: [
      evidence(name, reason, seen.secretSyncs),
      evidence(t('Published issuer'), valueOf(seen.issuer)?.issuer ?? '–', seen.issuer),
    ],
  };
}

/** A secret that arrived proves it, unless the cluster was changed since. */
function byProof(sync: SecretSync, seen: Observation): Finding {
  const changedAtMs = changedByPersonAtMs(valueOf(seen.cluster)?.body);
  const atMs = sync.lastSuccessAtMs ?? 0;
  const shown = evidence(sync.name, sync.condition?.reason ?? '', seen.secretSyncs);
  return atMs >= changedAtMs
    ? { state: 'done', words: t('Proved by a sync'), evidence: [shown] }
    : {
        state: 'notProved',
        words: t('Proof is older than the last change'),
        advice: t(
          'The cluster was changed after the last secret had arrived; the next one proves it again.',
        ),
        evidence: [
          shown,
          evidence(t('Last success'), new Date(atMs).toISOString(), seen.secretSyncs),
          evidence(t('Cluster changed'), new Date(changedAtMs).toISOString(), seen.cluster),
        ],
      };
}

/**
 * Does the API server sign tokens with the published issuer? Azure cannot see it. A secret that was
 * synchronized proves it; a look by kubectl shows it; what the user said is a claim.
 */
export function checkApiServer(seen: Observation, knowledge?: ApiServerKnowledge): Finding {
  const { cluster, issuer, secretSyncs } = seen;
  if (cluster.kind !== 'known') {
    return unknownFinding(
      cluster.kind === 'unknown' ? cluster.because : t('the cluster no longer exists'),
    );
  }
  if (apiServerKind(cluster.value) === 'managed') {
    return {
      state: 'done',
      words: t('Managed by the platform'),
      evidence: [evidence(t('Distribution'), cluster.value.distribution, cluster)],
    };
  }
  if (issuer.kind === 'unknown') return unknownFinding(issuer.because);
  if (issuer.kind === 'absent') {
    return {
      state: 'notStarted',
      words: t('Waits for the issuer'),
      evidence: [evidence(t('Published issuer'), t('none'), issuer)],
    };
  }
  const guidance = apiServerGuidance(cluster.value);
  const wanted = issuer.value.issuer;
  const syncs = valueOf(secretSyncs) ?? [];
  const proof = syncs.find((each) => each.condition?.isTrue && each.lastSuccessAtMs !== undefined);
  if (proof) {
    if (knowledge && knowledge.issuer !== wanted && isNewer(knowledge, proof.lastSuccessAtMs)) {
      return fromKnowledge(knowledge, issuer, guidance);
    }
    return byProof(proof, seen);
  }
  const failing = unexplainedFailure(seen);
  const isRefuted =
    knowledge?.issuer === wanted && isNewer(knowledge, failing?.condition?.changedAtMs);
  if (failing && !isRefuted) {
    return suspected(failing, seen, [
      ...(knowledge ? difference(knowledge, wanted) : []),
      guidance,
    ]);
  }
  return knowledge
    ? fromKnowledge(knowledge, issuer, guidance)
    : {
        state: 'notStarted',
        words: t('Not confirmed'),
        advice: guidance,
        evidence: [evidence(t('Published issuer'), wanted, issuer)],
      };
}
