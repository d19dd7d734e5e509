import { t } from '@vscode/l10n';
import { parseArmId, resourceGroupId, sameId, shortPath } from '../model/armId';
import { vaultReaderRoles, type VaultReaderRole } from '../model/roles';
import { serviceAccounts } from '../names';
import type { NeededPermission } from '../permissions';
import { beside, inOrder, type Order, type Works } from '../plan/order';
import type { PlannedWrite, Run, StepContext, StepDescription } from '../plan/plan';
import type { ManagedIdentity, Vault } from '../ports';
import type { SecretSyncWants } from './secretSyncWants';
import { usualAssignment, usualCredential, usualOnCluster } from './usual';
import { credentialWrite } from './credentialWrite';
import { instanceNeeds } from './instanceNeeds';
import { credentialNeeds, roleNeeds } from './trustNeeds';
import { ensureCredential } from '../steps/ensureCredential';
import { ensureDefaultReference, instanceWithDefaultClass } from '../steps/ensureDefaultReference';
import {
  ensureProviderClass,
  providerClassBody,
  writableClass,
} from '../steps/ensureProviderClass';
import { assignmentBody, type RoleAssignmentTools } from '../steps/ensureRoleAssignment';
import { ensureVaultRoles } from '../steps/ensureVaultRoles';
import { instanceBody } from '../steps/instanceBody';

export type SecretSyncStep = 'roles' | 'credential' | 'providerClass' | 'defaultReference';

export const secretSyncSteps = ({
  identity,
  credential,
  providerClass,
  instance,
}: SecretSyncWants): Readonly<Record<SecretSyncStep, StepDescription>> => ({
  roles: {
    title: t('Let {0} read the vault', identity.name),
    detail: vaultReaderRoles.map((role) => role.name).join(', '),
    usual: usualAssignment(),
  },
  credential: {
    title: t('Trust the cluster’s service account'),
    detail: credential?.content.subject ?? serviceAccounts.secretSync,
    usual: usualCredential(),
  },
  providerClass: {
    title: providerClass.isNew
      ? t('Create the secret provider class')
      : t('Check the secret provider class'),
    detail: providerClass.name,
    usual: usualOnCluster(),
  },
  defaultReference: {
    title: t('Make it the instance’s default'),
    detail: shortPath(instance.id),
    usual: usualOnCluster(),
  },
});

/** Whatever is placed on the custom location needs the right to deploy there. */
function providerClassNeeds({
  id,
  customLocationId,
}: SecretSyncWants['providerClass']): readonly NeededPermission[] {
  const group = parseArmId(id);
  return [
    {
      action: 'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses/write',
      scope: group ? resourceGroupId(group) : id,
    },
    {
      action: 'Microsoft.ExtendedLocation/customLocations/deploy/action',
      scope: customLocationId,
    },
  ];
}

/** Of the roles that the identity lacks at the vault. */
export const roleWrites = (
  vault: Vault,
  identity: ManagedIdentity,
  missing: readonly VaultReaderRole[],
): readonly PlannedWrite[] =>
  missing.map((role) => ({
    stepId: 'roles' satisfies SecretSyncStep,
    title: t('Let {0} read the vault', identity.name),
    detail: t('{0} on {1}', role.name, vault.name),
    method: 'PUT',
    resourceId: vault.id,
    makes: 'roleAssignments',
    then: assignmentBody({
      scope: vault.id,
      roleId: role.id,
      principalId: identity.principalId,
      principalType: 'ServicePrincipal',
    }),
    needs: roleNeeds(vault.id),
  }));

export function secretSyncWrites(wants: SecretSyncWants): readonly PlannedWrite[] {
  const { identity, vault, credential, providerClass, instance } = wants;
  return [
    ...roleWrites(vault, identity, wants.missingRoles),
    ...(credential
      ? [
          {
            stepId: 'credential' satisfies SecretSyncStep,
            title:
              credential.before === undefined
                ? t('Trust the cluster’s service account')
                : t('Correct credential {0}', credential.name),
            detail: t('{0} on {1}', credential.content.subject, identity.name),
            method: 'PUT' as const,
            ...credentialWrite(identity, credential, wants.credentialCount),
            needs: credentialNeeds(identity.id),
          },
        ]
      : []),
    ...(wants.isClassDone
      ? []
      : [
          {
            stepId: 'providerClass' satisfies SecretSyncStep,
            title: providerClass.isNew
              ? t('Create the secret provider class')
              : t('Correct the secret provider class'),
            detail: t('{0} names {1} and {2}', providerClass.name, identity.name, vault.name),
            method: 'PUT' as const,
            resourceId: providerClass.id,
            now: providerClass.body && writableClass(providerClass.body),
            then: providerClassBody(providerClass, providerClass.body),
            needs: providerClassNeeds(providerClass),
          },
        ]),
    ...(wants.isReferenceDone
      ? []
      : [
          {
            stepId: 'defaultReference' satisfies SecretSyncStep,
            title:
              instance.defaultClassId !== undefined &&
              sameId(instance.defaultClassId, providerClass.id)
                ? t('Write the instance once more')
                : t('Make it the instance’s default'),
            detail: t('{0} references {1}', instance.name, providerClass.name),
            method: 'PUT' as const,
            resourceId: instance.id,
            now: instanceBody(instance.body),
            then: instanceWithDefaultClass(instance.body, providerClass.id),
            needs: instanceNeeds(
              instance,
              instance.userAssignedIdentities.map(({ id }) => id),
            ),
          },
        ]),
  ];
}

/** Both must stand before a class makes the cluster ask for a token, but not one before the other. */
export const secretSyncOrder: Order<SecretSyncStep> = inOrder(
  beside('roles', 'credential'),
  'providerClass',
  'defaultReference',
);

/** What is left to do; see {@link secretSyncOrder}. */
export function secretSyncWorks(
  run: Run<SecretSyncStep>,
  tools: RoleAssignmentTools,
  wants: SecretSyncWants,
): Works<SecretSyncStep> {
  const { azure } = tools;
  const { vault, identity, credential, providerClass, instance } = wants;
  const work =
    (id: SecretSyncStep, isDone: boolean, ensure: (context: StepContext) => Promise<unknown>) =>
    async (): Promise<void> => {
      if (isDone) run.skip(id, t('Already done'));
      else await run.step(id, ensure);
    };
  return {
    roles: work('roles', wants.missingRoles.length === 0, (context) =>
      ensureVaultRoles(tools, vault, identity, wants.missingRoles, context),
    ),
    credential: work('credential', credential === undefined, async (context) => {
      if (credential) await ensureCredential(azure, identity, credential, context);
    }),
    providerClass: work('providerClass', wants.isClassDone, (context) =>
      ensureProviderClass(tools, providerClass, context),
    ),
    defaultReference: work('defaultReference', wants.isReferenceDone, (context) =>
      ensureDefaultReference(azure, instance.id, providerClass.id, context),
    ),
  };
}
