import { t } from '@vscode/l10n';
import { checkCredential } from '../checks/secretSync';
import { evidence, unknownFinding } from '../checks/evidence';
import { valueOf } from '../model/fact';
import type { Finding } from '../model/finding';
import { sameButForSlash } from '../observe/resolveIssuer';
import type { Observation } from '../observe/observation';
import { apiServerGuidance, apiServerKind } from './guidance';
import type { ApiServerKnowledge } from './knowledge';

/** Microsoft Entra found no credential for the token's issuer. */
const unknownIssuerCode = 'AADSTS700211';

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
        : t('Signs with a former issuer'),
      advice: guidance,
      evidence: shown,
    };
  }
  return how === 'kubectl'
    ? { state: 'done', words: t('Confirmed by kubectl'), evidence: shown }
    : { state: 'notProved', words: t('Confirmed by you'), evidence: shown };
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
    return { state: 'done', words: t('Managed by the platform'), evidence: [] };
  }
  if (issuer.kind === 'unknown') return unknownFinding(issuer.because);
  if (issuer.kind === 'absent') {
    return { state: 'notStarted', words: t('Waits for the issuer'), evidence: [] };
  }
  const syncs = valueOf(secretSyncs) ?? [];
  const proof = syncs.find((each) => each.condition?.isTrue && each.lastSuccessAtMs !== undefined);
  if (proof) {
    return {
      state: 'done',
      words: t('Proved by a sync'),
      evidence: [evidence(proof.name, proof.condition?.reason ?? '', secretSyncs)],
    };
  }
  const guidance = apiServerGuidance(cluster.value);
  const refused = syncs.find((each) => each.condition?.message.includes(unknownIssuerCode));
  if (refused && checkCredential(seen).state === 'done') {
    return {
      state: 'failed',
      words: t('Signs with another issuer'),
      advice: `${t('Microsoft Entra refuses the cluster’s tokens although the credential is right (AADSTS700211).')} ${guidance}`,
      evidence: [evidence(refused.name, refused.condition?.reason ?? '', secretSyncs)],
    };
  }
  return knowledge
    ? fromKnowledge(knowledge, issuer.value.issuer, guidance)
    : { state: 'notStarted', words: t('Not confirmed'), advice: guidance, evidence: [] };
}
