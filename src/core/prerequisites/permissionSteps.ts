import { t } from '@vscode/l10n';
import { checkRoles } from '../checks/secretSync';
import { parseArmId, resourceGroupId } from '../model/armId';
import { valueOf } from '../model/fact';
import type { Observation } from '../observe/observation';
import type { NeededPermission } from '../permissions';
import { outlookOf } from '../stages/outlook';
import type { ProviderReading } from './providers';

/** What the caller has to be allowed for one step of setting an instance up. */
export interface PermissionStep {
  readonly id: string;
  /** A sentence that starts with a verb. */
  readonly title: string;
  /** A scope that could not be read is undefined. */
  readonly needs: readonly (Omit<NeededPermission, 'scope'> & { readonly scope?: string })[];
  /** The vault or identity is not chosen yet: its resource group was asked in its place. */
  readonly isSupposed?: true;
  /** Why a refusal would do no harm now; undefined: it would. */
  readonly spared?: string;
}

type Needs = PermissionStep['needs'];

const on = (
  scope: string | undefined,
  actions: readonly string[],
  plane?: NeededPermission['plane'],
): Needs =>
  actions.map((action) => ({
    action,
    ...(scope === undefined ? {} : { scope }),
    ...(plane === undefined ? {} : { plane }),
  }));

const identities = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const credentials = `${identities}/federatedIdentityCredentials`;
const assignments = 'Microsoft.Authorization/roleAssignments';
const secretSyncTypes = [
  'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses',
  'Microsoft.SecretSyncController/secretSyncs',
] as const;
const endpoints = 'Microsoft.IoTOperations/instances/dataflowEndpoints';
const secrets = 'Microsoft.KeyVault/vaults/secrets';

const each = (types: readonly string[], ...verbs: readonly string[]): readonly string[] =>
  types.flatMap((type) => verbs.map((verb) => `${type}/${verb}`));

/** Where things are, or will be made: in the resource group of the instance. */
interface Scopes {
  readonly subscription: string;
  readonly group: string;
  readonly instance: string;
  readonly location: string | undefined;
  readonly cluster: string | undefined;
  readonly vault: string;
  readonly identity: string;
}

function scopesOf(seen: Observation): Scopes {
  const { instanceId } = seen.target;
  const id = parseArmId(instanceId);
  const group = id ? resourceGroupId(id) : instanceId;
  return {
    subscription: `/subscriptions/${id?.subscriptionId ?? ''}`,
    group,
    instance: instanceId,
    location: valueOf(seen.instance)?.customLocationId,
    cluster: valueOf(seen.customLocation)?.clusterId ?? valueOf(seen.cluster)?.id,
    vault: valueOf(seen.vault)?.id ?? group,
    identity: valueOf(seen.identity)?.id ?? group,
  };
}

/** The cluster: shown, updated, and reached for a look at its API server. */
function clusterSteps(seen: Observation, { cluster }: Scopes): readonly PermissionStep[] {
  const outlook = outlookOf(seen);
  return [
    {
      id: 'readCluster',
      title: t('Read the cluster and its extensions'),
      needs: on(cluster, [
        'Microsoft.Kubernetes/connectedClusters/read',
        'Microsoft.KubernetesConfiguration/extensions/read',
      ]),
    },
    {
      id: 'updateCluster',
      title: t('Turn on OIDC issuer and workload identity'),
      needs: on(cluster, ['Microsoft.Kubernetes/connectedClusters/write']),
      ...(outlook === 'ready' || outlook === 'waiting' ? { spared: t('both are on already') } : {}),
    },
    {
      id: 'reachCluster',
      title: t('Reach the cluster by kubectl through Azure Arc'),
      needs: on(cluster, [
        'Microsoft.Kubernetes/connectedClusters/listClusterUserCredential/action',
      ]),
      spared: t('it is needed only for a look at the API server from outside its network'),
    },
  ];
}

