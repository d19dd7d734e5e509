import type { Account } from './account';
import { isApiServerSetByHand, isSetByArc, type IdentitySetup } from './distribution';
import type { Finding, FindingState } from './finding';

export type SettingId = 'oidcIssuer' | 'workloadIdentity' | 'secretSync' | 'cloudIdentity';

export interface Tenant {
  readonly id: string;
  readonly name: string;
  /** Who can be used there, with the one in use first; absent: only one account is signed in. */
  readonly accounts?: readonly Account[];
}

export type Connectivity =
  'connected' | 'connecting' | 'offline' | 'expired' | 'agentNotInstalled' | 'unknown';

/** What the state of its cluster allows to be done with an instance. */
export type ClusterOutlook =
  /** Not read yet, and nothing that is known speaks against it. */
  | 'unknown'
  /** Both settings are on and the issuer is published. */
  | 'ready'
  /** A setting is missing that Azure Arc can turn on. */
  | 'off'
  /** Both settings are on; the issuer is not published yet. */
  | 'waiting'
  /** Nothing that is written would work: see the cluster's findings. */
  | 'blocked';

/** A run that did not end well, in words. */
export interface ShownBadEnd {
  readonly title: string;
  readonly outcome: 'failed' | 'cancelled' | 'unknown';
  readonly words: string;
}

/** What the tree shows. Plain data: what a node can do is said by {@link nodeActions}. */
export type Node =
  | { readonly kind: 'tenant'; readonly id: string; readonly tenant: Tenant }
  | {
      readonly kind: 'cluster';
      readonly id: string;
      readonly tenantId: string;
      readonly name: string;
      /** `k3s`, `AKS Edge Essentials`, … in words. */
      readonly distribution: string;
      readonly setup: IdentitySetup;
      readonly connectivity: Connectivity;
      /** Epoch ms of the agents' last sign of life. */
      readonly lastSeenAtMs?: number;
      readonly instanceCount: number;
      readonly location: string;
      /** How its last run ended, if not well. */
      readonly badEnd?: ShownBadEnd;
    }
  | {
      /** Instances whose cluster cannot be read hang under this. */
      readonly kind: 'unreadableCluster';
      readonly id: string;
      readonly tenantId: string;
      readonly name: string;
    }
  | {
      readonly kind: 'instance';
      readonly id: string;
      readonly tenantId: string;
      readonly name: string;
      readonly clusterId?: string;
      /** Absent: the cluster cannot be read. */
      readonly clusterSetup?: IdentitySetup;
      /** As the cluster's own; absent with it. */
      readonly clusterDistribution?: string;
      readonly isClusterOffline: boolean;
      readonly outlook: ClusterOutlook;
      /** What the index or the last reading says: secret synchronization and cloud identity. */
      readonly secretSync: Finding;
      readonly cloudIdentity: Finding;
      /** Something was run on it since the window was opened. */
      readonly hasRun?: true;
      /** How its last run ended, if not well and until a later reading shows that all is well. */
      readonly badEnd?: ShownBadEnd;
    }
  | {
      readonly kind: 'setting';
      /** `{instance id}#{setting}`. */
      readonly id: string;
      readonly tenantId: string;
      readonly instanceId: string;
      readonly setting: SettingId;
      readonly finding: Finding;
      readonly outlook: ClusterOutlook;
      /** The cluster's issuer URL, on the OIDC issuer's node. */
      readonly issuerUrl?: string;
    }
  | {
      readonly kind: 'error';
      readonly id: string;
      readonly tenantId?: string;
      readonly name: string;
      readonly message: string;
      /** What helps: sign in to the tenant, or try again. */
      readonly remedy: 'signIn' | 'retry';
    }
  | { readonly kind: 'note'; readonly id: string; readonly text: string };

export type NodeOf<K extends Node['kind']> = Extract<Node, { kind: K }>;

export type NodeAction =
  | 'canOpenPanel'
  /** Its menu is long: what belongs together is in submenus. */
  | 'canBeGrouped'
  | 'canAssignCloudIdentity'
  | 'canRepairSecretSync'
  | 'canRestoreSecret'
  | 'canRestartRegistry'
  | 'canSyncNow'
  | 'canVerify'
  | 'canUseIdentity'
  | 'canDisableSecretSync'
  | 'canBecomeOfficer'
  | 'canDisableClusterIdentity'
  | 'canRemoveCloudIdentity'
  | 'canCheckPrerequisites'
  | 'canExportScript'
  | 'canCreateIdentity'
  | 'canCreateVault'
  | 'canGrantAccess'
  | 'canEnableAll'
  | 'canEnableClusterIdentity'
  | 'canEnableSecretSync'
  | 'canConfigureK3s'
  | 'canConfirmApiServer'
  | 'canUpdateByAzureCli'
  | 'canCopyRequest'
  | 'canSaveRecord'
  | 'canCopyIssuer'
  | 'canCopyId'
  | 'canOpenInPortal'
  | 'canRefresh'
  | 'canSignIn'
  | 'canChooseAccount'
  | 'canRetry';

/** Whether what needs an issuer can be written. */
const hasIssuer = (outlook: ClusterOutlook): boolean =>
  outlook === 'ready' || outlook === 'unknown';

/** Whether there is something to turn on at the cluster, or a wait to take up. */
const needsIssuer = (outlook: ClusterOutlook): boolean =>
  outlook === 'off' || outlook === 'waiting';

