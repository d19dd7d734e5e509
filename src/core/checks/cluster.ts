import { t } from '@vscode/l10n';
import { identitySetup, type IdentitySetup } from '../model/distribution';
import type { Finding } from '../model/finding';
import type { Cluster, Observation } from '../observe/observation';
import { evidence, freeText, unknownFinding } from './evidence';
import { provisioning } from './provisioning';

const setupOf = ({ distribution, isProvisionedCluster }: Cluster): IdentitySetup =>
  identitySetup(distribution, isProvisionedCluster);

/** Runs `check` on the cluster, or says why there is none to look at. */
function onCluster(seen: Observation, check: (cluster: Cluster) => Finding): Finding {
  const { cluster } = seen;
  switch (cluster.kind) {
    case 'known':
      return check(cluster.value);
    case 'absent':
      return {
        state: 'failed',
        words: t('The cluster no longer exists'),
        advice: t('The custom location refers to a cluster that Azure does not show.'),
        evidence: [evidence(t('Cluster'), t('none'), cluster)],
      };
    case 'unknown':
      return unknownFinding(cluster.because);
  }
}

/** Is the cluster reachable from Azure (its agents poll; ARM never dials in)? */
export const checkConnectivity = (seen: Observation): Finding =>
  onCluster(seen, ({ connectivity, name }) => {
    const shown = [evidence('connectivityStatus', connectivity, seen.cluster)];
    switch (connectivity) {
      case 'connected':
        return { state: 'done', words: t('Connected'), evidence: shown };
      case 'connecting':
        return { state: 'inProgress', words: t('Connecting'), evidence: shown };
      case 'offline':
        return {
          state: 'failed',
          words: t('Offline'),
          advice: t(
            'The Arc agents of {0} have not reported to Azure. Check the cluster, its network and its proxy.',
            name,
          ),
          evidence: shown,
        };
      case 'expired':
        return {
          state: 'failed',
          words: t('Expired'),
          advice: t(
            'The certificate of the cluster identity has expired. Connect {0} to Azure Arc again.',
            name,
          ),
          evidence: shown,
        };
      case 'agentNotInstalled':
        return {
          state: 'notStarted',
          words: t('Arc agents not installed'),
          advice: t('Connect {0} to Azure Arc first.', name),
          evidence: shown,
        };
      case 'unknown':
        return unknownFinding(t('Azure reports no connectivity'));
    }
  });

/** Where the settings of a cluster are turned on, if Azure Arc cannot do it. */
export function setElsewhere(cluster: Cluster): Omit<Finding, 'evidence'> | undefined {
  switch (setupOf(cluster)) {
    case 'arc':
    case 'ownIssuer':
      return undefined;
    case 'script':
      return {
        state: 'blocked',
        words: t('Off until its quickstart script is run'),
        advice: t(
          '{0} is an AKS Edge Essentials cluster: its quickstart script turns both settings on and configures the API server. Run that script; other ways are not supported.',
          cluster.name,
        ),
      };
    case 'creation':
      return {
        state: 'blocked',
        words: t('Only at creation of the cluster'),
        advice: t(
          '{0} runs on AKS on Azure Local, where the OIDC issuer and workload identity are chosen when the cluster is created (az aksarc create). Create the cluster again with both.',
          cluster.name,
        ),
      };
  }
}

/** One of the two flags of a cluster; `isOn` reads it. */
function checkFlag(
  seen: Observation,
  property: string,
  isOn: (cluster: Cluster) => boolean,
): Finding {
  return onCluster(seen, (cluster) => {
    const shown = [evidence(property, String(isOn(cluster)), seen.cluster)];
    if (isOn(cluster)) return { state: 'done', words: t('Enabled'), evidence: shown };
    if (provisioning(cluster.provisioningState) === 'running') {
      return { state: 'inProgress', words: t('Cluster is being updated'), evidence: shown };
    }
    const elsewhere = setElsewhere(cluster);
    if (elsewhere) return { ...elsewhere, evidence: shown };
    if (provisioning(cluster.provisioningState) === 'failed') {
      return {
        state: 'failed',
        words: t('Last cluster update failed'),
        advice: t(
          'The last update of {0} failed and the flag is off. Update the cluster again.',
          cluster.name,
        ),
        evidence: [
          ...shown,
          evidence('provisioningState', cluster.provisioningState ?? '', seen.cluster),
        ],
      };
    }
    return { state: 'notStarted', words: t('Not enabled'), evidence: shown };
  });
}

/** True where Azure Arc has to be told the issuer that the cluster has of its own. */
export const needsOwnIssuer = (cluster: Cluster): boolean =>
  setupOf(cluster) === 'ownIssuer' && cluster.selfHostedIssuerUrl === undefined;

