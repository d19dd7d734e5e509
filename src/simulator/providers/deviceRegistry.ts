import { objectAt, requiredString, systemData, trackedParts } from '../requestBody';
import type { Provider, ResourceType } from '../provider';

/** Read here because instances refer to them; writing is as simple as it can be. */
const registry = (type: string, required: readonly string[]): ResourceType => ({
  type: `Microsoft.DeviceRegistry/${type}`,
  apiVersions: [
    '2024-09-01-preview',
    '2024-11-01',
    '2025-07-01-preview',
    '2025-10-01',
    '2025-11-01-preview',
    '2026-04-01',
  ],
  level: 'resourceGroup',
  isTracked: true,

  put(request, _id, existing) {
    const tracked = trackedParts(request, existing);
    for (const name of required) requiredString(request.body, 'properties', name);
    const before = objectAt(existing?.body, 'properties');
    return {
      status: existing ? 200 : 201,
      stored: {
        ...tracked,
        identity: existing?.body['identity'] ?? {
          type: 'SystemAssigned',
          principalId: request.world.newGuid(),
          tenantId: request.tenantId,
        },
        properties: {
          ...objectAt(request.body, 'properties'),
          uuid: before['uuid'] ?? request.world.newGuid(),
          provisioningState: 'Succeeded',
        },
      },
    };
  },

  patch(request, existing) {
    return {
      status: 200,
      stored: {
        ...existing.body,
        tags: objectAt(request.body, 'tags'),
        systemData: systemData(request, existing),
      },
    };
  },
});

/** Azure Device Registry: the schema registries and namespaces that instances refer to. */
export const deviceRegistry: Provider = {
  namespace: 'Microsoft.DeviceRegistry',
  types: [
    registry('schemaRegistries', ['namespace', 'storageAccountContainerUrl']),
    registry('namespaces', []),
  ],
};
