import { isObject } from '../../core/model/json';
import { ArmFault, type Provider, type ResourceType } from '../provider';
import { objectAt, requiredString, systemData, trackedParts } from '../requestBody';
import { timings } from '../timings';

const apiVersions = ['2021-03-15-preview', '2021-08-15', '2021-08-31-preview'];

const customLocations: ResourceType = {
  type: 'Microsoft.ExtendedLocation/customLocations',
  apiVersions,
  level: 'resourceGroup',
  isTracked: true,

  put(request, _id, existing) {
    const tracked = trackedParts(request, existing);
    const hostResourceId = requiredString(request.body, 'properties', 'hostResourceId');
    requiredString(request.body, 'properties', 'namespace');
    request.authorizeLinked('Microsoft.Kubernetes/connectedClusters/read', hostResourceId);
    if (!request.world.resources.get(hostResourceId)) {
      throw new ArmFault(
        400,
        'HostResourceNotFound',
        `The host resource '${hostResourceId}' of the custom location was not found.`,
      );
    }
    return {
      status: existing ? 200 : 201,
      stored: {
        ...tracked,
        ...(isObject(request.body['identity']) ? { identity: request.body['identity'] } : {}),
        properties: {
          hostType: 'Kubernetes',
          clusterExtensionIds: [],
          authentication: {},
          ...objectAt(request.body, 'properties'),
          provisioningState: 'Succeeded',
        },
      },
      operation: {
        durationMs: timings.providerClassWriteMs,
        style: 'azureAsync',
        retryAfterSeconds: 2,
        runningState: existing ? 'Updating' : 'Creating',
      },
    };
  },

  patch(request, existing) {
    return {
      status: 200,
      stored: {
        ...existing.body,
        ...(isObject(request.body['tags']) ? { tags: request.body['tags'] } : {}),
        systemData: systemData(request, existing),
      },
    };
  },

  delete: () => ({
    status: 202,
    operation: {
      durationMs: timings.deleteMs,
      style: 'both',
      retryAfterSeconds: 2,
      runningState: 'Deleting',
    },
  }),
};

/** What the extensions of the cluster offer at a location. Made by the service, never by PUT. */
const enabledResourceTypes: ResourceType = {
  type: 'Microsoft.ExtendedLocation/customLocations/enabledResourceTypes',
  apiVersions,
  level: 'child',
  isTracked: false,
};

/** Custom locations. */
export const extendedLocation: Provider = {
  namespace: 'Microsoft.ExtendedLocation',
  types: [customLocations, enabledResourceTypes],
};
