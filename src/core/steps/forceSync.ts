import { apiVersions } from '../apiVersions';
import { stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { armResource, replaceFresh } from './replaceFresh';
import { finalOrThrow } from './requireFinal';
import { writableBody } from './writableBody';

/** The SecretSync as read, without what Azure owns. */
export const writableSync = (fresh: JsonObject): JsonObject =>
  writableBody(fresh, ['provisioningState', 'status'], {});

/** The SecretSync as read, with another text in the property that makes the extension look at once. */
export const forcedSync = (fresh: JsonObject, forceSynchronization: string): JsonObject =>
  writableBody(fresh, ['provisioningState', 'status'], { forceSynchronization });

/**
 * Asks the Secret Store extension to synchronize now, by a text that it has not seen yet.
 *
 * @throws {UserFacingError} the SecretSync is gone or being changed at the moment
 * @see https://learn.microsoft.com/azure/templates/microsoft.secretsynccontroller/secretsyncs (2024-08-21-preview)
 */
export async function forceSync(
  azure: Azure,
  id: string,
  text: string,
  context: StepContext,
): Promise<void> {
  const type = {
    apiVersion: apiVersions.secretSync,
    toShown: writableSync,
    told: ['properties.forceSynchronization'],
  };
  await replaceFresh(
    armResource(azure, id, type),
    (found) => {
      const fresh = finalOrThrow(id, found);
      return stringAt(fresh, 'properties', 'forceSynchronization') === text
        ? undefined
        : forcedSync(fresh, text);
    },
    context,
  );
}