const isOn = (state: FindingState): boolean => state === 'done' || state === 'notProved';

/** Something of it is there that can be taken away, however well it works. */
const isThere = (state: FindingState): boolean => state !== 'notStarted';

/** What can be done with secret synchronization that is there, well or not. */
const secretSyncActions = ({ state }: Finding): readonly NodeAction[] => [
  ...(isThere(state) && !isOn(state) && state !== 'unknown'
    ? (['canRepairSecretSync', 'canRestoreSecret'] as const)
    : []),
  ...(isThere(state) ? (['canSyncNow'] as const) : []),
];

/** What can be done with the identities for cloud connections, as far as their state tells. */
const cloudActions = ({ state }: Finding, outlook: ClusterOutlook): readonly NodeAction[] => [
  ...(hasIssuer(outlook) ? (['canAssignCloudIdentity'] as const) : []),
  ...(isThere(state) ? (['canGrantAccess'] as const) : []),
  ...(outlook === 'blocked' ? [] : (['canUseIdentity'] as const)),
  ...(isThere(state) ? (['canRestartRegistry', 'canRemoveCloudIdentity'] as const) : []),
];

/** What the menus may offer on a node. The manifest's `viewItem` clauses match these words. */
export function nodeActions(node: Node): readonly NodeAction[] {
  switch (node.kind) {
    case 'tenant':
      return [
        ...((node.tenant.accounts?.length ?? 0) > 1 ? (['canChooseAccount'] as const) : []),
        'canRefresh',
      ];
    case 'cluster':
      return [
        ...(node.connectivity === 'connected' && isSetByArc(node.setup)
          ? ([
              'canEnableClusterIdentity',
              'canUpdateByAzureCli',
              'canDisableClusterIdentity',
            ] as const)
          : []),
        ...(node.distribution === 'k3s' ? (['canConfigureK3s'] as const) : []),
        ...(isApiServerSetByHand(node.setup) ? (['canConfirmApiServer'] as const) : []),
        'canCopyId',
        'canOpenInPortal',
        'canRefresh',
      ];
    case 'unreadableCluster':
      return ['canCopyId', 'canRefresh'];
    case 'instance':
      return [
        'canBeGrouped',
        'canOpenPanel',
        'canVerify',
        ...secretSyncActions(node.secretSync),
        ...([node.secretSync, node.cloudIdentity].every(({ state }) => isOn(state)) ||
        node.secretSync.state === 'blocked' ||
        node.outlook === 'blocked'
          ? []
          : (['canEnableAll'] as const)),
        ...(needsIssuer(node.outlook) ? (['canEnableClusterIdentity'] as const) : []),
        ...(isOn(node.secretSync.state) ||
        node.secretSync.state === 'blocked' ||
        !hasIssuer(node.outlook)
          ? []
          : (['canEnableSecretSync'] as const)),
        ...cloudActions(node.cloudIdentity, node.outlook),
        'canCreateVault',
        'canCreateIdentity',
        'canBecomeOfficer',
        'canCheckPrerequisites',
        'canCopyRequest',
        // Its steps are about the cluster, too.
        ...(node.clusterSetup === undefined ? [] : (['canExportScript'] as const)),
        ...(node.clusterDistribution === 'k3s' && hasIssuer(node.outlook)
          ? (['canConfigureK3s'] as const)
          : []),
        ...(node.clusterSetup !== undefined &&
        isApiServerSetByHand(node.clusterSetup) &&
        hasIssuer(node.outlook)
          ? (['canConfirmApiServer'] as const)
          : []),
        ...(node.clusterSetup !== undefined &&
        isSetByArc(node.clusterSetup) &&
        !node.isClusterOffline
          ? (['canUpdateByAzureCli'] as const)
          : []),
        ...(node.hasRun ? (['canSaveRecord'] as const) : []),
        'canCopyId',
        'canOpenInPortal',
        'canRefresh',
        ...(isThere(node.secretSync.state) ? (['canDisableSecretSync'] as const) : []),
        ...(node.clusterSetup !== undefined &&
        isSetByArc(node.clusterSetup) &&
        !node.isClusterOffline &&
        node.outlook !== 'off'
          ? (['canDisableClusterIdentity'] as const)
          : []),
      ];
    case 'setting':
      return [
        'canOpenPanel',
        ...(node.setting === 'secretSync' ? secretSyncActions(node.finding) : []),
        ...(node.setting === 'secretSync' &&
        !isOn(node.finding.state) &&
        node.finding.state !== 'blocked' &&
        hasIssuer(node.outlook)
          ? (['canEnableSecretSync'] as const)
          : []),
        ...((node.setting === 'oidcIssuer' || node.setting === 'workloadIdentity') &&
        !isOn(node.finding.state) &&
        needsIssuer(node.outlook)
          ? (['canEnableClusterIdentity'] as const)
          : []),
        ...(node.setting === 'cloudIdentity' ? cloudActions(node.finding, node.outlook) : []),
        ...(node.setting === 'secretSync' && isThere(node.finding.state)
          ? (['canDisableSecretSync'] as const)
          : []),
        ...(node.setting === 'workloadIdentity' && isOn(node.finding.state)
          ? (['canDisableClusterIdentity'] as const)
          : []),
        ...(node.issuerUrl === undefined ? [] : (['canCopyIssuer'] as const)),
      ];
    case 'error':
      return [node.remedy === 'signIn' ? 'canSignIn' : 'canRetry'];
    case 'note':
      return [];
  }
}
