import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { hasRole } from '../checks/hasRole';
import { findResource, type AnyResource } from '../discover/findResource';
import type { TargetRole } from '../discover/targetRoles';
import { UserFacingError } from '../errors';
import { parseArmId, sameId, shortPath } from '../model/armId';
import { stringAt } from '../model/json';
import { toInstance } from '../observe/parse';
import { listRolesAt } from '../observe/rolesAt';
import { requireAllowed, type CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import type { Plan, PlannedWrite, PreparedPlan } from '../plan/plan';
import { requireReviewed } from '../plan/reviewed';
import type { Azure, Clock, Digest, ManagedIdentity, RequestContext } from '../ports';
import { subscriptionObstacle } from '../stages/instanceObstacles';
import {
  assignmentBody,
  ensureRoleAssignment,
  type WantedAssignment,
} from '../steps/ensureRoleAssignment';
import { roleNeeds } from '../stages/trustNeeds';
import { usualAssignment } from '../stages/usual';
import { usualRoleMs } from '../steps/ensureSecretsOfficer';
import { confirmWritten } from './confirmWritten';

export interface GrantAccessTools {
  readonly azure: Azure;
  readonly clock: Clock;
  readonly digest: Digest;
}

/** Who gets which role where. */
export interface GrantAccessTarget {
  readonly tenantId: string;
  readonly instanceId: string;
  /** One of the instance's identity map. */
  readonly identityId: string;
  readonly resourceId: string;
  readonly role: Pick<TargetRole, 'id' | 'name'>;
}

type StepId = 'observe' | 'grant' | 'confirm';

interface Look {
  readonly permissions: readonly CheckedPermission[];
  readonly instanceName: string;
  readonly identity: ManagedIdentity;
  readonly resource: AnyResource;
  /** None: the role is granted. */
  readonly writes: readonly PlannedWrite[];
}

const fail = (message: string): never => {
  throw new UserFacingError(message);
};

/** The instance's name and the identity, which must be the one that was assigned. */
async function readIdentity(
  azure: Azure,
  { instanceId, identityId }: GrantAccessTarget,
  context: RequestContext,
): Promise<Pick<Look, 'instanceName' | 'identity'>> {
  const [body, identity] = await Promise.all([
    azure.arm.find(instanceId, apiVersions.iotOperations, context),
    azure.identities.find(identityId, context),
  ]);
  const instance = body && toInstance(body);
  if (!instance) {
    return fail(t('{0} could not be read. Refresh the tree.', shortPath(instanceId)));
  }
  const mapped = instance.userAssignedIdentities.find(({ id }) => sameId(id, identityId));
  if (!mapped) {
    return fail(
      t(
        '{0} is not assigned to {1}. Assign it first with “Assign Managed Identity for Cloud Connections…”.',
        shortPath(identityId),
        instance.name,
      ),
    );
  }
  const isSame =
    mapped.clientId === undefined ||
    mapped.clientId.toLowerCase() === identity?.clientId.toLowerCase();
  if (!identity || !isSame) {
    return fail(
      t(
        '{0} no longer is the identity that was assigned to {1}: it was deleted, or created again. Remove it from the instance first, then assign one again.',
        shortPath(identityId),
        instance.name,
      ),
    );
  }
  return { instanceName: instance.name, identity };
}

/** The resource, which must be in the identity's tenant and open to changes. */
async function readResource(
  azure: Azure,
  { resourceId, tenantId }: GrantAccessTarget,
  context: RequestContext,
): Promise<AnyResource> {
  const subscriptionId = parseArmId(resourceId)?.subscriptionId ?? '';
  const [resource, subscription] = await Promise.all([
    findResource(azure, resourceId, context),
    azure.arm.find(`/subscriptions/${subscriptionId}`, apiVersions.subscriptions, context),
  ]);
  if (!resource) {
    return fail(
      t(
        '{0} does not exist, or your account may not see it. Choose another resource.',
        shortPath(resourceId),
      ),
    );
  }
  const owner = stringAt(subscription, 'tenantId') ?? tenantId;
  if (owner.toLowerCase() !== tenantId.toLowerCase()) {
    return fail(
      t(
        '{0} belongs to tenant {1}, the identity to {2}. A role can be given only inside one tenant.',
        shortPath(resourceId),
        owner,
        tenantId,
      ),
    );
  }
  const obstacle = subscriptionObstacle(
    {
      name: stringAt(subscription, 'displayName') ?? subscriptionId,
      state: stringAt(subscription, 'state') ?? 'Enabled',
    },
    resourceId,
  );
  return obstacle === undefined ? resource : fail(obstacle);
}

type Grant = Pick<Look, 'identity' | 'resource'>;

const grantTitle = ({ identity, resource }: Grant): string =>
  t('Let {0} use {1}', identity.name, resource.name);

const toAssignment = (
  { resource, identity }: Grant,
  { id }: GrantAccessTarget['role'],
): WantedAssignment => ({
  scope: resource.id,
  roleId: id,
  principalId: identity.principalId,
  principalType: 'ServicePrincipal',
});

const toWrite = (grant: Grant, { role }: GrantAccessTarget): PlannedWrite => ({
  stepId: 'grant' satisfies StepId,
  title: grantTitle(grant),
  detail: role.name,
  method: 'PUT',
  resourceId: grant.resource.id,
  makes: 'roleAssignments',
  then: assignmentBody(toAssignment(grant, role)),
  needs: roleNeeds(grant.resource.id),
});

/** Reads the present state and makes sure that nothing keeps the plan from running. */
async function look(
  { azure }: GrantAccessTools,
  target: GrantAccessTarget,
  context: RequestContext,
): Promise<Look> {
  const [{ instanceName, identity }, resource] = await Promise.all([
    readIdentity(azure, target, context),
    readResource(azure, target, context),
  ]);
  const { principalId } = identity;
  const roles = await listRolesAt(azure, resource.id, principalId, context);
  const isGranted = hasRole(roles, {
    roleId: target.role.id,
    principalId,
    resourceId: resource.id,
  });
  const writes = isGranted ? [] : [toWrite({ identity, resource }, target)];
  const permissions = await checkWrites(azure, writes, context);
  return { instanceName, identity, resource, writes, permissions };
}

const createPlan = (
  tools: GrantAccessTools,
  target: GrantAccessTarget,
  preview: Look,
  reviewed: readonly PlannedWrite[],
): Plan<StepId> => ({
  id: 'grantAccess',
  title: t('Grant access to a cloud resource'),
  subjectId: target.instanceId,
  subjectName: preview.instanceName,
  tenantId: target.tenantId,
  request: { planId: 'grantAccess', target },
  agreed: reviewed,
  steps: {
    observe: { title: t('Read the present state'), detail: shortPath(target.resourceId) },
    grant: {
      title: grantTitle(preview),
      detail: `${target.role.name} · ${shortPath(target.resourceId)}`,
      usual: usualAssignment(),
    },
    confirm: { title: t('Check the result'), detail: shortPath(target.resourceId) },
  },
  prepareAgain: (context) => prepareGrantAccess(tools, target, context),
  order: 'grant',
  async run(run) {
    const seen = await run.step('observe', async (context) => {
      const now = await look(tools, target, context);
      requireReviewed(now.writes, reviewed);
      requireAllowed(now.permissions);
      return now;
    });
    const isGranted = seen.writes.length === 0;
    if (isGranted) {
      run.skip('grant', t('Already done'));
    } else {
      await run.step('grant', (context) =>
        ensureRoleAssignment(tools, toAssignment(seen, target.role), context),
      );
    }
    await run.step('confirm', async (context) => {
      await confirmWritten(tools.clock, context, async () => {
        const { writes } = await look(tools, target, context);
        return { left: writes };
      });
      context.report(
        isGranted
          ? t('Has the role already')
          : t(
              'Granted; a new role takes {0} to {1} minutes until it is effective',
              usualRoleMs.lowMs / 60_000,
              usualRoleMs.highMs / 60_000,
            ),
      );
    });
  },
});

/**
 * Looks at what the identity may do at the resource and says what granting the role would write
 * (nothing, when it has it there or from above), together with the plan that does it.
 *
 * Writes nothing.
 *
 * @throws {UserFacingError} what is wrong, on which resource, and what to do next
 */
export async function prepareGrantAccess(
  tools: GrantAccessTools,
  target: GrantAccessTarget,
  context: RequestContext,
): Promise<PreparedPlan> {
  const seen = await look(tools, target, context);
  const { writes } = seen;
  return { plan: createPlan(tools, target, seen, writes), writes, permissions: seen.permissions };
}
