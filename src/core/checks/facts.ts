import { t } from '@vscode/l10n';
import { checkApiServer } from '../apiServer/checkApiServer';
import type { ApiServerKnowledge } from '../apiServer/knowledge';
import { valueOf } from '../model/fact';
import type { Finding, FindingState } from '../model/finding';
import { shortPath } from '../model/armId';
import type { Observation } from '../observe/observation';
import { checkAgents, checkConnectivity, checkOidcFlag, checkWorkloadIdentity } from './cluster';
import {
  checkCredential,
  checkDefaultReference,
  checkIdentity,
  checkProviderClass,
  checkRoles,
  checkSync,
  checkVault,
  ownClass,
  ownCredential,
} from './secretSync';
import { cloudIdentityFinding } from './cloudIdentity';

/** One line of the panel's lists: a label, its value, and what is to be thought of it. */
export interface ShownFact {
  readonly label: string;
  readonly value: string;
  readonly state?: FindingState;
  readonly isCode?: boolean;
  /** The value can be copied. */
  readonly copy?: 'copyIssuer';
  readonly source?: string;
  readonly readAtMs?: number;
  readonly advice?: string;
}

const fromFinding = (label: string, finding: Finding, thing?: string): ShownFact => {
  const [first] = finding.evidence;
  return {
    label,
    value: thing === undefined ? finding.words : `${thing} · ${finding.words}`,
    state: finding.state,
    ...(finding.advice === undefined ? {} : { advice: finding.advice }),
    ...(first?.source === undefined ? {} : { source: first.source }),
    ...(first?.readAtMs === undefined ? {} : { readAtMs: first.readAtMs }),
  };
};

function issuerFact(seen: Observation): ShownFact {
  const label = t('Issuer URL');
  const { issuer } = seen;
  switch (issuer.kind) {
    case 'known':
      return {
        label,
        value: issuer.value.issuer,
        isCode: true,
        copy: 'copyIssuer',
        source: issuer.value.isVerified ? issuer.source : 'ARM',
        readAtMs: issuer.readAtMs,
        ...(issuer.value.isVerified
          ? {}
          : { advice: t('Could not be verified: {0}.', issuer.value.because ?? '') }),
      };
    case 'absent':
      return { label, value: t('Not published yet') };
    case 'unknown':
      return {
        label,
        value: t('Unknown'),
        state: 'unknown',
        advice: t('Could not read: {0}.', issuer.because),
      };
  }
}

function agentsFact(seen: Observation): ShownFact {
  const finding = checkAgents(seen);
  return fromFinding(t('Arc agents'), finding, valueOf(seen.cluster)?.agentVersion);
}

/** Advice that stands one row above is not said again. */
function withoutEcho({ advice, ...fact }: ShownFact, above: ShownFact): ShownFact {
  return advice === undefined || advice === above.advice ? fact : { ...fact, advice };
}

/** What the panel says of the cluster. */
export function clusterFacts(
  seen: Observation,
  knowledge?: ApiServerKnowledge,
): readonly ShownFact[] {
  const oidcIssuer = fromFinding(t('OIDC issuer'), checkOidcFlag(seen));
  const workloadIdentity = fromFinding(t('Workload identity'), checkWorkloadIdentity(seen));
  return [
    fromFinding(t('Connectivity'), checkConnectivity(seen)),
    oidcIssuer,
    issuerFact(seen),
    withoutEcho(workloadIdentity, oidcIssuer),
    agentsFact(seen),
    fromFinding(t('API server signs with it'), checkApiServer(seen, knowledge)),
  ];
}

/** What the panel says of secret synchronization and the cloud identity, in the order of trust. */
export function settingFacts(seen: Observation): readonly ShownFact[] {
  const identities = valueOf(seen.instance)?.userAssignedIdentities ?? [];
  return [
    fromFinding(t('Federated credential'), checkCredential(seen), ownCredential(seen)?.name),
    fromFinding(t('Managed identity'), checkIdentity(seen), valueOf(seen.identity)?.name),
    fromFinding(t('Roles at the vault'), checkRoles(seen)),
    fromFinding(t('Key vault'), checkVault(seen), valueOf(seen.vault)?.name),
    fromFinding(t('Secret provider class'), checkProviderClass(seen), ownClass(seen)?.name),
    fromFinding(t('Default reference'), checkDefaultReference(seen)),
    fromFinding(t('Kubernetes secrets'), checkSync(seen)),
    fromFinding(
      t('Cloud identity'),
      cloudIdentityFinding(seen),
      identities.length === 0 ? undefined : identities.map(({ id }) => shortPath(id)).join(', '),
    ),
  ];
}
