import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import { stringAt } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure, Clock } from '../ports';

/** Between two looks, in ms. */
const pollMs = 4_000;

/** Reads may lag behind a deletion for so long, in ms; a deletion of somebody else may take so long. */
const goneLimitMs = 5 * 60_000;

interface RemoveTools {
  readonly azure: Azure;
  readonly clock: Clock;
}

/** Looks until the resource is gone, as long as it is being deleted. */
async function isGone(
  { azure, clock }: RemoveTools,
  id: string,
  apiVersion: string,
  context: StepContext,
): Promise<boolean> {
  const startedAtMs = clock.now();
  for (;;) {
    const body = await azure.arm.find(id, apiVersion, context);
    if (!body) return true;
    const isUnderWay =
      stringAt(body, 'properties', 'provisioningState')?.toLowerCase() === 'deleting';
    if (!isUnderWay || clock.now() - startedAtMs >= goneLimitMs) return false;
    await clock.sleep(pollMs, context.signal);
  }
}

/**
 * Deletes a resource and looks whether it is gone: a deletion that was accepted may fail later.
 *
 * Idempotent: sends nothing when it is gone already, and joins a deletion that is under way.
 *
 * @throws {UserFacingError} it is still there
 */
export async function removeResource(
  tools: RemoveTools,
  id: string,
  apiVersion: string,
  context: StepContext,
): Promise<void> {
  if (await isGone(tools, id, apiVersion, context)) return;
  await tools.azure.arm.delete(id, apiVersion, context);
  if (await isGone(tools, id, apiVersion, context)) {
    context.changed({ resourceId: id, kind: 'deleted', properties: [] });
    return;
  }
  throw new UserFacingError(
    t(
      'Azure accepted the deletion of {0}, but it is still there. Check that the cluster is connected, then run it again.',
      shortPath(id),
    ),
  );
}

/** Deletes several resources side by side, lets all of them end, then throws the first failure. */
export async function removeResources(
  tools: RemoveTools,
  ids: readonly string[],
  apiVersion: string,
  context: StepContext,
): Promise<void> {
  const results = await Promise.allSettled(
    ids.map((id) => removeResource(tools, id, apiVersion, context)),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
