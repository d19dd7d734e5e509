import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { parseArmId, shortPath } from '../model/armId';
import { toInstance } from '../observe/parse';
import type { Azure, RequestContext } from '../ports';
import type { Choice } from './choices';

/**
 * The identities of the instance's map, read from the instance itself.
 *
 * @throws {UserFacingError} the instance cannot be read
 */
export async function listAssignedIdentities(
  azure: Azure,
  instanceId: string,
  context: RequestContext,
): Promise<readonly Choice[]> {
  const body = await azure.arm.find(instanceId, apiVersions.iotOperations, context);
  const instance = body && toInstance(body);
  if (!instance) {
    throw new UserFacingError(t('{0} could not be read. Refresh the tree.', shortPath(instanceId)));
  }
  return instance.userAssignedIdentities.flatMap(({ id }) => {
    const parsed = parseArmId(id);
    if (!parsed) return [];
    const { name, resourceGroup, subscriptionId } = parsed;
    return [{ id: parsed.id, name, resourceGroup, subscriptionId, location: '' }];
  });
}
