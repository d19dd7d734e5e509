import { t } from '@vscode/l10n';
import { provisioning } from '../checks/provisioning';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import { stringAt, type JsonObject } from '../model/json';
import type { Azure, RequestContext } from '../ports';

/**
 * The resource, on which no other operation is going on.
 *
 * @throws {UserFacingError} it is gone, or being changed at the moment
 */
export function finalOrThrow(id: string, fresh: JsonObject | undefined): JsonObject {
  if (!fresh) {
    throw new UserFacingError(t('{0} no longer exists. Refresh the tree.', shortPath(id)));
  }
  const state = stringAt(fresh, 'properties', 'provisioningState');
  if (provisioning(state) === 'running') {
    throw new UserFacingError(
      t(
        '{0} is being changed at the moment ({1}). Try again when that has ended.',
        shortPath(id),
        state ?? '',
      ),
    );
  }
  return fresh;
}

/**
 * The resource as it is now, on which no other operation is going on.
 *
 * @throws {UserFacingError} it is gone, or being changed at the moment
 */
export const requireFinal = async (
  azure: Azure,
  id: string,
  apiVersion: string,
  context: RequestContext,
): Promise<JsonObject> => finalOrThrow(id, await azure.arm.find(id, apiVersion, context));
