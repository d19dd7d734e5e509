import type { Provider, ResourceType } from '../provider';

/** Read and listed here because data flows connect to them; nothing of them can be written. */
const target = (type: string, apiVersions: readonly string[]): ResourceType => ({
  type,
  apiVersions,
  level: 'resourceGroup',
  isTracked: true,
});

const eventHubVersions = ['2021-11-01', '2022-10-01-preview', '2024-01-01', '2026-01-01'];

const eventHub: Provider = {
  namespace: 'Microsoft.EventHub',
  types: [
    target('Microsoft.EventHub/namespaces', eventHubVersions),
    {
      type: 'Microsoft.EventHub/namespaces/eventhubs',
      apiVersions: eventHubVersions,
      level: 'child',
      isTracked: false,
    },
  ],
};

const storage: Provider = {
  namespace: 'Microsoft.Storage',
  types: [
    target('Microsoft.Storage/storageAccounts', [
      '2023-05-01',
      '2024-01-01',
      '2025-01-01',
      '2026-09-01',
    ]),
  ],
};

const eventGrid: Provider = {
  namespace: 'Microsoft.EventGrid',
  types: [target('Microsoft.EventGrid/namespaces', ['2023-12-15-preview', '2025-02-15'])],
};

/** What endpoints of data flows lead to and roles are assigned at. */
export const connectionTargets: readonly Provider[] = [eventHub, storage, eventGrid];
