import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import { valueOf } from '../model/fact';
import { observe } from '../observe/observe';
import type { Instance } from '../observe/observation';
import type { CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import type { Plan, PlannedWrite, PreparedPlan } from '../plan/plan';
import type { Azure, Clock, RequestContext } from '../ports';
import { instanceNeeds } from '../stages/instanceNeeds';
import { findInstanceWork, findReachObstacle } from '../stages/instanceObstacles';
import { usualOnCluster } from '../stages/usual';
import { instanceBody, toldOfInstance } from '../steps/instanceBody';
import { armResource } from '../steps/replaceFresh';
import { hasFailed, rewriteFailed } from '../steps/rewriteFailed';
import { oneWrite } from './oneWrite';

interface Tools {
  readonly azure: Azure;
  readonly clock: Clock;
}

export interface RewriteInstanceTarget {
  readonly tenantId: string;
  readonly instanceId: string;
  readonly instanceName: string;
}

interface Look {
  readonly writes: readonly PlannedWrite[];
  readonly permissions: readonly CheckedPermission[];
}

const toWrite = (instance: Instance): PlannedWrite => ({
  stepId: 'write',
  title: t('Write the instance once more'),
  detail: t('{0} as it is now; nothing of it changes', instance.name),
  method: 'PUT',
  resourceId: instance.id,
  now: instanceBody(instance.body),
  then: instanceBody(instance.body),
  needs: instanceNeeds(
    instance,
    instance.userAssignedIdentities.map(({ id }) => id),
  ),
});

/** @throws {UserFacingError} why it cannot be done */
async function look(
  { azure, clock }: Tools,
  target: RewriteInstanceTarget,
  context: RequestContext,
): Promise<Look> {
  const seen = await observe(azure, clock, target, context);
  const obstacle = findReachObstacle(seen) ?? findInstanceWork(seen);
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  const instance = valueOf(seen.instance);
  const writes = instance && hasFailed(instance.body) ? [toWrite(instance)] : [];
  return { writes, permissions: await checkWrites(azure, writes, context) };
}

const createPlan = (
  tools: Tools,
  target: RewriteInstanceTarget,
  reviewed: readonly PlannedWrite[],
): Plan => ({
  id: 'rewriteInstance',
  title: t('Write the instance once more'),
  subjectId: target.instanceId,
  subjectName: target.instanceName,
  tenantId: target.tenantId,
  request: { planId: 'rewriteInstance', target },
  prepareAgain: (context) => prepareRewriteInstance(tools, target, context),
  ...oneWrite(tools.clock, {
    detail: shortPath(target.instanceId),
    stepId: 'write',
    step: {
      title: t('Write the instance once more'),
      detail: shortPath(target.instanceId),
      usual: usualOnCluster(),
    },
    doneWords: t('Its last write did not fail any more'),
    reviewed,
    look: (context) => look(tools, target, context),
    write: (_, step) => {
      const type = {
        apiVersion: apiVersions.iotOperations,
        toShown: instanceBody,
        told: toldOfInstance,
      };
      return rewriteFailed(armResource(tools.azure, target.instanceId, type), step);
    },
  }),
});

/**
 * Writes an instance whose last write failed once more as it is: Azure then carries out what it holds.
 *
 * Writes nothing until the plan runs.
 *
 * @throws {UserFacingError} what is in the way, and what to do next
 */
export async function prepareRewriteInstance(
  tools: Tools,
  target: RewriteInstanceTarget,
  context: RequestContext,
): Promise<PreparedPlan> {
  const { writes, permissions } = await look(tools, target, context);
  return { plan: createPlan(tools, target, writes), writes, permissions };
}
