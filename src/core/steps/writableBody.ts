import { isObject, type Json, type JsonObject } from '../model/json';

const without = (body: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

/** Each identity as `{}`: what Azure knows of it is read-only. */
function writableIdentity(identity: JsonObject): JsonObject {
  const map = identity['userAssignedIdentities'];
  return {
    ...without(identity, 'principalId', 'tenantId'),
    ...(isObject(map)
      ? {
          userAssignedIdentities: Object.fromEntries(
            Object.keys(map).map((id) => [id, {}] as const),
          ),
        }
      : {}),
  };
}

/**
 * The body of a PUT made from that of a GET: everything stays, also what is not known here, but the
 * fields that Azure owns.
 *
 * @param readOnly names inside `properties` that the type declares as read-only
 */
export function writableBody(
  fresh: JsonObject,
  readOnly: readonly string[],
  changes: Readonly<Record<string, Json>>,
): JsonObject {
  const { identity, properties } = fresh;
  return {
    ...without(fresh, 'id', 'name', 'type', 'systemData'),
    ...(isObject(identity) ? { identity: writableIdentity(identity) } : {}),
    properties: { ...without(isObject(properties) ? properties : {}, ...readOnly), ...changes },
  };
}
