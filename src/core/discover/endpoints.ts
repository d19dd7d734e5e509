import { apiVersions } from '../apiVersions';
import { toEndpoint, type Endpoint } from '../model/endpoint';
import type { Azure, RequestContext } from '../ports';

/** The instance's data flow endpoints, those that can use a managed identity and the others. */
export async function listEndpoints(
  azure: Azure,
  instanceId: string,
  context: RequestContext,
): Promise<readonly Endpoint[]> {
  const bodies = await azure.arm.list(
    `${instanceId}/dataflowEndpoints`,
    apiVersions.iotOperations,
    context,
  );
  return bodies.flatMap((body) => toEndpoint(body) ?? []);
}
