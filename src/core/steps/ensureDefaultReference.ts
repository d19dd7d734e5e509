import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { provisioning } from '../checks/provisioning';
import { UserFacingError } from '../errors';
import { sameId, shortPath } from '../model/armId';
import { stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { writableBody } from './writableBody';

/** What the service fills in on an instance. */
const readOnly = ['provisioningState', 'version', 'healthState'] as const;

/** The instance as read, with nothing changed but its default provider class. */
export const instanceWithDefaultClass = (fresh: JsonObject, classId: string): JsonObject =>
  writableBody(fresh, readOnly, { defaultSecretProviderClassRef: { resourceId: classId } });

/**
 * Makes the instance reference the provider class. The body is that of a GET from the same moment:
 * PUT replaces, and instances have no etag.
 *
 * Idempotent: writes nothing when the reference is there.
 *
 * @throws {UserFacingError} the instance is gone or being changed by somebody else
 * @see https://learn.microsoft.com/azure/templates/microsoft.iotoperations/instances (2025-10-01)
 */
export async function ensureDefaultReference(
  azure: Azure,
  instanceId: string,
  classId: string,
  context: StepContext,
): Promise<void> {
  const fresh = await azure.arm.find(instanceId, apiVersions.iotOperations, context);
  if (!fresh) {
    throw new UserFacingError(t('{0} no longer exists. Refresh the tree.', shortPath(instanceId)));
  }
  const state = stringAt(fresh, 'properties', 'provisioningState');
  if (provisioning(state) === 'running') {
    throw new UserFacingError(
      t(
        '{0} is being changed by somebody else ({1}). Try again when that has ended.',
        shortPath(instanceId),
        state ?? '',
      ),
    );
  }
  const reference = stringAt(fresh, 'properties', 'defaultSecretProviderClassRef', 'resourceId');
  if (reference !== undefined && sameId(reference, classId)) return;
  await azure.arm.put(
    instanceId,
    apiVersions.iotOperations,
    instanceWithDefaultClass(fresh, classId),
    context,
  );
}
