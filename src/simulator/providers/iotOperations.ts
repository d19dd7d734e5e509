import { isObject } from '../../core/model/json';
import { assignIdentity, mergeIdentity } from '../assignedIdentity';
import { dataflowEndpoints } from '../dataflowEndpoints';
import { registryEndpoints } from '../registryEndpoints';
import { clusterWrite, extendedLocationOf, locationIdOf } from '../locations';
import type { Provider, ResourceType } from '../provider';
import { objectAt, omit, pick, requiredString, systemData, trackedParts } from '../requestBody';
import { timings } from '../timings';

const namespace = 'Microsoft.IoTOperations';

/** All accepted api-versions of the namespace, oldest first. */
const apiVersions = [
  '2024-07-01-preview',
  '2024-08-15-preview',
  '2024-09-15-preview',
  '2024-11-01',
  '2025-04-01',
  '2025-07-01-preview',
  '2025-10-01',
  '2026-03-01',
  '2026-07-01',
];

/** Properties by the version that brought them. A PUT through an older one drops them. */
const introduced = [
  { since: '2025-04-01', names: ['features'] },
  { since: '2025-07-01', names: ['defaultSecretProviderClassRef', 'adrNamespaceRef'] },
] as const;

const unknownTo = (apiVersion: string): readonly string[] =>
  introduced.flatMap(({ since, names }) => (apiVersion < since ? names : []));

const readOnlyProperties = ['provisioningState', 'version', 'healthState'];
const current = { version: '1.2.36', healthState: 'Available' };

const instances: ResourceType = {
  type: `${namespace}/instances`,
  apiVersions,
  level: 'resourceGroup',
  isTracked: true,

  present: ({ body }, apiVersion) => ({
    ...body,
    properties: omit(objectAt(body, 'properties'), unknownTo(apiVersion)),
  }),

  put(request, _id, existing) {
    const tracked = trackedParts(request, existing);
    const extendedLocation = extendedLocationOf(request, existing);
    requiredString(request.body, 'properties', 'schemaRegistryRef', 'resourceId');
    const sent = objectAt(request.body, 'properties');
    const before = objectAt(existing?.body, 'properties');
    return {
      status: existing ? 200 : 201,
      stored: {
        ...tracked,
        extendedLocation,
        identity: assignIdentity(request, existing),
        properties: {
          ...omit(sent, [...readOnlyProperties, ...unknownTo(request.apiVersion)]),
          ...current,
          ...pick(before, ['version', 'healthState']),
          provisioningState: 'Succeeded',
        },
      },
      operation: clusterWrite(request.world, extendedLocation.name, {
        namespace,
        durationMs: timings.instanceWriteMs,
        style: 'azureAsync',
        runningState: existing ? 'Updating' : 'Accepted',
      }),
    };
  },

  patch(request, existing) {
    const { tags, identity } = request.body;
    return {
      status: 200,
      stored: {
        ...existing.body,
        systemData: systemData(request, existing),
        ...(isObject(tags) ? { tags } : {}),
        ...(isObject(identity) ? { identity: mergeIdentity(request, existing) } : {}),
      },
    };
  },

  delete: ({ world }, existing) => ({
    status: 202,
    operation: clusterWrite(world, locationIdOf(existing) ?? '', {
      namespace,
      durationMs: timings.deleteMs,
      style: 'both',
      runningState: 'Deleting',
    }),
  }),
};

/** Azure IoT Operations. */
export const iotOperations: Provider = {
  namespace,
  types: [
    instances,
    dataflowEndpoints(apiVersions),
    registryEndpoints(apiVersions.filter((version) => version >= '2025-07-01')),
  ],
};
