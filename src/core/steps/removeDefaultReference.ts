import { provisioning } from '../checks/provisioning';
import { sameId } from '../model/armId';
import { stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { instanceBody, instanceBodyWithout, toldOfInstance } from './instanceBody';
import { updateFresh } from './updateFresh';

const property = 'defaultSecretProviderClassRef';

/**
 * The instance as read without its default class; undefined when it names another one, or none. After
 * a write that failed it is written again: Azure shows what was wanted, whether the cluster got it or not.
 */
export function instanceWithoutDefaultClass(
  fresh: JsonObject,
  classId: string,
): JsonObject | undefined {
  const reference = stringAt(fresh, 'properties', property, 'resourceId');
  const hasFailed = provisioning(stringAt(fresh, 'properties', 'provisioningState')) === 'failed';
  const isLeft = reference === undefined ? hasFailed : sameId(reference, classId);
  return isLeft ? instanceBodyWithout(fresh, property) : undefined;
}

/**
 * Makes the instance no longer reference the provider class.
 *
 * Idempotent: writes nothing when it references another one, or none.
 *
 * @throws {UserFacingError} the instance is gone or being changed at the moment
 */
export const removeDefaultReference = (
  azure: Azure,
  instanceId: string,
  classId: string,
  context: StepContext,
): Promise<void> =>
  updateFresh(
    azure,
    instanceId,
    {
      change: (fresh) => instanceWithoutDefaultClass(fresh, classId),
      toShown: instanceBody,
      told: toldOfInstance,
    },
    context,
  );
