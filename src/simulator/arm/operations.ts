import { isObject, stringAt, type JsonObject } from '../../core/model/json';
import { ArmFault, type OperationPlan, type WireResponse } from '../provider';
import { removeStored } from '../removeStored';
import type { StoredResource, World } from '../world';

interface Operation {
  readonly id: string;
  readonly resourceId: string;
  readonly startedAtMs: number;
  readonly plan: OperationPlan;
  readonly isDelete: boolean;
  endedAtMs?: number;
  state?: 'Succeeded' | 'Failed' | 'Canceled';
  error?: { readonly code: string; readonly message: string };
}

/** How an operation may end that was accepted. One that never ends is given up after hours. */
export type OperationEnd = 'fails' | 'isCanceled' | 'neverEnds';

/** A write that the fault injection wants to see end otherwise than well, after it was accepted. */
export interface PlannedEnd {
  readonly end: OperationEnd;
  readonly code: string;
  readonly message: string;
}

const withState = (body: JsonObject, provisioningState: string): JsonObject => ({
  ...body,
  properties: {
    ...(isObject(body['properties']) ? body['properties'] : {}),
    provisioningState,
  },
});

/** Longer than anybody waits. */
const givenUpAfterMs = 3 * 3_600_000;

const host = 'https://management.azure.com';

/**
 * Long-running operations: what is accepted now and done later.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
 */
export class Operations {
  private readonly byId = new Map<string, Operation>();
  /** Lower-case id of the resource → its operation that has not ended. */
  private readonly running = new Map<string, Operation>();

  constructor(private readonly world: World) {}

  isRunning(resourceId: string): boolean {
    return this.running.has(resourceId.toLowerCase());
  }

  /** Starts an operation on a stored resource; gives the headers of the first answer. */
  start(
    resource: StoredResource,
    plan: OperationPlan,
    options: {
      readonly isDelete: boolean;
      readonly apiVersion: string;
      readonly ending: PlannedEnd | undefined;
      onSucceeded(resource: StoredResource): void;
    },
  ): Record<string, string> {
    const { world } = this;
    const operation: Operation = {
      id: world.newGuid(),
      resourceId: resource.id,
      startedAtMs: world.now(),
      plan,
      isDelete: options.isDelete,
    };
    this.byId.set(operation.id, operation);
    this.running.set(resource.id.toLowerCase(), operation);
    world.resources.put(
      resource.id,
      resource.type,
      resource.tenantId,
      withState(resource.body, plan.runningState),
    );
    const durationMs = options.ending?.end === 'neverEnds' ? givenUpAfterMs : plan.durationMs;
    world.schedule(operation.startedAtMs + durationMs, () => {
      this.end(operation, options);
    });
    return this.headers(operation, options.apiVersion);
  }

  /** Answers a poll of either kind; undefined: not the address of an operation. */
  poll(
    path: string,
    apiVersion: string,
    present: (resource: StoredResource) => JsonObject,
  ): WireResponse | undefined {
    const [, kind, id] =
      /\/locations\/[^/]+\/(operationStatuses|operationResults)\/([^/]+)$/i.exec(path) ?? [];
    if (kind === undefined || id === undefined) return undefined;
    const operation = this.byId.get(id.toLowerCase());
    if (!operation) {
      throw new ArmFault(404, 'ResourceNotFound', `The operation '${id}' could not be found.`);
    }
    const isOver = operation.endedAtMs !== undefined;
    const retry = isOver ? {} : this.retryAfter(operation);
    const json = { 'content-type': 'application/json; charset=utf-8', ...retry };
    if (kind.toLowerCase() === 'operationstatuses') {
      const body = {
        id: path,
        name: operation.id,
        resourceId: operation.resourceId,
        status: operation.state ?? operation.plan.runningState,
        startTime: new Date(operation.startedAtMs).toISOString(),
        ...(operation.endedAtMs === undefined
          ? {}
          : { endTime: new Date(operation.endedAtMs).toISOString() }),
        ...(operation.error ? { error: operation.error } : {}),
      };
      return { status: isOver ? 200 : 202, headers: json, body: JSON.stringify(body) };
    }
    if (!isOver) {
      return {
        status: 202,
        headers: { ...json, ...this.headers(operation, apiVersion) },
        body: '',
      };
    }
    if (operation.error) throw new ArmFault(409, operation.error.code, operation.error.message);
    const resource = this.world.resources.get(operation.resourceId);
    return resource
      ? { status: 200, headers: json, body: JSON.stringify(present(resource)) }
      : { status: 204, headers: {}, body: '' };
  }

  private end(
    operation: Operation,
    { ending, onSucceeded }: Pick<Parameters<Operations['start']>[2], 'ending' | 'onSucceeded'>,
  ): void {
    const { world } = this;
    operation.endedAtMs = world.now();
    operation.state = 'Succeeded';
    this.running.delete(operation.resourceId.toLowerCase());
    const resource = world.resources.get(operation.resourceId);
    if (!resource) return;
    try {
      if (ending) throw new ArmFault(500, ending.code, ending.message);
      operation.plan.onDone?.();
      if (operation.isDelete) {
        removeStored(world, resource.id);
        return;
      }
      const settled = world.resources.get(resource.id) ?? resource;
      this.settle(settled, 'Succeeded');
      onSucceeded(settled);
    } catch (error) {
      if (!(error instanceof ArmFault)) throw error;
      operation.error = { code: error.code, message: error.message };
      operation.state = ending && ending.end !== 'fails' ? 'Canceled' : 'Failed';
      this.settle(world.resources.get(resource.id) ?? resource, operation.state);
    }
  }

  private settle(resource: StoredResource, state: string): void {
    this.world.resources.put(
      resource.id,
      resource.type,
      resource.tenantId,
      withState(resource.body, state),
    );
  }

  private retryAfter({ plan }: Operation): Record<string, string> {
    return plan.retryAfterSeconds === undefined
      ? {}
      : { 'Retry-After': String(plan.retryAfterSeconds) };
  }

  private headers(operation: Operation, apiVersion: string): Record<string, string> {
    const { plan, resourceId, id } = operation;
    const resource = this.world.resources.get(resourceId);
    const [, subscriptionId = ''] = /^\/subscriptions\/([^/]+)/i.exec(resourceId) ?? [];
    const namespace = resource?.type.split('/')[0] ?? 'Microsoft.Resources';
    const location = (stringAt(resource?.body, 'location') ?? 'westeurope')
      .replaceAll(' ', '')
      .toUpperCase();
    const at = (kind: string): string =>
      `${host}/subscriptions/${subscriptionId}/providers/${namespace}/locations/${location}/${kind}/${id}?api-version=${apiVersion}`;
    return {
      ...(plan.style === 'location' ? {} : { 'Azure-AsyncOperation': at('operationStatuses') }),
      ...(plan.style === 'azureAsync' ? {} : { Location: at('operationResults') }),
      ...this.retryAfter(operation),
    };
  }
}
