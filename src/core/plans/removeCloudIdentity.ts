import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { cloudIdentityFinding } from '../checks/cloudIdentity';
import { UserFacingError } from '../errors';
import {
  idKey,
  parseArmId,
  parseArmIdOf,
  resourceGroupId,
  resourceTypes,
  sameId,
  shortPath,
} from '../model/armId';
import { absent, valueOf } from '../model/fact';
import { stringAt } from '../model/json';
import { readAllEndpoints } from '../observe/dataflowEndpoints';
import {
  readClassesUsing,
  readInstancesWith,
  readRoleName,
  readRolesOf,
  type Reader,
} from '../observe/neighbours';
import { observe } from '../observe/observe';
import type { Instance, Observation } from '../observe/observation';
import { toInstance } from '../observe/parse';
import { requireAllowed, type CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import type { Plan, PlannedWrite } from '../plan/plan';
import { keptByChoice, type OptionalPart, type PreparedRemoval } from '../plan/removal';
import { requireAgreed } from '../plan/requireAgreed';
import { requireReviewed } from '../plan/reviewed';
import type { Azure, Clock, ManagedIdentity, RequestContext } from '../ports';
import { withDenied } from '../stages/deniedParts';
import {
  carryOutCloudIdentityRemoval,
  cloudIdentityRemovalCautions,
  cloudIdentityRemovalOrder,
  cloudIdentityRemovalSteps,
  cloudIdentityRemovalWrites,
  findCloudReadingObstacle,
  findCloudRemovalObstacle,
  toCloudIdentityRemoval,
  withChosenParts,
  type CloudIdentityRemoval,
  type CloudIdentityRemovalStep,
  type CloudNeighbours,
} from '../stages/cloudIdentityRemoval';
import { confirmWritten } from './confirmWritten';

export interface RemoveCloudIdentityTools {
  readonly azure: Azure;
  readonly clock: Clock;
}

export interface RemoveCloudIdentityTarget {
  readonly tenantId: string;
  readonly instanceId: string;
  readonly cloudIdentityId: string;
  /** Ids of the optional parts that go. Absent: all that are proposed. */
  readonly remove?: readonly string[];
}

type StepId = 'observe' | CloudIdentityRemovalStep | 'confirm';

interface Look {
  readonly seen: Observation;
  /** With all parts that may go. */
  readonly whole: CloudIdentityRemoval;
  /** With those that are to go. */
  readonly removal: CloudIdentityRemoval;
}

interface CheckedLook extends Look {
  readonly writes: readonly PlannedWrite[];
  readonly permissions: readonly CheckedPermission[];
}

/** The resource groups of everything that has a role of ours, or a target beside it, as a rule. */
function groupsNear(instance: Instance | undefined, identity: ManagedIdentity): readonly string[] {
  const registryId = stringAt(instance?.body, 'properties', 'schemaRegistryRef', 'resourceId');
  const groups = [instance?.id, registryId, identity.id].flatMap((id) => {
    const parsed = id === undefined ? undefined : parseArmId(id);
    return parsed ? [resourceGroupId(parsed)] : [];
  });
  return [...new Map(groups.map((id) => [idKey(id), id] as const)).values()];
}

async function readNeighbours(
  reader: Reader,
  seen: Observation,
  { cloudIdentityId, instanceId }: RemoveCloudIdentityTarget,
): Promise<CloudNeighbours> {
  const cloud = (valueOf(seen.cloudIdentities) ?? []).find(({ id }) => sameId(id, cloudIdentityId));
  const identity = cloud && valueOf(cloud.identity);
  const none = absent<never>('ARM', reader.clock.now());
  const [classes, endpoints, instances, roles] = await Promise.all([
    identity ? readClassesUsing(reader, identity.clientId) : none,
    readAllEndpoints(reader, instanceId),
    readInstancesWith(reader, cloudIdentityId),
    identity
      ? readRolesOf(reader, identity.principalId, groupsNear(valueOf(seen.instance), identity))
      : none,
  ]);
  const byRole = new Map((valueOf(roles) ?? []).map((each) => [each.roleId, each] as const));
  const roleNames = new Map(
    await Promise.all(
      [...byRole].map(async ([id, each]) => [id, await readRoleName(reader, each)] as const),
    ),
  );
  return { classes, endpoints, instances, roles, roleNames };
}

/** Reads the present state, without judging whether it can be changed. */
async function read(
  { azure, clock }: RemoveCloudIdentityTools,
  target: RemoveCloudIdentityTarget,
  context: RequestContext,
): Promise<Look> {
  const { cloudIdentityId } = target;
  const seen = await observe(azure, clock, target, context);
  const neighbours = await readNeighbours({ azure, clock, context }, seen, target);
  const whole = toCloudIdentityRemoval(seen, cloudIdentityId, neighbours);
  const obstacle = findCloudReadingObstacle(seen, cloudIdentityId);
  if (!whole || obstacle !== undefined) throw new UserFacingError(obstacle ?? '');
  return { seen, whole, removal: withChosenParts(whole, target.remove) };
}

/** As `read`, and makes sure that nothing keeps it from being carried out. */
async function look(
  tools: RemoveCloudIdentityTools,
  target: RemoveCloudIdentityTarget,
  context: RequestContext,
): Promise<CheckedLook> {
  const looked = await read(tools, target, context);
  const obstacle = findCloudRemovalObstacle(looked.seen, looked.removal);
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  const writes = cloudIdentityRemovalWrites(looked.removal);
  return { ...looked, writes, permissions: await checkWrites(tools.azure, writes, context) };
}

function createPlan(
  tools: RemoveCloudIdentityTools,
  target: RemoveCloudIdentityTarget,
  preview: CloudIdentityRemoval,
  writes: readonly PlannedWrite[],
): Plan<StepId> {
  const path = shortPath(target.instanceId);
  const steps = cloudIdentityRemovalSteps(preview);
  return {
    id: 'removeCloudIdentity',
    title: t('Remove managed identity'),
    subjectId: target.instanceId,
    subjectName: preview.instance.name,
    tenantId: target.tenantId,
    request: { planId: 'removeCloudIdentity', target },
    agreed: writes,
    steps: {
      observe: { title: t('Read the present state'), detail: path },
      ...steps,
      confirm: { title: t('Check the result'), detail: path },
    },
    prepareAgain: (context) => prepareRemoveCloudIdentity(tools, target, context),
    order: cloudIdentityRemovalOrder,
    async run(run) {
      const { removal } = await run.step('observe', async (context) => {
        const looked = await look(tools, target, context);
        requireReviewed(looked.writes, writes);
        await requireAgreed(tools.azure, looked.writes, writes, context);
        requireAllowed(looked.permissions);
        return looked;
      });
      await carryOutCloudIdentityRemoval(run, tools, steps, removal);
      await run.step('confirm', async (context) => {
        const { seen } = await confirmWritten(tools.clock, context, async () => {
          const now = await read(tools, target, context);
          return { seen: now.seen, left: cloudIdentityRemovalWrites(now.removal) };
        });
        context.report(cloudIdentityFinding(seen).words);
      });
    },
  };
}

/**
 * The ids of the identities that are assigned to the instance.
 *
 * @throws {UserFacingError} the instance is not there
 */
export async function listAssignedIdentities(
  azure: Azure,
  instanceId: string,
  context: RequestContext,
): Promise<readonly string[]> {
  const body = await azure.arm.find(instanceId, apiVersions.iotOperations, context);
  const instance = body && toInstance(body);
  if (instance) return instance.userAssignedIdentities.map(({ id }) => id);
  throw new UserFacingError(t('{0} no longer exists. Refresh the tree.', shortPath(instanceId)));
}

const requireIdentity = ({ cloudIdentityId }: RemoveCloudIdentityTarget): void => {
  if (parseArmIdOf(resourceTypes.identity, cloudIdentityId)) return;
  throw new UserFacingError(
    t('“{0}” is not the resource id of a user-assigned managed identity.', cloudIdentityId),
  );
};

/**
 * Tells what may go beside the assignment, for the user to choose from.
 *
 * @throws {UserFacingError} why it cannot be removed
 */
export async function surveyCloudIdentity(
  tools: RemoveCloudIdentityTools,
  target: RemoveCloudIdentityTarget,
  context: RequestContext,
): Promise<readonly OptionalPart[]> {
  requireIdentity(target);
  const { seen, whole } = await read(tools, target, context);
  const obstacle = findCloudRemovalObstacle(seen, whole);
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  return withDenied(tools.azure, whole.parts, context);
}

/**
 * Looks at the instance and says what removing the identity for cloud connections would delete, change
 * and keep, together with the plan that does it. The plan deletes nothing that is not in this list.
 *
 * Writes nothing.
 *
 * @throws {UserFacingError} what is wrong, on which resource, and what to do next
 */
export async function prepareRemoveCloudIdentity(
  tools: RemoveCloudIdentityTools,
  target: RemoveCloudIdentityTarget,
  context: RequestContext,
): Promise<PreparedRemoval> {
  requireIdentity(target);
  const { whole, removal, writes, permissions } = await look(tools, target, context);
  const chosen = { ...target, remove: removal.parts.map(({ id }) => id) };
  return {
    plan: createPlan(tools, chosen, removal, writes),
    writes,
    permissions,
    kept: [...keptByChoice(whole.parts, chosen.remove), ...whole.kept],
    cautions: cloudIdentityRemovalCautions(removal),
  };
}