/** The vault and the identities: made, given roles, trusted. */
function trustSteps(seen: Observation, scopes: Scopes): readonly PermissionStep[] {
  const { subscription, group, vault, identity } = scopes;
  return [
    {
      id: 'createVault',
      title: t('Create a key vault'),
      needs: [
        ...on(group, each(['Microsoft.KeyVault/vaults'], 'read', 'write')),
        ...on(subscription, [
          'Microsoft.KeyVault/checkNameAvailability/read',
          'Microsoft.KeyVault/deletedVaults/read',
        ]),
      ],
      spared: t('a key vault that is there already does as well'),
    },
    {
      id: 'createIdentity',
      title: t('Create a managed identity'),
      needs: on(group, each([identities], 'read', 'write')),
      spared: t('a managed identity that is there already does as well'),
    },
    {
      id: 'assignRoles',
      title: t('Let the managed identity read the vault'),
      needs: on(vault, each([assignments], 'read', 'write')),
      ...(vault === group ? { isSupposed: true } : {}),
      ...(checkRoles(seen).state === 'done' ? { spared: t('its roles are assigned already') } : {}),
    },
    {
      id: 'trust',
      title: t('Trust the cluster’s service accounts'),
      needs: on(identity, each([credentials], 'read', 'write')),
      ...(identity === group ? { isSupposed: true } : {}),
    },
  ];
}

/** The instance and what stands on its custom location. */
function instanceSteps({ group, instance, location, identity }: Scopes): readonly PermissionStep[] {
  const deploy = on(location, ['Microsoft.ExtendedLocation/customLocations/deploy/action']);
  return [
    {
      id: 'secretSync',
      title: t('Write secret provider classes and secret syncs'),
      needs: [
        ...on(group, each(secretSyncTypes, 'read', 'write')),
        ...on(location, [
          'Microsoft.ExtendedLocation/customLocations/read',
          'Microsoft.ExtendedLocation/customLocations/enabledResourceTypes/read',
        ]),
        ...deploy,
      ],
    },
    {
      id: 'updateInstance',
      title: t('Update the instance: default provider class and identities'),
      needs: [
        ...on(instance, each(['Microsoft.IoTOperations/instances'], 'read', 'write')),
        ...on(identity, [`${identities}/assign/action`]),
        ...deploy,
      ],
    },
    {
      id: 'endpoints',
      title: t('Let data flow endpoints use the cloud identity'),
      needs: [...on(instance, each([endpoints], 'read', 'write')), ...deploy],
    },
  ];
}

/** Secrets are done with at the vault's own host: Contributor and Owner don't cover it. */
function secretSteps(seen: Observation): readonly PermissionStep[] {
  const vault = valueOf(seen.vault);
  return vault
    ? [
        {
          id: 'secrets',
          title: t('Manage the secrets of {0}', vault.name),
          needs: on(
            vault.id,
            each(
              [secrets],
              'readMetadata/action',
              'getSecret/action',
              'setSecret/action',
              'delete',
              'recover/action',
            ),
            'data',
          ),
        },
      ]
    : [];
}

/** What takes all of it back. Roles made for setting up usually lack it. */
function undoStep({ group, instance, vault, identity }: Scopes): PermissionStep {
  return {
    id: 'undo',
    title: t('Take back what was set up'),
    needs: [
      ...on(group, each(secretSyncTypes, 'delete')),
      ...on(identity, [`${credentials}/delete`]),
      ...on(vault, [`${assignments}/delete`]),
      ...on(instance, [`${endpoints}/delete`]),
    ],
    spared: t('setting up needs none of it'),
  };
}

function registerStep(providers: readonly ProviderReading[], scopes: Scopes): PermissionStep {
  const missing = providers.filter(
    ({ state }) => state.kind === 'known' && state.value.toLowerCase() !== 'registered',
  );
  const asked = missing.length > 0 ? missing : providers;
  return {
    id: 'register',
    title: t('Register resource providers'),
    needs: asked.map(({ namespace, subscriptionId }) => ({
      action: `${namespace}/register/action`,
      scope: subscriptionId === '' ? scopes.subscription : `/subscriptions/${subscriptionId}`,
    })),
    ...(missing.length === 0 ? { spared: t('all are registered already') } : {}),
  };
}

/**
 * Everything that the caller must be allowed, step by step.
 *
 * @see https://learn.microsoft.com/azure/iot-operations/secure-iot-ops/built-in-rbac
 */
export function permissionSteps(
  seen: Observation,
  providers: readonly ProviderReading[],
): readonly PermissionStep[] {
  const scopes = scopesOf(seen);
  return [
    ...clusterSteps(seen, scopes),
    ...trustSteps(seen, scopes),
    ...instanceSteps(scopes),
    ...secretSteps(seen),
    registerStep(providers, scopes),
    undoStep(scopes),
  ];
}
