import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import { idKey, parseArmId, resourceGroupId, resourceTypes, shortPath } from '../model/armId';
import { newIdentityBody, newVaultBody, recoveredVaultBody } from '../model/creationBodies';
import type { Creations } from '../model/creations';
import { known, valueOf, type Fact } from '../model/fact';
import type { JsonObject } from '../model/json';
import type { PropertyChange } from '../model/run';
import type { CloudIdentity, Observation, Target } from '../observe/observation';
import { beside, follow, type Order, type Works } from '../plan/order';
import { idToCome } from '../plan/placeholders';
import type { PlannedWrite, Run, StepDescription } from '../plan/plan';
import type { Azure, ManagedIdentity, Vault } from '../ports';
import { usualVault } from './usual';

export type CreationStep = 'vault' | 'identity' | 'cloudIdentity';

export type CreationTarget = Target & { readonly creations?: Creations };

const planned = 'plan';

const nameOf = (id: string): string => parseArmId(id)?.name ?? id;

const groupOf = (id: string): string => {
  const parsed = parseArmId(id);
  return parsed ? resourceGroupId(parsed) : id;
};

/** An identity before it is made, or read: only Azure gives the two ids. */
export const plannedIdentity = (
  id: string,
  location: string,
  tenantId: string,
): ManagedIdentity => ({
  id,
  name: nameOf(id),
  location,
  tenantId,
  clientId: idToCome,
  principalId: idToCome,
});

const plannedVault = (id: string, location: string, tenantId: string): Vault => ({
  id,
  name: nameOf(id),
  location,
  tenantId,
  vaultUri: '',
  isRbac: true,
  publicNetworkAccess: 'enabled',
  firewallDefault: 'allow',
  provisioningState: 'Succeeded',
});

/** The fact, or what will be where there is nothing yet. */
const orPlanned = <T>(fact: Fact<T>, value: T | undefined, nowMs: number): Fact<T> =>
  fact.kind === 'absent' && value !== undefined ? known(value, planned, nowMs) : fact;

/**
 * The observation as it will be once what is missing has been made, so that the same checks say what
 * is left to do then. What is there stays as it was read.
 */
export function withCreations(seen: Observation, target: CreationTarget): Observation {
  const { creations = {}, tenantId } = target;
  const { vault, identity, cloudIdentity } = creations;
  const nowMs = seen.endedAtMs;
  const vaultFact = orPlanned(
    seen.vault,
    vault && target.vaultId !== undefined
      ? plannedVault(target.vaultId, vault.location, tenantId)
      : undefined,
    nowMs,
  );
  const identityFact = orPlanned(
    seen.identity,
    identity && target.identityId !== undefined
      ? plannedIdentity(target.identityId, identity.location, tenantId)
      : undefined,
    nowMs,
  );
  const isNewIdentity = identityFact !== seen.identity;
  const isNewVault = vaultFact !== seen.vault;
  const cloud = (each: CloudIdentity): CloudIdentity => {
    const fact = orPlanned(
      each.identity,
      cloudIdentity ? plannedIdentity(each.id, cloudIdentity.location, tenantId) : undefined,
      nowMs,
    );
    return fact === each.identity
      ? each
      : { ...each, identity: fact, credentials: known([], planned, nowMs) };
  };
  return {
    ...seen,
    vault: vaultFact,
    identity: identityFact,
    credentials: isNewIdentity ? known([], planned, nowMs) : seen.credentials,
    roleAssignments:
      isNewIdentity || (isNewVault && seen.roleAssignments.kind !== 'known')
        ? known([], planned, nowMs)
        : seen.roleAssignments,
    cloudIdentities:
      seen.cloudIdentities.kind === 'known'
        ? { ...seen.cloudIdentities, value: seen.cloudIdentities.value.map(cloud) }
        : seen.cloudIdentities,
  };
}

/** What is missing and will be made, by step. */
function missing(seen: Observation, target: CreationTarget): readonly CreationStep[] {
  const { creations = {} } = target;
  const cloud = (valueOf(seen.cloudIdentities) ?? []).find(
    ({ id }) => target.cloudIdentityId !== undefined && idKey(id) === idKey(target.cloudIdentityId),
  );
  return [
    ...(creations.vault && seen.vault.kind === 'absent' ? (['vault'] as const) : []),
    ...(creations.identity && seen.identity.kind === 'absent' ? (['identity'] as const) : []),
    ...(creations.cloudIdentity && cloud?.identity.kind === 'absent'
      ? (['cloudIdentity'] as const)
      : []),
  ];
}

const idOf = (step: CreationStep, target: CreationTarget): string => {
  const ids = {
    vault: target.vaultId,
    identity: target.identityId,
    cloudIdentity: target.cloudIdentityId,
  };
  return ids[step] ?? '';
};

function describe(step: CreationStep, target: CreationTarget): StepDescription {
  const name = nameOf(idOf(step, target));
  switch (step) {
    case 'vault':
      return {
        title:
          target.creations?.vault?.kind === 'recover'
            ? t('Recover key vault {0}', name)
            : t('Create key vault {0}', name),
        detail: t('Azure role-based access control; waits until its host name is registered'),
        usual: usualVault(),
      };
    case 'identity':
      return {
        title: t('Create managed identity {0}', name),
        detail: t('reads the vault for the cluster'),
      };
    case 'cloudIdentity':
      return {
        title: t('Create managed identity {0}', name),
        detail: t('for cloud connections'),
      };
  }
}

