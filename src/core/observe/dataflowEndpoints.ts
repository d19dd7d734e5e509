import { apiVersions } from '../apiVersions';
import type { Fact } from '../model/fact';
import { isObject, stringAt, type JsonObject } from '../model/json';
import type { Reader } from './neighbours';
import { readFact } from './readFact';

/** With what a data flow endpoint logs in. */
export interface DataflowEndpoint {
  readonly name: string;
  /** `Kafka`, `DataLakeStorage`, …; {@link containerRegistry}; empty when the answer has none. */
  readonly type: string;
  /** Of the service that it connects to, without scheme and port; undefined when it has none. */
  readonly host: string | undefined;
  /** Lower-case, of the managed identity. */
  readonly clientId: string | undefined;
  /** Of the managed identity, as the endpoint names it. */
  readonly tenantId?: string;
  readonly provisioningState?: string;
  /** `Available`, `Degraded`, `Unavailable` or `Unknown`, as the cluster reports it. */
  readonly health?: string;
  /** A run lets it use that identity just now: what it leads to was not read for it. */
  readonly isComing?: true;
  /** Names of the Kubernetes secrets, which are those of their SecretSyncs. */
  readonly secrets: readonly string[];
}

/** The type of a registry endpoint, from which artifacts of data flow graphs are pulled. */
export const containerRegistry = 'ContainerRegistry';

const objectsIn = (value: unknown): readonly JsonObject[] =>
  isObject(value) ? Object.values(value).filter(isObject) : [];

/** `ns.servicebus.windows.net:9093`, `https://acct.blob.core.windows.net/x`: the name alone. */
const toHostName = (host: string): string =>
  host
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[:/].*$/s, '')
    .toLowerCase();

/** Each kind of endpoint has settings of its own name; `authentication` is alike in all. */
export function toDataflowEndpoint(body: JsonObject): DataflowEndpoint | undefined {
  const name = stringAt(body, 'name');
  if (name === undefined) return undefined;
  const methods = objectsIn(body['properties']).flatMap((settings) =>
    objectsIn(settings['authentication']),
  );
  const [clientId] = methods.flatMap((method) => stringAt(method, 'clientId') ?? []);
  const [tenantId] = methods.flatMap((method) => stringAt(method, 'tenantId') ?? []);
  const provisioningState = stringAt(body, 'properties', 'provisioningState');
  const health = stringAt(body, 'properties', 'healthState');
  const [host] = objectsIn(body['properties']).flatMap(
    (settings) => stringAt(settings, 'host') ?? [],
  );
  return {
    name,
    type: stringAt(body, 'properties', 'endpointType') ?? '',
    host: host === undefined ? undefined : toHostName(host),
    clientId: clientId?.toLowerCase(),
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(provisioningState === undefined ? {} : { provisioningState }),
    ...(health === undefined ? {} : { health }),
    secrets: methods.flatMap((method) => stringAt(method, 'secretRef') ?? []),
  };
}

/** @see https://learn.microsoft.com/azure/templates/microsoft.iotoperations/instances/dataflowendpoints (2025-10-01) */
export const readDataflowEndpoints = (
  { azure, clock, context }: Reader,
  instanceId: string,
): Promise<Fact<readonly DataflowEndpoint[]>> =>
  readFact(clock, context, 'ARM', async () => {
    const bodies = await azure.arm.list(
      `${instanceId}/dataflowEndpoints`,
      apiVersions.iotOperations,
      context,
    );
    return bodies.flatMap((body) => toDataflowEndpoint(body) ?? []);
  });

/** Its `authentication` is that of data flow endpoints, but without settings of a kind around it. */
function toRegistryEndpoint(body: JsonObject): DataflowEndpoint | undefined {
  const endpoint = toDataflowEndpoint({
    ...body,
    properties: { registry: body['properties'] ?? {} },
  });
  return endpoint && { ...endpoint, type: containerRegistry };
}

/**
 * Everything of an instance that logs in with an identity or a secret: data flow endpoints and
 * registry endpoints.
 *
 * @see https://learn.microsoft.com/azure/templates/microsoft.iotoperations/instances/registryendpoints (2025-10-01)
 */
export const readAllEndpoints = (
  { azure, clock, context }: Reader,
  instanceId: string,
): Promise<Fact<readonly DataflowEndpoint[]>> =>
  readFact(clock, context, 'ARM', async () => {
    const [dataflows, registries] = await Promise.all(
      ['dataflowEndpoints', 'registryEndpoints'].map((kind) =>
        azure.arm.list(`${instanceId}/${kind}`, apiVersions.iotOperations, context),
      ),
    );
    return [
      ...(dataflows ?? []).flatMap((body) => toDataflowEndpoint(body) ?? []),
      ...(registries ?? []).flatMap((body) => toRegistryEndpoint(body) ?? []),
    ];
  });