export const checkOidcFlag = (seen: Observation): Finding => {
  const flag = checkFlag(seen, 'oidcIssuerProfile.enabled', (cluster) => cluster.isOidcEnabled);
  return onCluster(seen, (cluster) =>
    flag.state === 'done' && needsOwnIssuer(cluster)
      ? {
          state: 'drifted',
          words: t('Enabled without its own issuer URL'),
          advice: t(
            '{0} signs tokens with a public issuer of its own, which Azure Arc does not know. Give its URL by “Enable OIDC Issuer and Workload Identity…”.',
            cluster.name,
          ),
          evidence: [
            ...flag.evidence,
            evidence('oidcIssuerProfile.selfHostedIssuerUrl', t('none'), seen.cluster),
          ],
        }
      : flag,
  );
};

/** Workload identity needs this version of the Arc agents or a later one. */
const minimumAgent = { major: 1, minor: 21 };

/** False when the version is unknown: Azure decides then. */
export function isAgentTooOld(version: string | undefined): boolean {
  const [major, minor] = (version ?? '').split('.').map(Number);
  if (major === undefined || minor === undefined || Number.isNaN(major) || Number.isNaN(minor)) {
    return false;
  }
  return major < minimumAgent.major || (major === minimumAgent.major && minor < minimumAgent.minor);
}

export const checkWorkloadIdentity = (seen: Observation): Finding => {
  const flag = checkFlag(
    seen,
    'securityProfile.workloadIdentity.enabled',
    (cluster) => cluster.isWorkloadIdentityEnabled,
  );
  return onCluster(seen, (cluster) =>
    flag.state !== 'done' &&
    setElsewhere(cluster) === undefined &&
    isAgentTooOld(cluster.agentVersion)
      ? {
          state: 'blocked',
          words: t('Arc agents are too old'),
          advice: t(
            'Workload identity needs Arc agents 1.21 or later; {0} has {1}. Upgrade the agents first.',
            cluster.name,
            cluster.agentVersion ?? '',
          ),
          evidence: [
            ...flag.evidence,
            evidence('agentVersion', cluster.agentVersion ?? '', seen.cluster),
          ],
        }
      : flag,
  );
};

/** Has Arc published the issuer, and does its discovery document agree? */
export const checkIssuer = (seen: Observation): Finding =>
  onCluster(seen, (cluster) => {
    if (!cluster.isOidcEnabled) {
      return {
        state: 'notStarted',
        words: t('OIDC issuer is off'),
        evidence: [evidence('oidcIssuerProfile.enabled', 'false', seen.cluster)],
      };
    }
    const { issuer } = seen;
    if (issuer.kind === 'absent') {
      return {
        state: 'inProgress',
        words: t('Not published yet'),
        advice: t('Azure Arc publishes the issuer of {0} in 2 to 5 minutes.', cluster.name),
        evidence: [evidence(t('ARM shows'), t('no issuer'), issuer)],
      };
    }
    if (issuer.kind === 'unknown') return unknownFinding(issuer.because);
    const shown = [
      evidence(t('ARM shows'), issuer.value.published, seen.cluster),
      evidence(t('Discovery document'), issuer.value.issuer, issuer),
    ];
    return issuer.value.isVerified
      ? { state: 'done', words: t('Published'), evidence: shown }
      : {
          state: 'unknown',
          words: t('Published, not verified'),
          advice: t(
            'The discovery document could not confirm the issuer: {0}.',
            issuer.value.because ?? '',
          ),
          evidence: [
            ...shown.slice(0, 1),
            freeText(
              t('Discovery document'),
              issuer.value.named ?? issuer.value.because ?? t('none'),
              issuer,
            ),
          ],
        };
  });

/** What the Arc agents report. */
export const checkAgents = (seen: Observation): Finding =>
  onCluster(seen, ({ agentState, agentErrors, agentVersion }) => {
    const shown = [
      evidence('agentState', agentState ?? '–', seen.cluster),
      evidence('agentVersion', agentVersion ?? '–', seen.cluster),
    ];
    switch (agentState?.toLowerCase()) {
      case undefined:
      case 'succeeded':
        return { state: 'done', words: t('Healthy'), evidence: shown };
      case 'failed':
        return {
          state: 'failed',
          words: t('Agents report a failure'),
          advice: agentErrors.join(' ') || t('The agents give no reason.'),
          evidence: shown,
        };
      default:
        return { state: 'inProgress', words: t('Agents: {0}', agentState ?? ''), evidence: shown };
    }
  });
