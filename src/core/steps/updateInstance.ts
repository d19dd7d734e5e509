import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { provisioning } from '../checks/provisioning';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import { stringAt, type Json, type JsonObject } from '../model/json';
import type { Azure, RequestContext } from '../ports';
import { writableBody } from './writableBody';

/** What the service fills in on an instance. */
const readOnly = ['provisioningState', 'version', 'healthState'] as const;

/** The body to PUT: the instance as read, with `changes` in its properties. */
export const instanceBody = (
  fresh: JsonObject,
  changes: Readonly<Record<string, Json>> = {},
): JsonObject => writableBody(fresh, readOnly, changes);

/** The body to PUT: the instance as read, without one of its properties. */
export const instanceBodyWithout = (fresh: JsonObject, property: string): JsonObject =>
  writableBody(fresh, [...readOnly, property], {});

/**
 * Changes the instance by a PUT whose body is made from a GET of the same moment: PUT replaces, and
 * instances have no etag.
 *
 * @param change the body to PUT, or undefined when there is nothing to do
 * @throws {UserFacingError} the instance is gone or being changed by somebody else
 * @see https://learn.microsoft.com/azure/templates/microsoft.iotoperations/instances (2025-10-01)
 */
export async function updateInstance(
  azure: Azure,
  instanceId: string,
  change: (fresh: JsonObject) => JsonObject | undefined,
  context: RequestContext,
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
  const body = change(fresh);
  if (body) await azure.arm.put(instanceId, apiVersions.iotOperations, body, context);
}
