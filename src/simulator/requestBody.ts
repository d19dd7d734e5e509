import { at, isObject, stringAt, type JsonObject } from '../core/model/json';
import { ArmFault, type ArmRequest } from './provider';
import type { StoredResource } from './world';

/** A body that a provider will not take. */
export const invalidBody = (message: string): ArmFault =>
  new ArmFault(400, 'InvalidRequestContent', message);

/**
 * The string at `path` of the body.
 *
 * @throws {ArmFault} 400 when it is absent, empty or no string
 */
export function requiredString(body: JsonObject, ...path: readonly string[]): string {
  const found = stringAt(body, ...path);
  if (found === undefined) throw invalidBody(`The property '${path.join('.')}' is required.`);
  return found;
}

/** The object at `path`, empty when absent or of another type. */
export function objectAt(value: unknown, ...path: readonly string[]): JsonObject {
  const found = at(value, ...path);
  return isObject(found) ? found : {};
}

/** The members of `source` named in `names`, those that are there. */
export const pick = (source: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(source).filter(([name]) => names.includes(name)));

/** `source` without the members named in `names`. */
export const omit = (source: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(source).filter(([name]) => !names.includes(name)));

/**
 * What every tracked resource has: `location` (which cannot change), `tags` (which a PUT replaces)
 * and `systemData`.
 *
 * @throws {ArmFault} 400 LocationRequired, 409 InvalidResourceLocation
 */
export function trackedParts(
  request: ArmRequest,
  existing: StoredResource | undefined,
): JsonObject {
  const location = stringAt(request.body, 'location');
  if (location === undefined) {
    throw new ArmFault(
      400,
      'LocationRequired',
      'The location property is required for this definition.',
    );
  }
  const known = stringAt(existing?.body, 'location');
  if (existing && known !== undefined && regionKey(known) !== regionKey(location)) {
    throw new ArmFault(
      409,
      'InvalidResourceLocation',
      `The resource '${existing.name}' already exists in location '${known}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
    );
  }
  return {
    location: known ?? regionKey(location),
    tags: objectAt(request.body, 'tags'),
    systemData: systemData(request, existing),
  };
}

/** `West Europe` and `westeurope` are the same region. */
export const regionKey = (location: string): string => location.replaceAll(' ', '').toLowerCase();

/** Who made and who last changed a resource. */
export function systemData(request: ArmRequest, existing: StoredResource | undefined): JsonObject {
  const { caller, world } = request;
  const by = caller.userPrincipalName ?? caller.appId ?? caller.objectId;
  const byType = caller.kind === 'User' ? 'User' : 'Application';
  const at = new Date(world.now()).toISOString();
  return {
    ...(existing
      ? objectAt(existing.body, 'systemData')
      : { createdBy: by, createdByType: byType, createdAt: at }),
    lastModifiedBy: by,
    lastModifiedByType: byType,
    lastModifiedAt: at,
  };
}

/** Overwrites some of the stored `properties`; nothing when the resource is gone meanwhile. */
export function setStored(
  world: ArmRequest['world'],
  id: string,
  change: (properties: JsonObject) => JsonObject,
): void {
  const stored = world.resources.get(id);
  if (!stored) return;
  const properties = objectAt(stored.body, 'properties');
  world.resources.put(stored.id, stored.type, stored.tenantId, {
    ...stored.body,
    properties: { ...properties, ...change(properties) },
  });
}