/** The steps, also those that turn out to be done: only what the user chose to make. */
export function creationSteps(
  target: CreationTarget,
): Readonly<Partial<Record<CreationStep, StepDescription>>> {
  const { creations = {} } = target;
  return {
    ...(creations.vault ? { vault: describe('vault', target) } : {}),
    ...(creations.identity ? { identity: describe('identity', target) } : {}),
    ...(creations.cloudIdentity ? { cloudIdentity: describe('cloudIdentity', target) } : {}),
  };
}

function bodyOf(step: CreationStep, { creations = {}, tenantId }: CreationTarget): JsonObject {
  const { vault } = creations;
  if (step !== 'vault' || !vault) return newIdentityBody(creations[step]?.location ?? '');
  return vault.kind === 'recover'
    ? recoveredVaultBody({ location: vault.location, tenantId })
    : newVaultBody({ ...vault, tenantId });
}

export const creationWrites = (
  seen: Observation,
  target: CreationTarget,
): readonly PlannedWrite[] =>
  missing(seen, target).map((step) => {
    const { title } = describe(step, target);
    const id = idOf(step, target);
    return {
      stepId: step,
      title,
      detail: t('in {0}', groupOf(id).split('/').at(-1) ?? ''),
      method: 'PUT',
      resourceId: id,
      then: bodyOf(step, target),
      needs: [
        {
          action:
            step === 'vault'
              ? 'Microsoft.KeyVault/vaults/write'
              : 'Microsoft.ManagedIdentity/userAssignedIdentities/write',
          scope: groupOf(id),
        },
      ],
    };
  });

/** What is needed at things that are not there yet is asked for at their resource groups. */
export function atExistingScopes(
  writes: readonly PlannedWrite[],
  seen: Observation,
  target: CreationTarget,
): readonly PlannedWrite[] {
  const absent = new Set(missing(seen, target).map((step) => idKey(idOf(step, target))));
  return writes.map((write) => ({
    ...write,
    needs: write.needs.map((need) =>
      absent.has(idKey(need.scope)) ? { ...need, scope: groupOf(need.scope) } : need,
    ),
  }));
}

/** @throws {UserFacingError} an id in the target is of another type than it must be */
export function requireTypes(target: CreationTarget): void {
  const wanted = [
    {
      id: target.instanceId,
      type: resourceTypes.instance,
      what: t('an Azure IoT Operations instance'),
    },
    { id: target.vaultId, type: resourceTypes.vault, what: t('a key vault') },
    ...[target.identityId, target.cloudIdentityId].map((id) => ({
      id,
      type: resourceTypes.identity,
      what: t('a user-assigned managed identity'),
    })),
  ];
  for (const { id, type, what } of wanted) {
    if (id === undefined || parseArmId(id)?.type.toLowerCase() === type.toLowerCase()) continue;
    throw new UserFacingError(t('“{0}” is not the resource id of {1}.', id, what));
  }
}

export const creationOrder: Order<CreationStep> = beside('vault', 'identity', 'cloudIdentity');

/** Makes what is missing, and says of the rest that it is there. */
export function creationWorks(
  run: Run<CreationStep>,
  azure: Azure,
  seen: Observation,
  target: CreationTarget,
): Works<CreationStep> {
  const steps = missing(seen, target);
  const { creations = {}, tenantId } = target;
  const make = (step: CreationStep) =>
    run.step(step, async (context) => {
      const id = idOf(step, target);
      const { vault } = creations;
      const location = creations[step]?.location ?? '';
      const made = (properties: readonly PropertyChange[]): void => {
        context.changed({
          resourceId: id,
          kind: 'created',
          properties: [{ name: 'location', after: location }, ...properties],
        });
      };
      if (step !== 'vault' || !vault) {
        const { clientId, principalId } = await azure.identities.create(id, location, context);
        made([
          { name: 'clientId', after: clientId },
          { name: 'principalId', after: principalId },
        ]);
      } else if (vault.kind === 'recover') {
        await azure.vaults.recover({ id, location, tenantId }, context);
        made([{ name: 'createMode', after: 'recover' }]);
      } else {
        const { retentionDays, isPurgeProtected } = vault;
        await azure.vaults.create(
          { id, location, tenantId, retentionDays, isPurgeProtected },
          context,
        );
        made([
          { name: 'enableRbacAuthorization', after: 'true' },
          { name: 'softDeleteRetentionInDays', after: String(retentionDays) },
          { name: 'enablePurgeProtection', after: String(isPurgeProtected) },
        ]);
      }
      context.report(shortPath(id));
    });
  const work = (step: CreationStep) => async (): Promise<void> => {
    if (!creations[step]) return;
    if (steps.includes(step)) await make(step);
    else run.skip(step, t('It is there already'));
  };
  return { vault: work('vault'), identity: work('identity'), cloudIdentity: work('cloudIdentity') };
}

/** Makes what is missing, side by side. True when something was made: what was read is old then. */
export async function makeMissing(
  run: Run<CreationStep>,
  azure: Azure,
  seen: Observation,
  target: CreationTarget,
): Promise<boolean> {
  await follow(run, creationOrder, creationWorks(run, azure, seen, target));
  return missing(seen, target).length > 0;
}
