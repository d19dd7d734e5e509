import type { Provider, ResourceType } from '../provider';

/** Read and listed here because data flows connect to them; nothing of them can be written. */
const target = (type: string, apiVersions: readonly string[]): ResourceType => ({
  type,
  apiVersions,
  level: 'resourceGroup',
  isTracked: true,
});

/** @see https://learn.microsoft.com/azure/templates/microsoft.eventhub/change-log/namespaces */
const eventHubVersions = [
  '2015-08-01',
  '2017-04-01',
  '2018-01-01-preview',
  '2021-01-01-preview',
  '2021-06-01-preview',
  '2021-11-01',
  '2022-01-01-preview',
  '2022-10-01-preview',
  '2023-01-01-preview',
  '2024-01-01',
  '2024-05-01-preview',
  '2025-05-01-preview',
  '2026-01-01',
];

/** @see https://learn.microsoft.com/azure/templates/microsoft.storage/change-log/storageaccounts */
const storageVersions = [
  '2016-12-01',
  '2017-06-01',
  '2017-10-01',
  '2018-02-01',
  '2018-07-01',
  '2018-11-01',
  '2019-04-01',
  '2019-06-01',
  '2020-08-01-preview',
  '2021-01-01',
  '2021-02-01',
  '2021-04-01',
  '2021-06-01',
  '2021-08-01',
  '2021-09-01',
  '2022-05-01',
  '2022-09-01',
  '2023-01-01',
  '2023-04-01',
  '2023-05-01',
  '2024-01-01',
  '2025-01-01',
  '2025-06-01',
  '2026-09-01',
];

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
  types: [target('Microsoft.Storage/storageAccounts', storageVersions)],
};

const eventGrid: Provider = {
  namespace: 'Microsoft.EventGrid',
  types: [
    target('Microsoft.EventGrid/namespaces', [
      '2023-06-01-preview',
      '2023-12-15-preview',
      '2024-06-01-preview',
      '2024-12-15-preview',
      '2025-02-15',
      '2025-04-01-preview',
    ]),
  ],
};

/** What endpoints of data flows lead to and roles are assigned at. */
export const connectionTargets: readonly Provider[] = [eventHub, storage, eventGrid];
