import { t } from '@vscode/l10n';
import { azAutoUpgradeLine, azUpgradeLine } from '../apiServer/azUpdateLine';
import {
  checkAgents,
  checkConnectivity,
  checkIssuer,
  checkOidcFlag,
  checkWorkloadIdentity,
  isAgentTooOld,
  setElsewhere,
} from '../checks/cluster';
import { evidence, unknownFinding } from '../checks/evidence';
import { provisioning } from '../checks/provisioning';
import { valueOf } from '../model/fact';
import type { Finding } from '../model/finding';
import { stringAt } from '../model/json';
import { shortPath } from '../model/armId';
import type { Cluster, Observation } from '../observe/observation';
import { outlookOf } from '../stages/outlook';
import { findExtensionObstacle, secretStoreExtension } from '../stages/secretSyncObstacles';
import type { Prerequisite } from './prerequisite';
import type { PrerequisitesReading } from './readPrerequisites';

/** The cluster cannot be looked at: why, for each row that would say something of it. */
const unseen = ({ cluster }: Observation): Finding =>
  unknownFinding(cluster.kind === 'unknown' ? cluster.because : t('the cluster no longer exists'));

function agentVersionRow(cluster: Cluster): Prerequisite {
  const { agentVersion, name } = cluster;
  const row = { id: 'agentVersion', title: t('Version of the Arc agents') };
  if (agentVersion === undefined) {
    return { ...row, finding: unknownFinding(t('Azure shows no version of the agents')) };
  }
  const shown = [evidence('agentVersion', agentVersion)];
  return isAgentTooOld(agentVersion)
    ? {
        ...row,
        finding: {
          state: 'failed',
          words: t('{0}, too old', agentVersion),
          advice: t(
            'Workload identity needs Arc agents 1.21 or later; {0} has {1}. Upgrade them by the Azure CLI from a machine with a kubeconfig of the cluster.',
            name,
            agentVersion,
          ),
          evidence: shown,
        },
        remedy: { kind: 'line', line: azUpgradeLine(cluster) },
      }
    : { ...row, finding: { state: 'done', words: agentVersion, evidence: shown } };
}

function autoUpgradeRow(cluster: Cluster): Prerequisite {
  const row = { id: 'autoUpgrade', title: t('Automatic upgrade of the Arc agents') };
  const state = stringAt(cluster.body, 'properties', 'arcAgentProfile', 'agentAutoUpgrade');
  if (state === undefined) {
    return { ...row, finding: unknownFinding(t('Azure does not show whether it is on')) };
  }
  const shown = [evidence('agentAutoUpgrade', state)];
  return state.toLowerCase() === 'enabled'
    ? { ...row, finding: { state: 'done', words: t('On'), evidence: shown } }
    : {
        ...row,
        finding: {
          state: 'drifted',
          words: t('Off'),
          advice: t(
            'The agents of {0} stay at their version until somebody upgrades them, while what Azure supports moves on. Turn it on by the Azure CLI, or upgrade by hand.',
            cluster.name,
          ),
          evidence: shown,
        },
        remedy: { kind: 'line', line: azAutoUpgradeLine(cluster) },
      };
}

function settingsRow(seen: Observation): Prerequisite {
  const row = { id: 'settings', title: t('OIDC issuer and workload identity') };
  const found = [checkOidcFlag(seen), checkWorkloadIdentity(seen), checkIssuer(seen)].find(
    ({ state }) => state !== 'done',
  );
  if (!found) {
    return {
      ...row,
      finding: { state: 'done', words: t('Both on, issuer published'), evidence: [] },
    };
  }
  const outlook = outlookOf(seen);
  return outlook === 'off' || outlook === 'waiting'
    ? { ...row, finding: found, remedy: { kind: 'enableClusterIdentity' } }
    : { ...row, finding: found };
}

function agentsRow(seen: Observation, cluster: Cluster): Prerequisite {
  const finding = checkAgents(seen);
  const canUpdate = finding.state === 'failed' && setElsewhere(cluster) === undefined;
  return {
    id: 'agents',
    title: t('Health of the Arc agents'),
    finding,
    ...(canUpdate ? { remedy: { kind: 'updateByAzureCli' } } : {}),
  };
}

/** Connectivity, agents and the two settings. */
export function clusterRows({ seen }: PrerequisitesReading): readonly Prerequisite[] {
  const cluster = valueOf(seen.cluster);
  if (!cluster) return [{ id: 'cluster', title: t('Cluster'), finding: unseen(seen) }];
  return [
    { id: 'connectivity', title: t('Connectivity'), finding: checkConnectivity(seen) },
    agentVersionRow(cluster),
    autoUpgradeRow(cluster),
    agentsRow(seen, cluster),
    settingsRow(seen),
  ];
}

