import { stringAt } from '../core/model/json';
import { isConnected } from './arcAgents';
import { ArmFault, type ArmRequest, type OperationPlan } from './provider';
import { invalidBody, requiredString } from './requestBody';
import { timings } from './timings';
import type { StoredResource, World } from './world';

const deployAction = 'Microsoft.ExtendedLocation/customLocations/deploy/action';
const enabledTypesType = 'microsoft.extendedlocation/customlocations/enabledresourcetypes';

/** `extendedLocation` of a resource. A type, not an interface, so that it is a `JsonObject`. */
export type CustomLocationRef = { readonly name: string; readonly type: 'CustomLocation' };

/**
 * The `extendedLocation` of a resource that is deployed to a custom location; it cannot change.
 *
 * @throws {ArmFault} 400 InvalidExtendedLocation, 404 ExtendedLocationNotFound,
 * 403 LinkedAuthorizationFailed, 409 for another location than before
 */
export function extendedLocationOf(
  request: ArmRequest,
  existing: StoredResource | undefined,
): CustomLocationRef {
  const name = requiredString(request.body, 'extendedLocation', 'name');
  if (stringAt(request.body, 'extendedLocation', 'type')?.toLowerCase() !== 'customlocation') {
    throw new ArmFault(
      400,
      'InvalidExtendedLocation',
      "The type of the extended location must be 'CustomLocation'.",
    );
  }
  const before = locationIdOf(existing);
  if (before !== undefined && before.toLowerCase() !== name.toLowerCase()) {
    throw new ArmFault(
      409,
      'PropertyChangeNotAllowed',
      `Changing property 'extendedLocation.name' is not allowed. It is '${before}'.`,
    );
  }
  if (!request.world.resources.get(name)) {
    throw new ArmFault(
      404,
      'ExtendedLocationNotFound',
      `The extended location '${name}' could not be found.`,
    );
  }
  request.authorizeLinked(deployAction, name);
  return { name, type: 'CustomLocation' };
}

/** Id of the custom location that a resource is deployed to. */
export const locationIdOf = (resource: StoredResource | undefined): string | undefined =>
  stringAt(resource?.body, 'extendedLocation', 'name');

/** The connected cluster under a custom location. */
export function clusterAt(world: World, locationId: string): StoredResource | undefined {
  const location = world.resources.get(locationId);
  const host = stringAt(location?.body, 'properties', 'hostResourceId');
  return host === undefined ? undefined : world.resources.get(host);
}

/** Extension of the cluster by its `extensionType`, compared without case. */
export const findExtension = (
  world: World,
  cluster: StoredResource,
  extensionType: string,
): StoredResource | undefined =>
  world.resources
    .under(cluster.id)
    .find(
      ({ body }) => stringAt(body, 'properties', 'extensionType')?.toLowerCase() === extensionType,
    );

/** Whether the location offers types of the namespace (its extension is installed and listed). */
const offers = (world: World, locationId: string, namespace: string): boolean =>
  world.resources
    .under(locationId)
    .some(
      ({ type, body }) =>
        type.toLowerCase() === enabledTypesType &&
        JSON.stringify(body).toLowerCase().includes(`"${namespace.toLowerCase()}"`),
    );

/**
 * A write that has to reach the cluster: it ends as Failed when the location does not offer the type,
 * and after a time-out when the cluster cannot be reached.
 */
export function clusterWrite(
  world: World,
  locationId: string,
  spec: {
    readonly namespace: string;
    readonly durationMs: number;
    readonly style: OperationPlan['style'];
    readonly runningState: string;
    readonly onDone?: () => void;
  },
): OperationPlan {
  const isReachable = (): boolean => {
    const cluster = clusterAt(world, locationId);
    return cluster !== undefined && isConnected(cluster);
  };
  return {
    durationMs: isReachable() ? spec.durationMs : timings.clusterTimeoutMs,
    style: spec.style,
    retryAfterSeconds: 2,
    runningState: spec.runningState,
    onDone: () => {
      if (!isReachable()) {
        throw new ArmFault(
          504,
          'RelayRequestTimedOut',
          `The cluster of custom location '${locationId}' did not answer in time. Check that it is connected.`,
        );
      }
      if (!offers(world, locationId, spec.namespace)) {
        throw new ArmFault(
          400,
          'ResourceTypeNotEnabled',
          `Resource types of '${spec.namespace}' are not enabled at custom location '${locationId}'. Check that the cluster has the extension.`,
        );
      }
      spec.onDone?.();
    },
  };
}

/** Names of what becomes a Kubernetes object. */
const objectName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** @throws {ArmFault} 400 for a name that no Kubernetes object can have */
export function requireObjectName(id: string): void {
  const name = id.split('/').at(-1) ?? '';
  if (name.length <= 253 && objectName.test(name)) return;
  throw invalidBody(
    `The name '${name}' is not valid: lower-case letters, digits, '-' and '.', at most 253 characters.`,
  );
}
