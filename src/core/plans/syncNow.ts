import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { parseArmIdOf, resourceTypes, shortPath } from '../model/armId';
import { stringAt, type JsonObject } from '../model/json';
import type { SecretSync } from '../observe/observation';
import { toSecretSync } from '../observe/parse';
import { requireAllowed, type CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import { timeToCome } from '../plan/placeholders';
import type { Plan, PlannedWrite, PreparedPlan, StepContext } from '../plan/plan';
import { requireReviewed } from '../plan/reviewed';
import type { Azure, Clock, RequestContext } from '../ports';
import { usualOnCluster, usualSync } from '../stages/usual';
import { forcedSync, forceSync, writableSync } from '../steps/forceSync';
import { requireFinal } from '../steps/requireFinal';
import { explainFailure, understandFailure } from '../verify/meanings';

const syncLimitMs = 5 * 60_000;
const pollMs = 5_000;

export interface SyncNowTarget {
  readonly tenantId: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly secretSyncId: string;
}

interface Tools {
  readonly azure: Azure;
  readonly clock: Clock;
}

async function find(azure: Azure, id: string, context: RequestContext): Promise<SecretSync> {
  const body = await requireFinal(azure, id, apiVersions.secretSync, context);
  const sync = toSecretSync(body);
  if (sync) return sync;
  throw new UserFacingError(t('{0} could not be read.', shortPath(id)));
}

const statusOf = ({ condition, lastSuccessAtMs }: SecretSync): string =>
  JSON.stringify([condition, lastSuccessAtMs]);

/** Waits for a report of after the write. */
async function awaitReport(
  { azure, clock }: Tools,
  before: SecretSync,
  context: StepContext,
): Promise<void> {
  const startedAtMs = clock.now();
  for (;;) {
    const now = await find(azure, before.id, context);
    if (now.condition && statusOf(now) !== statusOf(before)) {
      if (now.condition.isTrue) {
        context.report(now.condition.reason);
        return;
      }
      const { reason, message } = now.condition;
      const { code, meaning } = understandFailure(reason, message);
      throw new UserFacingError(
        t('It still fails with {0}. {1}', code, meaning ? explainFailure(meaning) : message),
      );
    }
    if (clock.now() - startedAtMs >= syncLimitMs) {
      throw new UserFacingError(
        t(
          'No new report of {0} has come for 5 minutes. Check that the cluster is connected and the Secret Store extension is well.',
          before.name,
        ),
      );
    }
    context.report(t('{0}: waits for the report of the cluster', before.name));
    await clock.sleep(pollMs, context.signal);
  }
}

interface Look {
  readonly sync: SecretSync;
  readonly writes: readonly PlannedWrite[];
  readonly permissions: readonly CheckedPermission[];
}

const toWrite = (body: JsonObject, { id, name }: SecretSync): PlannedWrite => ({
  stepId: 'force',
  title: t('Ask for a synchronization of {0}', name),
  detail: t('forceSynchronization gets a new text; its mappings stay'),
  method: 'PUT',
  resourceId: id,
  now: writableSync(body),
  then: forcedSync(body, timeToCome()),
  // Which secrets come, from where and as what.
  carriesOut: 'properties',
  needs: [
    { action: 'Microsoft.SecretSyncController/secretSyncs/write', scope: id },
    {
      action: 'Microsoft.ExtendedLocation/customLocations/deploy/action',
      scope: stringAt(body, 'extendedLocation', 'name') ?? '',
    },
  ],
});

async function look(
  { azure }: Tools,
  { secretSyncId }: SyncNowTarget,
  context: RequestContext,
): Promise<Look> {
  const body = await requireFinal(azure, secretSyncId, apiVersions.secretSync, context);
  const sync = toSecretSync(body);
  if (!sync) throw new UserFacingError(t('{0} could not be read.', shortPath(secretSyncId)));
  const writes = [toWrite(body, sync)];
  return { sync, writes, permissions: await checkWrites(azure, writes, context) };
}

const createPlan = (
  tools: Tools,
  target: SyncNowTarget,
  { name }: SecretSync,
  reviewed: readonly PlannedWrite[],
): Plan<'observe' | 'force' | 'report'> => ({
  id: 'syncNow',
  title: t('Synchronize {0} now', name),
  subjectId: target.instanceId,
  subjectName: target.instanceName,
  tenantId: target.tenantId,
  request: { planId: 'syncNow', target },
  agreed: reviewed,
  steps: {
    observe: { title: t('Read the present state'), detail: shortPath(target.secretSyncId) },
    force: {
      title: t('Ask for a synchronization'),
      detail: shortPath(target.secretSyncId),
      usual: usualOnCluster(),
    },
    report: {
      title: t('Wait for the cluster’s report'),
      detail: name,
      usual: usualSync(),
    },
  },
  prepareAgain: (context) => prepareSyncNow(tools, target, context),
  order: 'force',
  async run(run) {
    const { azure, clock } = tools;
    const before = await run.step('observe', async (step) => {
      const { writes, permissions, sync } = await look(tools, target, step);
      requireReviewed(writes, reviewed);
      requireAllowed(permissions);
      return sync;
    });
    await run.step('force', (step) =>
      forceSync(azure, target.secretSyncId, new Date(clock.now()).toISOString(), step),
    );
    await run.step('report', (step) => awaitReport(tools, before, step));
  },
});

/**
 * Asks for one round of the Secret Store extension now, and waits for its report.
 *
 * Writes nothing until the plan runs.
 *
 * @throws {UserFacingError} there is no such SecretSync, or the caller may not write it
 */
export async function prepareSyncNow(
  tools: Tools,
  target: SyncNowTarget,
  context: RequestContext,
): Promise<PreparedPlan> {
  const { secretSyncId } = target;
  if (!parseArmIdOf(resourceTypes.secretSync, secretSyncId)) {
    throw new UserFacingError(t('“{0}” is not the resource id of a SecretSync.', secretSyncId));
  }
  const { sync, writes, permissions } = await look(tools, target, context);
  return { plan: createPlan(tools, target, sync, writes), writes, permissions };
}
