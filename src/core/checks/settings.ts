import { t } from '@vscode/l10n';
import { valueOf } from '../model/fact';
import type { Finding, FindingState } from '../model/finding';
import type { ClusterOutlook, NodeOf, SettingId } from '../model/node';
import type { Observation } from '../observe/observation';
import { checkConnectivity, checkIssuer, checkOidcFlag, checkWorkloadIdentity } from './cluster';
import { cloudIdentityFinding } from './cloudIdentity';
import {
  checkCredential,
  checkDefaultReference,
  checkIdentity,
  checkProviderClass,
  checkRoles,
  checkSync,
  checkVault,
} from './secretSync';
import { sovereignCloudFinding } from './sovereignCloud';

/** The flag, and once it is on also whether the issuer is there. */
function oidcIssuerFinding(seen: Observation): Finding {
  const flag = checkOidcFlag(seen);
  if (flag.state !== 'done') return flag;
  const issuer = checkIssuer(seen);
  const shown = [...flag.evidence, ...issuer.evidence];
  if (issuer.state === 'done') return { ...flag, evidence: shown };
  if (issuer.state === 'inProgress') {
    return { ...issuer, words: t('Enabled, issuer not published yet'), evidence: shown };
  }
  return { ...issuer, words: t('Enabled, issuer not verified'), evidence: shown };
}

/** Which state of a part decides about the whole: the first of these that occurs. */
const decisive: readonly FindingState[] = [
  'blocked',
  'failed',
  'drifted',
  'inProgress',
  'unknown',
  'notStarted',
];

/** Secret synchronization as a whole; its parts in the order in which trust flows. */
export function secretSyncFinding(seen: Observation): Finding {
  const elsewhere = sovereignCloudFinding(seen.sovereignCloud);
  if (elsewhere) return elsewhere;
  const reference = checkDefaultReference(seen);
  const providerClass = checkProviderClass(seen);
  if (reference.state === 'notStarted' && providerClass.state === 'notStarted') {
    return { state: 'notStarted', words: t('Not enabled'), evidence: [] };
  }
  const parts = [
    checkOidcFlag(seen),
    checkWorkloadIdentity(seen),
    checkIssuer(seen),
    checkCredential(seen),
    checkIdentity(seen),
    checkRoles(seen),
    checkVault(seen),
    providerClass,
    reference,
  ];
  for (const state of decisive) {
    const found = parts.find((part) => part.state === state);
    if (!found) continue;
    // A part that was never made, in a setting that is partly there.
    return state === 'notStarted'
      ? { ...found, state: 'drifted', words: t('Half done: {0}', found.words) }
      : found;
  }
  const sync = checkSync(seen);
  if (sync.state === 'done') return { ...sync, words: t('Enabled, {0}', sync.words) };
  if (sync.state === 'failed' || sync.state === 'unknown') return sync;
  return { ...sync, state: 'notProved', words: t('Enabled, not proved') };
}

/** The four secure settings of an instance, as the tree shows them. */
export function settingFindings(seen: Observation): Readonly<Record<SettingId, Finding>> {
  const connectivity = checkConnectivity(seen);
  const offline = (finding: Finding): Finding =>
    connectivity.state === 'failed' && finding.state === 'inProgress'
      ? { ...finding, state: 'unknown', words: t('Unknown while the cluster is offline') }
      : finding;
  return {
    oidcIssuer: offline(oidcIssuerFinding(seen)),
    workloadIdentity: offline(checkWorkloadIdentity(seen)),
    secretSync: offline(secretSyncFinding(seen)),
    cloudIdentity: cloudIdentityFinding(seen),
  };
}

/** In the order in which they are shown. */
export const settingIds: readonly SettingId[] = [
  'oidcIssuer',
  'workloadIdentity',
  'secretSync',
  'cloudIdentity',
];

export function settingNodes(
  seen: Observation,
  outlook: ClusterOutlook,
): readonly NodeOf<'setting'>[] {
  const findings = settingFindings(seen);
  const issuerUrl = valueOf(seen.issuer)?.issuer;
  return settingIds.map((setting) => ({
    kind: 'setting',
    id: `${seen.target.instanceId}#${setting}`,
    tenantId: seen.target.tenantId,
    instanceId: seen.target.instanceId,
    setting,
    finding: findings[setting],
    outlook,
    ...(setting === 'oidcIssuer' && issuerUrl !== undefined ? { issuerUrl } : {}),
  }));
}
