import { t } from '@vscode/l10n';
import {
  checkAgents,
  checkConnectivity,
  checkIssuer,
  checkWorkloadIdentity,
  isAgentTooOld,
} from '../checks/cluster';
import { evidence } from '../checks/evidence';
import { valueOf } from '../model/fact';
import type { Finding } from '../model/finding';
import { stringAt } from '../model/json';
import type { Observation } from '../observe/observation';
import { toSpan } from './span';

/** Azure calls a cluster offline after a quarter of an hour without a word of its agents. */
const recentMs = 60 * 60_000;
/** Azure Arc publishes an issuer within minutes; after so long it has not worked. */
const issuerLateMs = 15 * 60_000;
/** So soon after a change the agents have not reported yet. */
const agentReportMs = 60_000;

/** Since when the cluster's settings are as they are, if Azure says so. */
const changedAtMs = (seen: Observation): number =>
  Date.parse(stringAt(valueOf(seen.cluster)?.body, 'systemData', 'lastModifiedAt') ?? '');

/** Connected, and heard of lately. */
export function verifyConnectivity(seen: Observation): Finding {
  const finding = checkConnectivity(seen);
  const cluster = valueOf(seen.cluster);
  if (cluster?.lastSeenAtMs === undefined) return finding;
  const shown = [
    ...finding.evidence,
    evidence('lastConnectivityTime', new Date(cluster.lastSeenAtMs).toISOString(), seen.cluster),
  ];
  const silentMs = seen.endedAtMs - cluster.lastSeenAtMs;
  return finding.state !== 'done' || silentMs <= recentMs
    ? { ...finding, evidence: shown }
    : {
        state: 'notProved',
        words: t('Connected, last seen {0} ago', toSpan(silentMs)),
        advice: t(
          'Azure calls {0} connected, but its agents have not reported for {1}. Check the cluster, its network and its proxy.',
          cluster.name,
          toSpan(silentMs),
        ),
        evidence: shown,
      };
}

/** Off where secret synchronization was once enabled, for which it had to be on. */
export function verifyWorkloadIdentity(seen: Observation, isWanted: boolean): Finding {
  const finding = checkWorkloadIdentity(seen);
  return finding.state === 'notStarted' && isWanted
    ? {
        ...finding,
        state: 'drifted',
        words: t('Turned off again'),
        advice: t(
          'Workload identity of {0} was on when secret synchronization was enabled, and is off now.',
          valueOf(seen.cluster)?.name ?? '',
        ),
      }
    : finding;
}

/** What the agents report, or that they have not; and whether they are kept up to date. */
export function verifyAgents(seen: Observation): Finding {
  const finding = checkAgents(seen);
  const cluster = valueOf(seen.cluster);
  if (finding.state !== 'done' || !cluster) return finding;
  const { name, agentState, agentVersion = '', isOidcEnabled, body } = cluster;
  const isFresh = seen.endedAtMs - changedAtMs(seen) < agentReportMs;
  if (agentState === undefined && isOidcEnabled && (seen.issuer.kind === 'absent' || isFresh)) {
    return {
      state: 'inProgress',
      words: t('Not reported yet'),
      advice: t('The agents of {0} have not said yet what became of the last change.', name),
      evidence: finding.evidence,
    };
  }
  const upgrade = stringAt(body, 'properties', 'arcAgentProfile', 'agentAutoUpgrade');
  if (upgrade?.toLowerCase() !== 'disabled') return finding;
  const shown = [...finding.evidence, evidence('agentAutoUpgrade', upgrade, seen.cluster)];
  return isAgentTooOld(agentVersion)
    ? {
        state: 'drifted',
        words: t('Old, and not upgraded by themselves'),
        advice: t(
          'The agents of {0} have version {1} and are not upgraded automatically. Upgrade them.',
          name,
          agentVersion,
        ),
        evidence: shown,
      }
    : {
        ...finding,
        words: t('Healthy, upgraded by hand'),
        advice: t('The agents of {0} are not upgraded automatically: remember to do it.', name),
        evidence: shown,
      };
}

/** An issuer that is not there yet: how long it has been waited for, and when that is too long. */
function awaitedIssuer(finding: Finding, name: string, seen: Observation): Finding {
  const waitedMs = seen.endedAtMs - changedAtMs(seen);
  if (Number.isNaN(waitedMs)) return finding;
  return waitedMs > issuerLateMs
    ? {
        ...finding,
        state: 'failed',
        words: t('Not published'),
        advice: t(
          'The OIDC issuer of {0} has been on for more than 15 minutes, but Azure Arc shows no issuer URL. Let the agents be updated by the Azure CLI.',
          name,
        ),
      }
    : {
        ...finding,
        advice: t(
          '{0} was changed {1} ago. Azure Arc publishes an issuer in 2 to 5 minutes, in 15 at most; if it takes longer, let the agents be updated by the Azure CLI.',
          name,
          toSpan(waitedMs),
        ),
      };
}

/** Whether Azure Arc has published the issuer, and whether Entra gets the same from its document. */
export function verifyIssuer(seen: Observation): Finding {
  const finding = checkIssuer(seen);
  const name = valueOf(seen.cluster)?.name ?? '';
  if (finding.state === 'inProgress') return awaitedIssuer(finding, name, seen);
  const issuer = valueOf(seen.issuer);
  if (issuer?.isRefuted && finding.state === 'unknown') {
    return {
      state: 'failed',
      words: t('Discovery document is wrong'),
      advice: t(
        'Microsoft Entra fetches the document behind the issuer to check tokens, and gets none that fits: {0}.',
        issuer.because ?? '',
      ),
      evidence: finding.evidence,
    };
  }
  // Nothing to mend: ARM's value is read-only. But whoever copies it gets the wrong one.
  return finding.state === 'done' && issuer && issuer.issuer !== issuer.published
    ? {
        ...finding,
        words: t('Published; ARM’s differs by a slash'),
        advice: t(
          'Azure Resource Manager shows the issuer with another end than its discovery document. What counts, for the API server and for credentials, is the document’s.',
        ),
      }
    : finding;
}
