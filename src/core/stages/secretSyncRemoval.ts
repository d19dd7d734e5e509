import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { provisioning } from '../checks/provisioning';
import { shortPath } from '../model/armId';
import { vaultReaderRoles } from '../model/roles';
import type { Observation } from '../observe/observation';
import { follow, inOrder, inTurn, type Order } from '../plan/order';
import type { PlannedWrite, Run, StepDescription } from '../plan/plan';
import { chosenParts, toDeletion, type OptionalPart } from '../plan/removal';
import type { Azure, Clock } from '../ports';
import { writableClass } from '../steps/ensureProviderClass';
import { removeCredentials } from '../steps/removeCredentials';
import { instanceBody } from '../steps/instanceBody';
import {
  instanceWithoutDefaultClass,
  removeDefaultReference,
} from '../steps/removeDefaultReference';
import { removeResource, removeResources } from '../steps/removeResource';
import { cautionsOfDeletion } from './identityItself';
import { instanceNeeds } from './instanceNeeds';
import { readable } from './instanceObstacles';
import { findReachObstacle, findReadingObstacle } from './removalObstacles';
import { usualCredential, usualOnCluster } from './usual';
import { workOf } from './workOf';
import type { SecretSyncRemoval } from './secretSyncRemovalWants';
import type { Judged } from './secretSyncTrust';

export type SecretSyncRemovalStep =
  'reference' | 'secretSyncs' | 'providerClass' | 'credentials' | 'roles' | 'identity';

/** What nobody else needs, each with what the user is asked. */
export function secretSyncParts(removal: SecretSyncRemoval): readonly OptionalPart[] {
  const { identity, vault, credentials, roles } = removal;
  return [
    ...(identity
      ? credentials.gone.map(({ id, name, subject }) => ({
          id,
          title: t('Federated credential {0} of {1}', name, identity.name),
          detail: subject,
          isProposed: true,
          stepId: 'credentials' as const,
          permission: {
            action:
              'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete',
            scope: identity.id,
          },
        }))
      : []),
    ...(identity && vault
      ? roles.gone.map(({ id, roleId }) => ({
          id,
          title: t(
            '{0} of {1}',
            vaultReaderRoles.find((role) => role.id === roleId)?.name ?? roleId,
            identity.name,
          ),
          detail: t('role assignment on {0}', vault.name),
          isProposed: true,
          stepId: 'roles' as const,
          permission: {
            action: 'Microsoft.Authorization/roleAssignments/delete',
            scope: vault.id,
          },
        }))
      : []),
    ...(removal.identityPart ? [removal.identityPart] : []),
  ];
}

/** The removal without the parts that stay by the user's choice. */
export function withChoice(
  removal: SecretSyncRemoval,
  remove: readonly string[] | undefined,
): SecretSyncRemoval {
  const chosen = new Set(chosenParts(secretSyncParts(removal), remove).map(({ id }) => id));
  const only = <T extends { readonly id: string }>(judged: Judged<T>): Judged<T> => ({
    ...judged,
    gone: judged.gone.filter(({ id }) => chosen.has(id)),
  });
  return {
    ...removal,
    credentials: only(removal.credentials),
    roles: only(removal.roles),
    identityPart:
      removal.identityPart && chosen.has(removal.identityPart.id)
        ? removal.identityPart
        : undefined,
  };
}

/** What is to be known before, for the parts that the user has chosen. */
export const secretSyncRemovalCautions = ({
  cautions,
  identity,
  identityPart,
}: SecretSyncRemoval): readonly string[] => [
  ...cautions,
  ...(identity && identityPart ? cautionsOfDeletion(identity.name) : []),
];

const reachesCluster = ({ isReferenced, secretSyncs, providerClass }: SecretSyncRemoval): boolean =>
  isReferenced || secretSyncs.length > 0 || providerClass !== undefined;

/** What keeps secret synchronization from being judged at all. */
export const findSecretSyncReadingObstacle = (seen: Observation): string | undefined =>
  findReadingObstacle(seen) ??
  readable(seen.providerClasses, t('The secret provider classes')) ??
  readable(seen.secretSyncs, t('The synchronized secrets'));

/** What keeps it from being taken away now: what is wrong, on which resource, what to do. */
export function findSecretSyncRemovalObstacle(
  seen: Observation,
  removal: SecretSyncRemoval,
): string | undefined {
  if (!reachesCluster(removal)) return undefined;
  const { providerClass } = removal;
  const state = providerClass?.provisioningState;
  const isWritten = provisioning(state) === 'running' && state?.toLowerCase() !== 'deleting';
  return (
    findReachObstacle(seen) ??
    (providerClass && isWritten
      ? t(
          '{0} is being changed at the moment ({1}). Try again when that has ended.',
          providerClass.name,
          state ?? '',
        )
      : undefined)
  );
}

