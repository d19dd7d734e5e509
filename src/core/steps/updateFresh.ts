import { apiVersions } from '../apiVersions';
import type { JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { changedProperties } from './changedProperties';
import { requireFinal } from './requireFinal';

/** A change of a resource that is there. */
interface Edit {
  /** The body to PUT, or undefined when there is nothing to do. */
  readonly change: (fresh: JsonObject) => JsonObject | undefined;
  /** The properties of which the run's record may say what they were and are; see `changedProperties`. */
  readonly told: readonly string[];
}

/**
 * Changes an instance of Azure IoT Operations, or something in it, by a PUT whose body is made from a
 * GET of the same moment: PUT replaces, and nothing there has an etag.
 *
 * @throws {UserFacingError} the resource is gone or being changed by somebody else
 * @see https://learn.microsoft.com/azure/templates/microsoft.iotoperations/instances (2025-10-01)
 */
export async function updateFresh(
  azure: Azure,
  id: string,
  { change, told }: Edit,
  context: StepContext,
): Promise<void> {
  const fresh = await requireFinal(azure, id, apiVersions.iotOperations, context);
  const body = change(fresh);
  if (!body) return;
  await azure.arm.put(id, apiVersions.iotOperations, body, context);
  context.changed({
    resourceId: id,
    kind: 'updated',
    properties: changedProperties(fresh, body, told),
  });
}
