import { t } from '@vscode/l10n';
import { secretSyncFinding } from '../checks/settings';
import { UserFacingError } from '../errors';
import {
  parseArmId,
  parseArmIdOf,
  resourceGroupId,
  resourceTypes,
  shortPath,
} from '../model/armId';
import { serviceAccounts } from '../names';
import { observe } from '../observe/observe';
import type { Observation, Target } from '../observe/observation';
import { checkPermissions, type NeededPermission } from '../permissions';
import type { Plan, PlannedWrite } from '../plan/plan';
import type { Azure, Clock, Digest, RequestContext } from '../ports';
import { ensureCredential } from '../steps/ensureCredential';
import { ensureDefaultReference } from '../steps/ensureDefaultReference';
import { ensureProviderClass } from '../steps/ensureProviderClass';
import { ensureVaultRoles } from '../steps/ensureVaultRoles';
import { vaultReaderRoles } from '../model/roles';
import { findObstacle } from './secretSyncObstacles';
import { toSecretSyncWants, type SecretSyncWants } from './secretSyncWants';

export interface EnableSecretSyncTools {
  readonly azure: Azure;
  readonly clock: Clock;
  readonly digest: Digest;
}

/** The instance, and the vault and identity that the user chose for it. */
export type EnableSecretSyncTarget = Target & {
  readonly vaultId: string;
  readonly identityId: string;
};

type StepId = 'observe' | 'roles' | 'credential' | 'providerClass' | 'defaultReference' | 'confirm';

function toWrites(wants: SecretSyncWants): readonly PlannedWrite[] {
  const { identity, vault, credential, providerClass, instance } = wants;
  return [
    ...wants.missingRoles.map((role) => ({
      title: t('Let {0} read the vault', identity.name),
      detail: t('{0} on {1}', role.name, vault.name),
      method: 'PUT' as const,
      resourceId: vault.id,
    })),
    ...(credential
      ? [
          {
            title: credential.isNew
              ? t('Trust the cluster’s service account')
              : t('Correct credential {0}', credential.name),
            detail: t('{0} on {1}', credential.content.subject, identity.name),
            method: 'PUT' as const,
            resourceId: identity.id,
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
          },
        ]),
    ...(wants.isReferenceDone
      ? []
      : [
          {
            title: t('Make it the instance’s default'),
            detail: t('{0} references {1}', instance.name, providerClass.name),
            method: 'PUT' as const,
            resourceId: instance.id,
          },
        ]),
  ];
}

