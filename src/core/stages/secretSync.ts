import { t } from '@vscode/l10n';
import { parseArmId, resourceGroupId, sameId, shortPath } from '../model/armId';
import { vaultReaderRoles } from '../model/roles';
import { serviceAccounts } from '../names';
import type { NeededPermission } from '../permissions';
import type { PlannedWrite, Run, StepDescription } from '../plan/plan';
import type { SecretSyncWants } from './secretSyncWants';
import { usualAssignment, usualCredential, usualOnCluster } from './usual';
import { credentialWrite } from './credentialWrite';
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

export function secretSyncWrites(wants: SecretSyncWants): readonly PlannedWrite[] {
  const { identity, vault, credential, providerClass, instance } = wants;
  return [
    ...wants.missingRoles.map((role) => ({
      title: t('Let {0} read the vault', identity.name),
      detail: t('{0} on {1}', role.name, vault.name),
      method: 'PUT' as const,
      resourceId: vault.id,
      makes: 'roleAssignments' as const,
      then: assignmentBody({
        scope: vault.id,
        roleId: role.id,
        principalId: identity.principalId,
        principalType: 'ServicePrincipal',
      }),
    })),
    ...(credential
      ? [
          {
            title:
              credential.before === undefined
                ? t('Trust the cluster’s service account')
                : t('Correct credential {0}', credential.name),
            detail: t('{0} on {1}', credential.content.subject, identity.name),
            method: 'PUT' as const,
            ...credentialWrite(identity, credential, wants.credentialCount),
          },
        ]
      : []),
    ...(wants.isClassDone
      ? []
      : [
          {
            title: providerClass.isNew
              ? t('Create the secret provider class')
              : t('Correct the secret provider class'),
            detail: t('{0} names {1} and {2}', providerClass.name, identity.name, vault.name),
            method: 'PUT' as const,
            resourceId: providerClass.id,
            now: providerClass.body && writableClass(providerClass.body),
            then: providerClassBody(providerClass, providerClass.body),
          },
        ]),
    ...(wants.isReferenceDone
      ? []
      : [
          {
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
          },
        ]),
  ];
}

export function secretSyncPermissions(wants: SecretSyncWants): readonly NeededPermission[] {
  const group = parseArmId(wants.providerClass.id);
  return [
    ...(wants.missingRoles.length > 0
      ? [{ action: 'Microsoft.Authorization/roleAssignments/write', scope: wants.vault.id }]
      : []),
    ...(wants.credential
      ? [
          {
            action:
              'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write',
            scope: wants.identity.id,
          },
        ]
      : []),
    ...(!wants.isClassDone && group
      ? [
          {
            action: 'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses/write',
            scope: resourceGroupId(group),
          },
        ]
      : []),
    ...(wants.isReferenceDone
      ? []
      : [{ action: 'Microsoft.IoTOperations/instances/write', scope: wants.instance.id }]),
    // Whatever is placed on the custom location needs the right to deploy there.
    ...(wants.isClassDone && wants.isReferenceDone
      ? []
      : [
          {
            action: 'Microsoft.ExtendedLocation/customLocations/deploy/action',
            scope: wants.providerClass.customLocationId,
          },
        ]),
  ];
}

/** Does what is left to do, in the order in which trust needs it. */
export async function carryOutSecretSync(
  run: Run<SecretSyncStep>,
  tools: RoleAssignmentTools,
  wants: SecretSyncWants,
): Promise<void> {
  const { azure } = tools;
  const { vault, identity, credential, providerClass, instance } = wants;
  const done = t('Already done');
  const roles = async (): Promise<void> => {
    if (wants.missingRoles.length === 0) {
      run.skip('roles', done);
      return;
    }
    await run.step('roles', (context) =>
      ensureVaultRoles(tools, vault, identity, wants.missingRoles, context),
    );
  };
  const trust = async (): Promise<void> => {
    if (!credential) {
      run.skip('credential', done);
      return;
    }
    await run.step('credential', (context) =>
      ensureCredential(azure, identity, credential, context),
    );
  };
  // Both must stand before a class makes the cluster ask for a token, but not one before the other.
  await run.all([roles(), trust()]);
  if (wants.isClassDone) {
    run.skip('providerClass', done);
  } else {
    await run.step('providerClass', (context) =>
      ensureProviderClass(tools, providerClass, context),
    );
  }
  if (wants.isReferenceDone) {
    run.skip('defaultReference', done);
  } else {
    await run.step('defaultReference', (context) =>
      ensureDefaultReference(azure, instance.id, providerClass.id, context),
    );
  }
}
