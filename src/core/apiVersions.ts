/** The api-versions that every request of this extension names; none older knows all we must keep. */
export const apiVersions = {
  subscriptions: '2022-12-01',
  providers: '2021-04-01',
  resourceGroups: '2021-04-01',
  cluster: '2026-05-01',
  customLocation: '2021-08-15',
  extensions: '2023-05-01',
  iotOperations: '2025-10-01',
  secretSync: '2024-08-21-preview',
  authorization: '2022-04-01',
  keyVault: '2026-02-01',
  identity: '2024-11-30',
} as const;
