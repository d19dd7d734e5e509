import type { Instance } from '../observe/observation';
import type { NeededPermission } from '../permissions';

/**
 * What a PUT of the instance takes: writing it, deploying to its custom location, and using each
 * identity that stands in the body.
 */
export const instanceNeeds = (
  { id, customLocationId }: Pick<Instance, 'id' | 'customLocationId'>,
  identityIds: readonly string[],
): readonly NeededPermission[] => [
  { action: 'Microsoft.IoTOperations/instances/write', scope: id },
  { action: 'Microsoft.ExtendedLocation/customLocations/deploy/action', scope: customLocationId },
  ...identityIds.map((scope) => ({
    action: 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
    scope,
  })),
];
