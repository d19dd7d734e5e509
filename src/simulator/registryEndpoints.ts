import type { ResourceType } from './provider';

/** From where data flow graphs pull artifacts. Read and listed here; nothing of them can be written. */
export const registryEndpoints = (apiVersions: readonly string[]): ResourceType => ({
  type: 'Microsoft.IoTOperations/instances/registryEndpoints',
  apiVersions,
  level: 'child',
  isTracked: false,
});
