import { put, putUnder, type Built, type Place } from './place';

/** An Event Hubs namespace with the hubs named. */
export function anEventHubsNamespace(
  place: Place,
  name: string,
  hubs: readonly string[] = [],
): Built {
  const built = put(place, 'Microsoft.EventHub/namespaces', name, {
    sku: { name: 'Standard', tier: 'Standard', capacity: 1 },
    properties: {
      serviceBusEndpoint: `https://${name}.servicebus.windows.net:443/`,
      kafkaEnabled: true,
      disableLocalAuth: false,
      provisioningState: 'Succeeded',
      status: 'Active',
    },
  });
  for (const hub of hubs) {
    putUnder(place.world, built, `eventhubs/${hub}`, 'Microsoft.EventHub/namespaces/eventhubs', {
      properties: { partitionCount: 4, messageRetentionInDays: 1, status: 'Active' },
    });
  }
  return built;
}

/** A storage account with a hierarchical namespace, as data lakes have it. */
export const aStorageAccount = (place: Place, name: string): Built =>
  put(place, 'Microsoft.Storage/storageAccounts', name, {
    kind: 'StorageV2',
    sku: { name: 'Standard_LRS', tier: 'Standard' },
    properties: {
      isHnsEnabled: true,
      primaryEndpoints: { blob: `https://${name}.blob.core.windows.net/` },
      provisioningState: 'Succeeded',
    },
  });

/** An Event Grid namespace with its MQTT broker on. */
export const anEventGridNamespace = (place: Place, name: string): Built =>
  put(place, 'Microsoft.EventGrid/namespaces', name, {
    sku: { name: 'Standard', capacity: 1 },
    properties: {
      topicSpacesConfiguration: {
        state: 'Enabled',
        hostname: `${name}.${place.location ?? place.group.location}-1.ts.eventgrid.azure.net`,
      },
      provisioningState: 'Succeeded',
    },
  });
