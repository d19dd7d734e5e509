import { at, isObject, stringAt } from '../../core/model/json';
import { ArmFault, type Provider, type ResourceType } from '../provider';
import { objectAt, requiredString, systemData } from '../requestBody';
import { timings } from '../timings';
import type { World } from '../world';

const extensions: ResourceType = {
  type: 'Microsoft.KubernetesConfiguration/extensions',
  apiVersions: [
    '2020-07-01-preview',
    '2021-09-01',
    '2021-11-01-preview',
    '2022-03-01',
    '2022-07-01',
    '2022-11-01',
    '2023-05-01',
    '2024-11-01',
    '2025-03-01',
  ],
  level: 'extension',
  isTracked: false,

  put(request, id, existing) {
    const extensionType = requiredString(request.body, 'properties', 'extensionType');
    const known = stringAt(existing?.body, 'properties', 'extensionType');
    if (known !== undefined && known.toLowerCase() !== extensionType.toLowerCase()) {
      throw new ArmFault(
        409,
        'ExtensionTypeMismatch',
        `The extension is of type '${known}' and cannot become '${extensionType}'.`,
      );
    }
    requireCluster(request.world, id);
    const before = objectAt(existing?.body, 'properties');
    const sent = objectAt(request.body, 'properties');
    const version = stringAt(sent, 'version') ?? stringAt(before, 'version') ?? '1.0.0';
    return {
      status: existing ? 200 : 201,
      stored: {
        identity: at(existing?.body, 'identity') ?? {
          type: 'SystemAssigned',
          principalId: request.world.newGuid(),
          tenantId: request.tenantId,
        },
        systemData: systemData(request, existing),
        properties: {
          autoUpgradeMinorVersion: true,
          releaseTrain: 'stable',
          configurationSettings: {},
          statuses: [],
          errorInfo: null,
          isSystemExtension: false,
          ...sent,
          version,
          currentVersion: version,
          provisioningState: 'Succeeded',
        },
      },
      operation: {
        durationMs: timings.instanceWriteMs,
        style: 'azureAsync',
        retryAfterSeconds: 2,
        runningState: existing ? 'Updating' : 'Creating',
      },
    };
  },

  patch(request, existing) {
    const sent = objectAt(request.body, 'properties');
    const before = objectAt(existing.body, 'properties');
    const settings = sent['configurationSettings'];
    return {
      status: 202,
      stored: {
        ...existing.body,
        systemData: systemData(request, existing),
        properties: {
          ...before,
          ...sent,
          ...(isObject(settings)
            ? {
                configurationSettings: {
                  ...objectAt(before, 'configurationSettings'),
                  ...settings,
                },
              }
            : {}),
          provisioningState: 'Succeeded',
        },
      },
      operation: {
        durationMs: timings.instanceWriteMs,
        style: 'both',
        retryAfterSeconds: 2,
        runningState: 'Updating',
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

function requireCluster(world: World, extensionId: string): void {
  const clusterId = extensionId.replace(
    /\/providers\/Microsoft\.KubernetesConfiguration\/extensions\/[^/]+$/i,
    '',
  );
  if (world.resources.get(clusterId)) return;
  throw new ArmFault(
    404,
    'ParentResourceNotFound',
    `Failed to perform 'write' on the extension, because the parent resource '${clusterId}' was not found.`,
  );
}

/** Cluster extensions. */
export const kubernetesConfiguration: Provider = {
  namespace: 'Microsoft.KubernetesConfiguration',
  types: [extensions],
};