function neededPermissions(wants: SecretSyncWants): readonly NeededPermission[] {
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

function scopeName(scope: string): string {
  const parsed = parseArmId(scope);
  return parsed ? shortPath(scope) : (scope.split('/').at(-1) ?? scope);
}

/** @throws {UserFacingError} naming each permission that the caller lacks */
async function requirePermissions(
  azure: Azure,
  wants: SecretSyncWants,
  context: RequestContext,
): Promise<void> {
  const checked = await checkPermissions(azure, neededPermissions(wants), context);
  const denied = checked.filter(({ permission }) => permission === 'denied');
  if (denied.length === 0) return;
  throw new UserFacingError(
    t(
      'Your account lacks permissions, so nothing was changed: {0}. Ask an administrator for them; roles that were just granted take up to 10 minutes.',
      denied.map(({ action, scope }) => t('{0} on {1}', action, scopeName(scope))).join('; '),
    ),
  );
}

/** Reads the present state and makes sure that nothing keeps the plan from running. */
async function look(
  { azure, clock, digest }: EnableSecretSyncTools,
  target: EnableSecretSyncTarget,
  context: RequestContext,
): Promise<SecretSyncWants> {
  const seen = await observe(azure, clock, target, context);
  const obstacle = findObstacle(seen);
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  const wants = toSecretSyncWants(seen, digest);
  await requirePermissions(azure, wants, context);
  return wants;
}

function describeOutcome(seen: Observation): string {
  const finding = secretSyncFinding(seen);
  return finding.state === 'notProved'
    ? t('Everything is in place. The first synchronized secret proves it.')
    : finding.words;
}

/** Waits before looking once more, in ms: what was just written may take a moment to be listed. */
const confirmWaitsMs = [2_000, 4_000, 8_000] as const;

/** After the writes: is everything as it was meant to be? */
async function confirm(
  { azure, clock, digest }: EnableSecretSyncTools,
  target: EnableSecretSyncTarget,
  context: RequestContext,
): Promise<string> {
  for (let look = 0; ; look += 1) {
    const seen = await observe(azure, clock, target, context);
    const left = toWrites(toSecretSyncWants(seen, digest));
    if (left.length === 0) return describeOutcome(seen);
    const waitMs = confirmWaitsMs[look];
    if (waitMs === undefined) {
      throw new UserFacingError(
        t(
          'Not everything is as it was written; still missing: {0}. Run it again: it does only what is left.',
          left.map(({ title }) => title).join(', '),
        ),
      );
    }
    await clock.sleep(waitMs, context.signal);
  }
}

function createPlan(
  tools: EnableSecretSyncTools,
  target: EnableSecretSyncTarget,
  preview: SecretSyncWants,
): Plan<StepId> {
  const { azure } = tools;
  const done = (): string => t('Already done');
  return {
    id: 'enableSecretSync',
    title: t('Enable secret synchronization'),
    subjectId: target.instanceId,
    subjectName: preview.instance.name,
    tenantId: target.tenantId,
    choices: { vaultId: target.vaultId, identityId: target.identityId },
    steps: {
      observe: { title: t('Read the present state'), detail: shortPath(target.instanceId) },
      roles: {
        title: t('Let {0} read the vault', preview.identity.name),
        detail: vaultReaderRoles.map((role) => role.name).join(', '),
      },
      credential: {
        title: t('Trust the cluster’s service account'),
        detail: preview.credential?.content.subject ?? serviceAccounts.secretSync,
      },
      providerClass: {
        title: preview.providerClass.isNew
          ? t('Create the secret provider class')
          : t('Check the secret provider class'),
        detail: preview.providerClass.name,
      },
      defaultReference: {
        title: t('Make it the instance’s default'),
        detail: shortPath(target.instanceId),
      },
      confirm: { title: t('Check the result'), detail: shortPath(target.instanceId) },
    },
    async run(run) {
      const wants = await run.step('observe', (context) => look(tools, target, context));
      const { vault, identity, credential, providerClass, instance } = wants;
      const roles = async (): Promise<void> => {
        if (wants.missingRoles.length === 0) {
          run.skip('roles', done());
          return;
        }
        await run.step('roles', (context) =>
          ensureVaultRoles(tools, vault, identity, wants.missingRoles, context),
        );
      };
      const trust = async (): Promise<void> => {
        if (!credential) {
          run.skip('credential', done());
          return;
        }
        await run.step('credential', (context) =>
          ensureCredential(azure, identity, credential.name, credential.content, context),
        );
      };
      // Both must stand before a class makes the cluster ask for a token, but not one before the other.
      await run.all([roles(), trust()]);
      if (wants.isClassDone) {
        run.skip('providerClass', done());
      } else {
        await run.step('providerClass', (context) =>
          ensureProviderClass(azure, providerClass, context),
        );
      }
      if (wants.isReferenceDone) {
        run.skip('defaultReference', done());
      } else {
        await run.step('defaultReference', (context) =>
          ensureDefaultReference(azure, instance.id, providerClass.id, context),
        );
      }
      await run.step('confirm', async (context) => {
        context.report(await confirm(tools, target, context));
      });
    },
  };
}

/**
 * Looks at the instance and says what enabling secret synchronization with this vault and identity
 * would write (nothing, when all is done), together with the plan that does it.
 *
 * Writes nothing.
 *
 * @throws {UserFacingError} what is wrong, on which resource, and what to do next
 */
export async function prepareEnableSecretSync(
  tools: EnableSecretSyncTools,
  target: EnableSecretSyncTarget,
  context: RequestContext,
): Promise<{ readonly plan: Plan; readonly writes: readonly PlannedWrite[] }> {
  const ids = [
    {
      id: target.instanceId,
      type: resourceTypes.instance,
      what: t('an Azure IoT Operations instance'),
    },
    { id: target.vaultId, type: resourceTypes.vault, what: t('a key vault') },
    {
      id: target.identityId,
      type: resourceTypes.identity,
      what: t('a user-assigned managed identity'),
    },
  ];
  for (const { id, type, what } of ids) {
    if (!parseArmIdOf(type, id)) {
      throw new UserFacingError(t('“{0}” is not the resource id of {1}.', id, what));
    }
  }
  const wants = await look(tools, target, context);
  return { plan: createPlan(tools, target, wants), writes: toWrites(wants) };
}
