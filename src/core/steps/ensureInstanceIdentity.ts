import { provisioning } from '../checks/provisioning';
import { sameId } from '../model/armId';
import { hasUserAssigned } from '../model/identityType';
import { at, isObject, stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { instanceBody, toldOfInstance } from './instanceBody';
import { updateFresh } from './updateFresh';

const systemAssigned = 'SystemAssigned';

/** The types of an identity block, in the order in which Azure writes them, without `None`. */
function identityTypes(fresh: JsonObject): readonly string[] {
  const types = (stringAt(fresh, 'identity', 'type') ?? '').split(',').map((each) => each.trim());
  return types.some((each) => each.toLowerCase() === 'systemassigned') ? [systemAssigned] : [];
}

/** The map's ids as they are spelled there. */
function mappedIds(fresh: JsonObject): readonly string[] {
  const map = at(fresh, 'identity', 'userAssignedIdentities');
  return isObject(map) ? Object.keys(map) : [];
}

/**
 * The identity block for these user-assigned identities; the system-assigned one stays. Types are
 * joined without a blank, and `None` has no map.
 */
function identityBlock(fresh: JsonObject, ids: readonly string[]): JsonObject {
  const types = [...identityTypes(fresh), ...(ids.length > 0 ? ['UserAssigned'] : [])];
  return {
    type: types.length > 0 ? types.join(',') : 'None',
    ...(ids.length > 0
      ? { userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}] as const)) }
      : {}),
  };
}

/** The instance as read with the identity in its map; undefined when it is there and counts. */
export function instanceWithIdentity(
  fresh: JsonObject,
  identityId: string,
): JsonObject | undefined {
  const ids = mappedIds(fresh);
  const others = ids.filter((id) => !sameId(id, identityId));
  const isThere = others.length < ids.length;
  if (isThere && hasUserAssigned(stringAt(fresh, 'identity', 'type') ?? '')) return undefined;
  const all = isThere ? ids : [...ids, identityId];
  return { ...instanceBody(fresh), identity: identityBlock(fresh, all) };
}

/**
 * The instance as read without the identity in its map; undefined when it is not there. After a write
 * that failed it is written again: Azure shows what was wanted, whether the cluster got it or not.
 */
export function instanceWithoutIdentity(
  fresh: JsonObject,
  identityId: string,
): JsonObject | undefined {
  const ids = mappedIds(fresh);
  const rest = ids.filter((id) => !sameId(id, identityId));
  const hasFailed = provisioning(stringAt(fresh, 'properties', 'provisioningState')) === 'failed';
  return rest.length === ids.length && !hasFailed
    ? undefined
    : { ...instanceBody(fresh), identity: identityBlock(fresh, rest) };
}

/**
 * Assigns the identity to the instance. Those that are assigned already stay.
 *
 * Idempotent: writes nothing when it is in the map, however it is spelled there.
 *
 * @throws {UserFacingError} the instance is gone or being changed at the moment
 */
export const ensureInstanceIdentity = (
  azure: Azure,
  instanceId: string,
  identityId: string,
  context: StepContext,
): Promise<void> =>
  updateFresh(
    azure,
    instanceId,
    {
      change: (fresh) => instanceWithIdentity(fresh, identityId),
      toShown: instanceBody,
      told: toldOfInstance,
    },
    context,
  );

/**
 * Takes the identity from the instance. Others, the system-assigned one too, stay.
 *
 * Idempotent: writes nothing when it is not in the map.
 *
 * @throws {UserFacingError} the instance is gone or being changed at the moment
 */
export const removeInstanceIdentity = (
  azure: Azure,
  instanceId: string,
  identityId: string,
  context: StepContext,
): Promise<void> =>
  updateFresh(
    azure,
    instanceId,
    {
      change: (fresh) => instanceWithoutIdentity(fresh, identityId),
      toShown: instanceBody,
      told: toldOfInstance,
    },
    context,
  );
