import { at, isObject, type JsonObject } from '../../core/model/json';
import type { World } from '../world';
import type { Cluster } from './buildCluster';
import type { Identity } from './buildTrust';
import { hash7, put, putUnder, type Built, type Place } from './place';

export interface Location extends Built {
  readonly cluster: Cluster;
  readonly namespace: string;
}

export interface Instance extends Built {
  readonly place: Place;
  readonly customLocation: Location;
  readonly schemaRegistryId: string;
}

/** Resource types that the IoT Operations and Secret Store extensions bring to a location. */
const enabledTypes = [
  ['microsoft.iotoperations', 'Microsoft.IoTOperations', ['instances'], '2025-10-01'],
  [
    'microsoft.azure.secretstore',
    'Microsoft.SecretSyncController',
    ['azureKeyVaultSecretProviderClasses', 'secretSyncs'],
    '2024-08-21-preview',
  ],
] as const;

/** A custom location: one namespace of the cluster, open to the extensions given. */
export function aCustomLocation(
  place: Place,
  cluster: Cluster,
  spec: {
    readonly name: string;
    readonly namespace?: string;
    readonly extensionIds: readonly string[];
  },
): Location {
  const { world } = place;
  const namespace = spec.namespace ?? 'azure-iot-operations';
  const built = put(
    { ...place, location: cluster.location },
    'Microsoft.ExtendedLocation/customLocations',
    spec.name,
    {
      properties: {
        hostType: 'Kubernetes',
        hostResourceId: cluster.id,
        namespace,
        displayName: spec.name,
        clusterExtensionIds: [...spec.extensionIds],
        provisioningState: 'Succeeded',
        authentication: {},
      },
    },
  );
  for (const [extensionType, provider, types, apiVersion] of enabledTypes) {
    const clusterExtensionId = spec.extensionIds.find((id) => isOfType(place, id, extensionType));
    if (clusterExtensionId === undefined) continue;
    putUnder(
      world,
      built,
      `enabledResourceTypes/${world.newGuid()}`,
      'Microsoft.ExtendedLocation/customLocations/enabledResourceTypes',
      {
        properties: {
          clusterExtensionId,
          extensionType,
          typesMetadata: types.map((resourceType) => ({
            apiVersion,
            resourceProviderNamespace: provider,
            resourceType,
          })),
        },
      },
    );
  }
  return { ...built, cluster, namespace };
}

const isOfType = ({ world }: Place, extensionId: string, extensionType: string): boolean =>
  at(world.resources.get(extensionId)?.body, 'properties', 'extensionType') === extensionType;

export interface InstanceSpec {
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  readonly provisioningState?: string;
  /** In the `identity` map of the instance. */
  readonly identities?: readonly Identity[];
  readonly hasSystemIdentity?: boolean;
}

