import type { Json, JsonObject } from '../model/json';
import { writableBody } from './writableBody';

/** What the service fills in on an instance. */
const readOnly = ['provisioningState', 'version', 'healthState'] as const;

/** What of an instance this extension changes. */
export const toldOfInstance = [
  'properties.defaultSecretProviderClassRef.resourceId',
  'identity.type',
  'identity.userAssignedIdentities',
] as const;

/** The body to PUT: the instance as read, with `changes` in its properties. */
export const instanceBody = (
  fresh: JsonObject,
  changes: Readonly<Record<string, Json>> = {},
): JsonObject => writableBody(fresh, readOnly, changes);

/** The body to PUT: the instance as read, without one of its properties. */
export const instanceBodyWithout = (fresh: JsonObject, property: string): JsonObject =>
  writableBody(fresh, [...readOnly, property], {});
