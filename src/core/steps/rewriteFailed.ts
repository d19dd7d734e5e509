import { provisioning } from '../checks/provisioning';
import { stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import { replaceFresh, type Replaceable } from './replaceFresh';
import { finalOrThrow } from './requireFinal';

/** Whether the last write of a resource failed: what it wanted may be there or not. */
export const hasFailed = (body: JsonObject | undefined): boolean =>
  provisioning(stringAt(body, 'properties', 'provisioningState')) === 'failed';

/**
 * Writes a resource once more as it is, so that Azure carries it out again.
 *
 * Idempotent: writes nothing where the last write did not fail.
 *
 * @throws {ArmError} operationFailed: it failed again
 * @throws {UserFacingError} the resource is gone or being changed at the moment
 */
export const rewriteFailed = (target: Replaceable, context: StepContext): Promise<void> =>
  replaceFresh(
    target,
    (found) => {
      const fresh = finalOrThrow(target.id, found);
      return hasFailed(fresh) ? target.toShown(fresh) : undefined;
    },
    context,
  );
