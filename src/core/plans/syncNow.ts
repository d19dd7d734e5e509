import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { parseArmIdOf, resourceTypes, shortPath } from '../model/armId';
import { stringAt } from '../model/json';
import type { SecretSync } from '../observe/observation';
import { toSecretSync } from '../observe/parse';
import { requirePermissions } from '../permissions';
import type { Plan, PreparedPlan, StepContext } from '../plan/plan';
import type { Azure, Clock, RequestContext } from '../ports';
import { forcedSync, forceSync, writableSync } from '../steps/forceSync';
import { requireFinal } from '../steps/requireFinal';
import { understandFailure } from '../verify/meanings';

/** The extension looks, and reports with some delay. */
const usualSyncMs = { lowMs: 10_000, highMs: 120_000 } as const;
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
      throw new UserFacingError(t('It still fails with {0}. {1}', code, meaning?.words ?? message));
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
  const { azure, clock } = tools;
  const { tenantId, instanceId, instanceName, secretSyncId } = target;
  if (!parseArmIdOf(resourceTypes.secretSync, secretSyncId)) {
    throw new UserFacingError(t('“{0}” is not the resource id of a SecretSync.', secretSyncId));
  }
  const body = await requireFinal(azure, secretSyncId, apiVersions.secretSync, context);
  const name = stringAt(body, 'name') ?? shortPath(secretSyncId);
  await requirePermissions(
    azure,
    [
      { action: 'Microsoft.SecretSyncController/secretSyncs/write', scope: secretSyncId },
      {
        action: 'Microsoft.ExtendedLocation/customLocations/deploy/action',
        scope: stringAt(body, 'extendedLocation', 'name') ?? '',
      },
    ],
    context,
  );
  const title = t('Synchronize {0} now', name);
  const plan: Plan<'force' | 'report'> = {
    id: 'syncNow',
    title,
    subjectId: instanceId,
    subjectName: instanceName,
    tenantId,
    request: { planId: 'syncNow', target },
    steps: {
      force: { title: t('Ask for a synchronization'), detail: shortPath(secretSyncId) },
      report: {
        title: t('Wait for the cluster’s report'),
        detail: name,
        usual: usualSyncMs,
      },
    },
    async run(run) {
      const before = await run.step('force', async (step) => {
        const found = await find(azure, secretSyncId, step);
        await forceSync(azure, secretSyncId, new Date(clock.now()).toISOString(), step);
        return found;
      });
      await run.step('report', (step) => awaitReport(tools, before, step));
    },
  };
  const writes = [
    {
      title: t('Ask for a synchronization of {0}', name),
      detail: t('forceSynchronization gets a new text; its mappings stay'),
      method: 'PUT' as const,
      resourceId: secretSyncId,
      now: writableSync(body),
      then: forcedSync(body, new Date(clock.now()).toISOString()),
    },
  ];
  return { plan, writes };
}
