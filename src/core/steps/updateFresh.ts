import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { provisioning } from '../checks/provisioning';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import { stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { changedProperties } from './changedProperties';

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
  const fresh = await azure.arm.find(id, apiVersions.iotOperations, context);
  if (!fresh) {
    throw new UserFacingError(t('{0} no longer exists. Refresh the tree.', shortPath(id)));
  }
  const state = stringAt(fresh, 'properties', 'provisioningState');
  if (provisioning(state) === 'running') {
    throw new UserFacingError(
      t(
        '{0} is being changed by somebody else ({1}). Try again when that has ended.',
        shortPath(id),
        state ?? '',
      ),
    );
  }
  const body = change(fresh);
  if (!body) return;
  await azure.arm.put(id, apiVersions.iotOperations, body, context);
  context.changed({
    resourceId: id,
    kind: 'updated',
    properties: changedProperties(fresh, body, told),
  });
}
