import { isObject, stringAt, type JsonObject } from '../core/model/json';
import { ArmFault, type ArmRequest } from './provider';
import { invalidBody, objectAt } from './requestBody';
import type { StoredResource } from './world';

const assignAction = 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action';

/**
 * The `identity` that a PUT leaves: what was sent replaces what was there, and the service fills in
 * the ids. Keys of the map stay in the form in which they were sent.
 *
 * @throws {ArmFault} 403 LinkedAuthorizationFailed, 400 for a type or an identity that is not there
 */
export function assignIdentity(
  request: ArmRequest,
  existing: StoredResource | undefined,
): JsonObject {
  const sent = objectAt(request.body, 'identity');
  return fill(request, existing, {
    type: sent['type'] ?? 'None',
    entries: objectAt(sent, 'userAssignedIdentities'),
  });
}

/** As {@link assignIdentity} for a PATCH: entries are merged, and `null` removes one. */
export function mergeIdentity(request: ArmRequest, existing: StoredResource): JsonObject {
  const before = objectAt(existing.body, 'identity');
  const sent = objectAt(request.body, 'identity');
  const changes = objectAt(sent, 'userAssignedIdentities');
  const changed = new Set(Object.keys(changes).map((key) => key.toLowerCase()));
  const kept = Object.entries(objectAt(before, 'userAssignedIdentities')).filter(
    ([key]) => !changed.has(key.toLowerCase()),
  );
  return fill(request, existing, {
    type: sent['type'] ?? before['type'] ?? 'None',
    entries: { ...Object.fromEntries(kept), ...changes },
  });
}

function fill(
  request: ArmRequest,
  existing: StoredResource | undefined,
  want: { readonly type: unknown; readonly entries: JsonObject },
): JsonObject {
  const kinds = new Set(String(want.type).toLowerCase().split(/, ?/));
  const hasSystem = kinds.has('systemassigned');
  const hasUser = kinds.has('userassigned');
  if (!hasSystem && !hasUser && !kinds.has('none')) {
    throw invalidBody(`The identity type '${String(want.type)}' is not valid.`);
  }
  const entries = Object.entries(want.entries).filter(([, value]) => value !== null);
  if (hasUser && entries.length === 0) {
    throw invalidBody(
      "The identity type 'UserAssigned' needs at least one user-assigned identity.",
    );
  }
  if (!hasUser && entries.length > 0) {
    throw invalidBody(
      `The identity type '${String(want.type)}' takes no user-assigned identities.`,
    );
  }
  const before = objectAt(existing?.body, 'identity');
  return {
    type:
      [hasSystem && 'SystemAssigned', hasUser && 'UserAssigned'].filter(Boolean).join(',') ||
      'None',
    ...(hasSystem
      ? {
          principalId: before['principalId'] ?? request.world.newGuid(),
          tenantId: request.tenantId,
        }
      : {}),
    ...(hasUser
      ? {
          userAssignedIdentities: Object.fromEntries(
            entries.map(([id]) => [id, resolve(request, before, id)]),
          ),
        }
      : {}),
  };
}

/** An entry that was there keeps its ids, though the identity may have been made again since. */
function resolve(request: ArmRequest, before: JsonObject, id: string): JsonObject {
  request.authorizeLinked(assignAction, id);
  const known = Object.entries(objectAt(before, 'userAssignedIdentities')).find(
    ([key]) => key.toLowerCase() === id.toLowerCase(),
  )?.[1];
  if (isObject(known)) return known;
  const identity = request.world.resources.get(id);
  const principalId = stringAt(identity?.body, 'properties', 'principalId');
  const clientId = stringAt(identity?.body, 'properties', 'clientId');
  if (principalId === undefined || clientId === undefined) {
    throw new ArmFault(
      400,
      'FailedIdentityOperation',
      `Identity operation failed: the user-assigned identity '${id}' could not be found.`,
    );
  }
  return { principalId, clientId };
}