export const secretSyncRemovalSteps = (
  removal: SecretSyncRemoval,
): Readonly<Partial<Record<SecretSyncRemovalStep, StepDescription>>> => {
  const { instance, identity, vault, classId } = removal;
  return {
    ...(classId === undefined
      ? {}
      : {
          reference: {
            title: t('Drop the instance’s default class'),
            detail: shortPath(instance.id),
            usual: usualOnCluster(),
          },
          secretSyncs: {
            title: t('Delete the synchronized secrets'),
            detail: removal.secretSyncs.map(({ name }) => name).join(', ') || t('none'),
            usual: usualOnCluster(),
          },
          providerClass: {
            title: t('Delete the secret provider class'),
            detail: shortPath(classId),
            usual: usualOnCluster(),
          },
        }),
    ...(identity && removal.credentials.gone.length > 0
      ? {
          credentials: {
            title: t('Stop trusting the cluster’s service account'),
            detail: removal.credentials.gone.map(({ name }) => name).join(', '),
            usual: usualCredential(),
          },
        }
      : {}),
    ...(identity && vault && removal.roles.gone.length > 0
      ? {
          roles: {
            title: t('Stop letting {0} read the vault', identity.name),
            detail: vault.name,
          },
        }
      : {}),
    ...(removal.identityPart
      ? {
          identity: {
            title: t('Delete the managed identity'),
            detail: shortPath(removal.identityPart.id),
          },
        }
      : {}),
  };
};

export function secretSyncRemovalWrites(removal: SecretSyncRemoval): readonly PlannedWrite[] {
  const { instance, providerClass, identity } = removal;
  const remove = 'DELETE' as const;
  return [
    ...(removal.isReferenced
      ? [
          {
            stepId: 'reference' satisfies SecretSyncRemovalStep,
            title: t('Drop the instance’s default class'),
            detail: t('{0}; all else of it stays', instance.name),
            method: 'PUT' as const,
            resourceId: instance.id,
            now: instanceBody(instance.body),
            then: instanceWithoutDefaultClass(instance.body, removal.classId ?? ''),
            needs: instanceNeeds(
              instance,
              instance.userAssignedIdentities.map(({ id }) => id),
            ),
          },
        ]
      : []),
    ...removal.secretSyncs.map(({ id, name }) => ({
      stepId: 'secretSyncs' satisfies SecretSyncRemovalStep,
      title: t('Synchronized secret {0}', name),
      detail: t('and the Kubernetes secret of that name'),
      method: remove,
      resourceId: id,
      needs: [{ action: 'Microsoft.SecretSyncController/secretSyncs/delete', scope: id }],
    })),
    ...(providerClass
      ? [
          {
            stepId: 'providerClass' satisfies SecretSyncRemovalStep,
            title: t('Secret provider class {0}', providerClass.name),
            detail: t(
              'names {0} and {1}',
              identity?.name ?? providerClass.clientId ?? '–',
              providerClass.vaultName ?? '–',
            ),
            method: remove,
            resourceId: providerClass.id,
            now: writableClass(providerClass.body),
            needs: [
              {
                action: 'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses/delete',
                scope: providerClass.id,
              },
            ],
          },
        ]
      : []),
    ...secretSyncParts(removal).map(toDeletion),
  ];
}

/**
 * Takes apart in the reverse order of trust: nothing refers to what is deleted, and nothing in the
 * cluster asks for a token whose grounds are gone.
 */
export const secretSyncRemovalOrder: Order<SecretSyncRemovalStep> = inOrder(
  'reference',
  'secretSyncs',
  'providerClass',
  // An identity takes one write at a time.
  inTurn('credentials'),
  'roles',
  'identity',
);

/** Takes apart; see {@link secretSyncRemovalOrder}. */
export function carryOutSecretSyncRemoval(
  run: Run<SecretSyncRemovalStep>,
  tools: { readonly azure: Azure; readonly clock: Clock },
  steps: ReturnType<typeof secretSyncRemovalSteps>,
  removal: SecretSyncRemoval,
): Promise<void> {
  const { azure } = tools;
  const { instance, secretSyncs, providerClass, identity, identityPart, classId } = removal;
  const { credentials, roles } = removal;
  const work = workOf(run, steps);
  return follow(run, secretSyncRemovalOrder, {
    reference: work(
      'reference',
      removal.isReferenced && classId !== undefined
        ? (context) => removeDefaultReference(azure, instance.id, classId, context)
        : undefined,
    ),
    secretSyncs: work(
      'secretSyncs',
      secretSyncs.length > 0
        ? (context) =>
            removeResources(
              tools,
              secretSyncs.map(({ id }) => id),
              apiVersions.secretSync,
              context,
            )
        : undefined,
    ),
    providerClass: work(
      'providerClass',
      providerClass
        ? (context) => removeResource(tools, providerClass.id, apiVersions.secretSync, context)
        : undefined,
    ),
    credentials: work(
      'credentials',
      identity && credentials.gone.length > 0
        ? (context) => removeCredentials(azure, identity, credentials.gone, context)
        : undefined,
    ),
    roles: work(
      'roles',
      roles.gone.length > 0
        ? (context) =>
            removeResources(
              tools,
              roles.gone.map(({ id }) => id),
              apiVersions.authorization,
              context,
            )
        : undefined,
    ),
    identity: work(
      'identity',
      identityPart
        ? (context) => removeResource(tools, identityPart.id, apiVersions.identity, context)
        : undefined,
    ),
  });
}
