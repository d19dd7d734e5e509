import { apiVersions } from '../apiVersions';
import type { JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { armResource, replaceFresh, type Replaceable } from './replaceFresh';
import { finalOrThrow } from './requireFinal';

/** A change of a resource that is there. */
interface Edit extends Pick<Replaceable, 'toShown' | 'told'> {
  /** The body to PUT, or undefined when there is nothing to do. */
  readonly change: (fresh: JsonObject) => JsonObject | undefined;
}

/**
 * Changes an instance of Azure IoT Operations, or something in it; see `replaceFresh`.
 *
 * @throws {UserFacingError} the resource is gone or being changed at the moment
 * @see https://learn.microsoft.com/azure/templates/microsoft.iotoperations/instances (2025-10-01)
 */
export const updateFresh = (
  azure: Azure,
  id: string,
  { change, toShown, told }: Edit,
  context: StepContext,
): Promise<void> =>
  replaceFresh(
    armResource(azure, id, { apiVersion: apiVersions.iotOperations, toShown, told }),
    (fresh) => change(finalOrThrow(id, fresh)),
    context,
  );