function extensionFinding(seen: Observation): Finding {
  const { extensions } = seen;
  if (extensions.kind !== 'known') {
    return extensions.kind === 'unknown' ? unknownFinding(extensions.because) : unseen(seen);
  }
  const store = extensions.value.find(({ type }) => type === secretStoreExtension);
  if (!store) {
    return {
      state: 'failed',
      words: t('Not installed'),
      advice: findExtensionObstacle(seen) ?? '',
      evidence: [],
    };
  }
  const shown = [evidence('provisioningState', store.provisioningState ?? '–', extensions)];
  switch (provisioning(store.provisioningState)) {
    case 'final':
      return { state: 'done', words: t('Installed and healthy'), evidence: shown };
    case 'running':
      return { state: 'inProgress', words: t('Being installed'), evidence: shown };
    case 'failed':
      return {
        state: 'failed',
        words: t('Installed, but {0}', store.provisioningState?.toLowerCase() ?? ''),
        advice: [
          findExtensionObstacle(seen) ?? '',
          ...(store.error === undefined ? [] : [t('Azure says: {0}', store.error)]),
        ].join(' '),
        evidence: shown,
      };
  }
}

/** Either of these extensions brings cert-manager, depending on the version of IoT Operations. */
const certManagers: ReadonlySet<string> = new Set([
  'microsoft.certmanagement',
  'microsoft.iotoperations.platform',
]);

/** The Secret Store extension needs cert-manager, which may also be there without Azure's doing. */
function certManagerFinding(seen: Observation): Finding {
  const { extensions } = seen;
  if (extensions.kind !== 'known') {
    return extensions.kind === 'unknown' ? unknownFinding(extensions.because) : unseen(seen);
  }
  const found = extensions.value.filter(({ type }) => certManagers.has(type));
  const [first] = found;
  if (!first) {
    return {
      ...unknownFinding(t('no extension of the cluster brings it')),
      advice: t(
        'No extension of the cluster brings cert-manager. Azure cannot see whether it was installed otherwise; look by: kubectl get pods -n cert-manager',
      ),
    };
  }
  const healthy = found.find((each) => provisioning(each.provisioningState) === 'final');
  const shown = found.map((each) => evidence(each.name, each.provisioningState ?? '–', extensions));
  return healthy
    ? { state: 'done', words: t('Brought by {0}', healthy.name), evidence: shown }
    : {
        state: provisioning(first.provisioningState) === 'running' ? 'inProgress' : 'failed',
        words: t('{0} is {1}', first.name, first.provisioningState?.toLowerCase() ?? ''),
        advice: t(
          'The Secret Store extension needs cert-manager, and {0}, which brings it, is in state {1}. Repair it, or wait until it has succeeded.',
          first.name,
          first.provisioningState ?? '',
        ),
        evidence: shown,
      };
}

const wantedTypes = [
  'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses',
  'Microsoft.SecretSyncController/secretSyncs',
] as const;

function enabledTypesFinding({ seen, enabledTypes }: PrerequisitesReading): Finding {
  if (enabledTypes.kind !== 'known') {
    return unknownFinding(
      enabledTypes.kind === 'unknown'
        ? enabledTypes.because
        : t('the instance could not be read, and so not its custom location'),
    );
  }
  const present = new Set(enabledTypes.value.map((type) => type.toLowerCase()));
  const missing = wantedTypes.filter((type) => !present.has(type.toLowerCase()));
  if (missing.length === 0) {
    return { state: 'done', words: t('Offers secret synchronization'), evidence: [] };
  }
  const location = shortPath(valueOf(seen.instance)?.customLocationId ?? '');
  return {
    state: 'failed',
    words: t('Does not offer secret synchronization'),
    advice: t(
      '{0} does not offer {1}. The Secret Store extension must be healthy and among the cluster extensions of the custom location (az customlocation update --cluster-extension-ids).',
      location,
      missing.join(t(' and ')),
    ),
    evidence: missing.map((type) => evidence(type, t('missing'), enabledTypes)),
  };
}

/** What IoT Operations has brought to the cluster. */
export const extensionRows = (reading: PrerequisitesReading): readonly Prerequisite[] => [
  {
    id: 'secretStore',
    title: t('Secret Store extension'),
    finding: extensionFinding(reading.seen),
  },
  { id: 'certManager', title: t('cert-manager'), finding: certManagerFinding(reading.seen) },
  {
    id: 'enabledTypes',
    title: t('Custom location'),
    finding: enabledTypesFinding(reading),
  },
];
