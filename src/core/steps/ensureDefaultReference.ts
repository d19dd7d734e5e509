import { provisioning } from '../checks/provisioning';
import { sameId } from '../model/armId';
import { stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { instanceBody, toldOfInstance } from './instanceBody';
import { updateFresh } from './updateFresh';

/** The instance as read, with nothing changed but its default provider class. */
export const instanceWithDefaultClass = (fresh: JsonObject, classId: string): JsonObject =>
  instanceBody(fresh, { defaultSecretProviderClassRef: { resourceId: classId } });

/**
 * Makes the instance reference the provider class.
 *
 * Idempotent: writes nothing when the reference is there and the last write did not fail.
 *
 * @throws {UserFacingError} the instance is gone or being changed at the moment
 */
export async function ensureDefaultReference(
  azure: Azure,
  instanceId: string,
  classId: string,
  context: StepContext,
): Promise<void> {
  await updateFresh(
    azure,
    instanceId,
    {
      change: (fresh) => {
        const reference = stringAt(
          fresh,
          'properties',
          'defaultSecretProviderClassRef',
          'resourceId',
        );
        const state = stringAt(fresh, 'properties', 'provisioningState');
        return reference !== undefined &&
          sameId(reference, classId) &&
          provisioning(state) !== 'failed'
          ? undefined
          : instanceWithDefaultClass(fresh, classId);
      },
      toShown: instanceBody,
      told: toldOfInstance,
    },
    context,
  );
}
