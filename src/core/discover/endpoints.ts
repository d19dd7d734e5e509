import { apiVersions } from '../apiVersions';
import { toEndpoint, type Endpoint } from '../model/endpoint';
import type { Azure, RequestContext } from '../ports';
import { listIdentities } from './choices';

/** The instance's data flow endpoints, those that can use a managed identity and the others. */
export async function listEndpoints(
  azure: Azure,
  instanceId: string,
  context: RequestContext,
): Promise<readonly Endpoint[]> {
  const [bodies, identities] = await Promise.all([
    azure.arm.list(`${instanceId}/dataflowEndpoints`, apiVersions.iotOperations, context),
    listIdentities(azure, context),
  ]);
  const names = new Map(identities.map(({ clientId, name }) => [clientId.toLowerCase(), name]));
  return bodies.flatMap((body) => toEndpoint(body, names) ?? []);
}
