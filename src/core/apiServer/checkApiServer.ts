import { t } from '@vscode/l10n';
import { checkCredential } from '../checks/secretSync';
import { evidence, unknownFinding } from '../checks/evidence';
import { valueOf } from '../model/fact';
import type { Finding } from '../model/finding';
import { sameButForSlash } from '../observe/resolveIssuer';
import type { Observation } from '../observe/observation';
import { understandFailure } from '../verify/meanings';
import { apiServerGuidance, apiServerKind } from './guidance';
import type { ApiServerKnowledge } from './knowledge';

/** Microsoft Entra found no credential for the token's issuer. */
const unknownIssuerCode = 'AADSTS700211';

/** Both strings, where they are known to differ: the eye does not find a slash in the memory. */
const difference = ({ issuer, how }: ApiServerKnowledge, wanted: string): readonly string[] =>
  how === 'kubectl' && issuer !== wanted
    ? [t('The API server signs with “{0}”, but tokens must carry “{1}”.', issuer, wanted)]
    : [];

/** A claim that is not proved: who made it, and whether it still holds for the issuer of today. */
function fromKnowledge(
  { issuer, how, atMs }: ApiServerKnowledge,
  wanted: string,
  guidance: string,
): Finding {
  const shown = [
    { label: t('Signs with'), value: issuer, source: how === 'kubectl' ? 'kubectl' : t('you') },
    { label: t('Published issuer'), value: wanted },
  ].map((each, index) => (index === 0 ? { ...each, readAtMs: atMs } : each));
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
    return { state: 'done', words: t('Managed by the platform'), evidence: [] };
  }
  if (issuer.kind === 'unknown') return unknownFinding(issuer.because);
  if (issuer.kind === 'absent') {
    return { state: 'notStarted', words: t('Waits for the issuer'), evidence: [] };
  }
  const guidance = apiServerGuidance(cluster.value);
  const wanted = issuer.value.issuer;
  const syncs = valueOf(secretSyncs) ?? [];
  const proof = syncs.find((each) => each.condition?.isTrue && each.lastSuccessAtMs !== undefined);
  if (proof) {
    if (knowledge && knowledge.issuer !== wanted && isNewer(knowledge, proof.lastSuccessAtMs)) {
      return fromKnowledge(knowledge, wanted, guidance);
    }
    return {
      state: 'done',
      words: t('Proved by a sync'),
      evidence: [evidence(proof.name, proof.condition?.reason ?? '', secretSyncs)],
    };
  }
  const refused = syncs.find(
    ({ awaitsSinceMs, condition }) =>
      awaitsSinceMs === undefined &&
      condition &&
      understandFailure(condition.reason, condition.message).code === unknownIssuerCode,
  );
  const isRefuted =
    knowledge?.issuer === wanted && isNewer(knowledge, refused?.condition?.changedAtMs);
  if (refused && !isRefuted && checkCredential(seen).state === 'done') {
    return {
      state: 'failed',
      words: t('Signs with another issuer'),
      advice: [
        t(
          'Microsoft Entra refuses the cluster’s tokens although the credential is right (AADSTS700211).',
        ),
        ...(knowledge ? difference(knowledge, wanted) : []),
        guidance,
      ].join(' '),
      evidence: [evidence(refused.name, refused.condition?.reason ?? '', secretSyncs)],
    };
  }
  return knowledge
    ? fromKnowledge(knowledge, wanted, guidance)
    : { state: 'notStarted', words: t('Not confirmed'), advice: guidance, evidence: [] };
}