/** An instance with its schema registry, device registry namespace and default endpoint. */
export function anInstance(place: Place, customLocation: Location, spec: InstanceSpec): Instance {
  const { world } = place;
  const { location } = customLocation.cluster;
  const here: Place = { ...place, location };
  const suffix = hash7(`${place.group.id}/${spec.name}`);
  const registry = put(here, 'Microsoft.DeviceRegistry/schemaRegistries', `sr-${spec.name}`, {
    identity: {
      type: 'SystemAssigned',
      principalId: world.newGuid(),
      tenantId: customLocation.tenantId,
    },
    properties: {
      uuid: world.newGuid(),
      namespace: `sr-${spec.name}`,
      storageAccountContainerUrl: `https://stiotops${suffix}.blob.core.windows.net/schemas`,
      provisioningState: 'Succeeded',
    },
  });
  const namespace = put(here, 'Microsoft.DeviceRegistry/namespaces', `ns-${spec.name}`, {
    properties: { uuid: world.newGuid(), provisioningState: 'Succeeded' },
  });
  const built = put(here, 'Microsoft.IoTOperations/instances', spec.name, {
    extendedLocation: { name: customLocation.id, type: 'CustomLocation' },
    identity: identityBlock(world, customLocation.tenantId, spec),
    properties: {
      description: spec.description ?? 'An Azure IoT Operations instance.',
      schemaRegistryRef: { resourceId: registry.id },
      adrNamespaceRef: { resourceId: namespace.id },
      features: {},
      version: spec.version ?? '1.2.36',
      provisioningState: spec.provisioningState ?? 'Succeeded',
      healthState: spec.provisioningState === 'Failed' ? 'Degraded' : 'Available',
    },
  });
  const instance: Instance = {
    ...built,
    place: here,
    customLocation,
    schemaRegistryId: registry.id,
  };
  aDataflowEndpoint(instance, 'default', {
    endpointType: 'Mqtt',
    mqttSettings: {
      host: 'aio-broker:18883',
      authentication: {
        method: 'ServiceAccountToken',
        serviceAccountTokenSettings: { audience: 'aio-internal' },
      },
      tls: {
        mode: 'Enabled',
        trustedCaCertificateConfigMapRef: 'azure-iot-operations-aio-ca-trust-bundle',
      },
    },
  });
  return instance;
}

function identityBlock(world: World, tenantId: string, spec: InstanceSpec): JsonObject {
  const users = spec.identities ?? [];
  if (users.length === 0 && !spec.hasSystemIdentity) return { type: 'None' };
  const system = spec.hasSystemIdentity ? { principalId: world.newGuid(), tenantId } : {};
  if (users.length === 0) return { type: 'SystemAssigned', ...system };
  return {
    type: spec.hasSystemIdentity ? 'SystemAssigned,UserAssigned' : 'UserAssigned',
    ...system,
    userAssignedIdentities: Object.fromEntries(
      users.map(({ id, principalId, clientId }) => [id, { principalId, clientId }]),
    ),
  };
}

/** A data flow endpoint; `properties` as PUT has them. */
export function aDataflowEndpoint(
  instance: Instance,
  name: string,
  properties: JsonObject,
  state: { readonly provisioningState?: string; readonly healthState?: string } = {},
): void {
  const type = 'Microsoft.IoTOperations/instances/dataflowEndpoints';
  putUnder(instance.place.world, instance, `dataflowEndpoints/${name}`, type, {
    extendedLocation: { name: instance.customLocation.id, type: 'CustomLocation' },
    properties: {
      ...properties,
      provisioningState: state.provisioningState ?? 'Succeeded',
      healthState: state.healthState ?? 'Available',
    },
  });
}

/** Where data flow graphs pull artifacts from; `properties` as PUT has them. */
export function aRegistryEndpoint(instance: Instance, name: string, properties: JsonObject): void {
  const type = 'Microsoft.IoTOperations/instances/registryEndpoints';
  putUnder(instance.place.world, instance, `registryEndpoints/${name}`, type, {
    extendedLocation: { name: instance.customLocation.id, type: 'CustomLocation' },
    properties: { ...properties, provisioningState: 'Succeeded' },
  });
}

/** `authentication` of an endpoint that logs in with a user-assigned managed identity. */
export const byIdentity = ({ clientId, tenantId }: Identity, scope?: string): JsonObject => ({
  method: 'UserAssignedManagedIdentity',
  userAssignedManagedIdentitySettings: { clientId, tenantId, ...(scope ? { scope } : {}) },
});

/** Sets or replaces properties of the stored instance. */
export function setProperties(instance: Instance, properties: JsonObject): void {
  const { world } = instance.place;
  const stored = world.resources.get(instance.id);
  if (!stored) return;
  const before = at(stored.body, 'properties');
  world.resources.put(instance.id, stored.type, stored.tenantId, {
    ...stored.body,
    properties: { ...(isObject(before) ? before : {}), ...properties },
  });
}
