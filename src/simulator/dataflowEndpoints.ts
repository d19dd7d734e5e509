import { stringAt, type JsonObject } from '../core/model/json';
import {
  clusterWrite,
  extendedLocationOf,
  locationIdOf,
  type CustomLocationRef,
} from './locations';
import { ArmFault, type ArmRequest, type ResourceType } from './provider';
import { invalidBody, objectAt, omit, requiredString, systemData } from './requestBody';
import { timings } from './timings';
import type { StoredResource, World } from './world';

const type = 'Microsoft.IoTOperations/instances/dataflowEndpoints';

const managed = ['SystemAssignedManagedIdentity', 'UserAssignedManagedIdentity'] as const;

interface EndpointKind {
  readonly settings: string;
  /** Names of `authentication.method`; none: the endpoint has no authentication. */
  readonly methods: readonly string[];
  readonly required: readonly string[];
}

const kinds: Readonly<Record<string, EndpointKind>> = {
  DataExplorer: {
    settings: 'dataExplorerSettings',
    methods: managed,
    required: ['host', 'database'],
  },
  DataLakeStorage: {
    settings: 'dataLakeStorageSettings',
    methods: [...managed, 'AccessToken'],
    required: ['host'],
  },
  FabricOneLake: {
    settings: 'fabricOneLakeSettings',
    methods: managed,
    required: ['host', 'oneLakePathType'],
  },
  Kafka: {
    settings: 'kafkaSettings',
    methods: [...managed, 'Sasl', 'X509Certificate', 'Anonymous'],
    required: ['host'],
  },
  LocalStorage: {
    settings: 'localStorageSettings',
    methods: [],
    required: ['persistentVolumeClaimRef'],
  },
  Mqtt: {
    settings: 'mqttSettings',
    methods: [...managed, 'ServiceAccountToken', 'X509Certificate', 'Anonymous'],
    required: [],
  },
  OpenTelemetry: {
    settings: 'openTelemetrySettings',
    methods: ['ServiceAccountToken', 'X509Certificate', 'Anonymous'],
    required: ['host'],
  },
};

/** What some methods cannot be without, below `authentication`. */
const methodNeeds: Readonly<Record<string, readonly string[][]>> = {
  UserAssignedManagedIdentity: [
    ['userAssignedManagedIdentitySettings', 'clientId'],
    ['userAssignedManagedIdentitySettings', 'tenantId'],
  ],
  AccessToken: [['accessTokenSettings', 'secretRef']],
  Sasl: [
    ['saslSettings', 'saslType'],
    ['saslSettings', 'secretRef'],
  ],
  X509Certificate: [['x509CertificateSettings', 'secretRef']],
  ServiceAccountToken: [['serviceAccountTokenSettings', 'audience']],
};

/**
 * Endpoints of data flows. The service tests their shape, not whether the identity they name is
 * assigned and federated: that shows when a data flow runs.
 */
export const dataflowEndpoints = (apiVersions: readonly string[]): ResourceType => ({
  type,
  apiVersions,
  level: 'child',
  isTracked: false,

  put(request, id, existing) {
    const extendedLocation = locationOf(request, id, existing);
    requireSettings(request.body);
    return {
      status: existing ? 200 : 201,
      stored: {
        extendedLocation,
        systemData: systemData(request, existing),
        properties: {
          ...omit(objectAt(request.body, 'properties'), ['healthState']),
          healthState: 'Available',
          provisioningState: 'Succeeded',
        },
      },
      operation: clusterWrite(request.world, extendedLocation.name, {
        namespace: 'Microsoft.IoTOperations',
        durationMs: timings.dataflowEndpointWriteMs,
        style: 'azureAsync',
        runningState: existing ? 'Updating' : 'Accepted',
      }),
    };
  },

  delete: ({ world }, existing) => ({
    status: 202,
    operation: clusterWrite(world, locationIdOf(existing) ?? instanceLocation(world, existing.id), {
      namespace: 'Microsoft.IoTOperations',
      durationMs: timings.deleteMs,
      style: 'both',
      runningState: 'Deleting',
    }),
  }),
});

const instanceLocation = (world: World, endpointId: string): string =>
  locationIdOf(world.resources.get(endpointId.split('/').slice(0, -2).join('/'))) ?? '';

/** The custom location: the instance's, whether it is sent or not. */
function locationOf(
  request: ArmRequest,
  id: string,
  existing: StoredResource | undefined,
): CustomLocationRef {
  const ofInstance = instanceLocation(request.world, id);
  if (request.body['extendedLocation'] === undefined) {
    request.authorizeLinked('Microsoft.ExtendedLocation/customLocations/deploy/action', ofInstance);
    return { name: ofInstance, type: 'CustomLocation' };
  }
  const sent = extendedLocationOf(request, existing);
  if (sent.name.toLowerCase() !== ofInstance.toLowerCase()) {
    throw new ArmFault(
      400,
      'InvalidExtendedLocation',
      `The extended location of the endpoint must be that of its instance, '${ofInstance}'.`,
    );
  }
  return sent;
}

function requireSettings(body: JsonObject): void {
  const endpointType = requiredString(body, 'properties', 'endpointType');
  const kind = kinds[endpointType];
  if (!kind) {
    throw invalidBody(
      `The endpointType '${endpointType}' is not one of ${Object.keys(kinds).join(', ')}.`,
    );
  }
  const path = ['properties', kind.settings];
  for (const name of kind.required) requiredString(body, ...path, name);
  if (kind.methods.length === 0) {
    return;
  }
  const method = requiredString(body, ...path, 'authentication', 'method');
  if (!kind.methods.includes(method)) {
    throw invalidBody(
      `The authentication method '${method}' is not valid for an endpoint of type '${endpointType}'. Valid are ${kind.methods.join(', ')}.`,
    );
  }
  for (const need of methodNeeds[method] ?? []) {
    requiredString(body, ...path, 'authentication', ...need);
  }
  const clientId = stringAt(
    body,
    ...path,
    'authentication',
    'userAssignedManagedIdentitySettings',
    'clientId',
  );
  if (clientId !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(clientId)) {
    throw invalidBody(`The clientId '${clientId}' is not a GUID.`);
  }
}
