import { isObject, type JsonObject } from '../../core/model/json';
import { isAllowed } from '../authorize';
import { armAudiences, readToken } from '../readToken';
import {
  ArmFault,
  type ArmRequest,
  type Provider,
  type ResourceType,
  type WireRequest,
  type WireResponse,
  type WriteResult,
} from '../provider';
import type { Principal, StoredResource, Subscription, World } from '../world';
import { removeStored } from '../removeStored';
import { parseArmPath, type ArmPath } from './armPath';
import { Operations, type PlannedEnd } from './operations';
import { page } from './page';
import { RateLimits } from './rateLimits';

const json = { 'content-type': 'application/json; charset=utf-8' };

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  ({
    status,
    headers: body === undefined ? headers : { ...json, ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
  }) satisfies WireResponse;

function parseBody(text: string | undefined): JsonObject {
  if (text === undefined || text === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  if (isObject(parsed)) return parsed;
  throw new ArmFault(
    400,
    'InvalidRequestContent',
    'The request content was invalid and could not be deserialized.',
  );
}

const describe = (caller: Principal): string =>
  caller.userPrincipalName ?? caller.appId ?? caller.displayName;

/** Keeps a key until the answer is delivered; false while another request keeps it. */
export type Hold = ArmRequest['hold'];

const tokenFaults = {
  missing: 'AuthenticationFailed',
  malformed: 'InvalidAuthenticationToken',
  wrongAudience: 'InvalidAuthenticationTokenAudience',
  expired: 'ExpiredAuthenticationToken',
} as const;

function authenticate(
  world: World,
  authorization: string | undefined,
): { readonly principal: Principal; readonly tenantId: string } {
  const check = readToken(world, authorization, armAudiences);
  if (check.kind === 'valid') return check;
  throw new ArmFault(401, tokenFaults[check.kind], check.because, {
    headers: {
      'WWW-Authenticate': `Bearer authorization_uri="https://login.microsoftonline.com/common", error="invalid_token", error_description="${check.because}"`,
    },
  });
}

/** What ARM does for every provider: who, where, which version, may they, what is under way. */
export class ArmRouter {
  readonly operations: Operations;
  private readonly limits: RateLimits;
  private readonly types = new Map<string, ResourceType>();
  private readonly providers = new Map<string, Provider>();

  constructor(
    private readonly world: World,
    providers: readonly Provider[],
  ) {
    this.operations = new Operations(world);
    this.limits = new RateLimits(() => world.now());
    for (const provider of providers) {
      this.providers.set(provider.namespace.toLowerCase(), provider);
      for (const type of provider.types) this.types.set(type.type.toLowerCase(), type);
    }
  }

  /**
   * @param ending how the operation of this write, if it starts one, is to end
   * @throws {ArmFault} whatever ARM refuses
   */
  handle(wire: WireRequest, hold: Hold, ending?: PlannedEnd): WireResponse {
    const path = parseArmPath(wire.url.pathname);
    if (path.path.toLowerCase() === '/metadata/endpoints') return this.unauthenticated(wire, path);
    const { principal, tenantId } = authenticate(this.world, wire.headers.get('authorization'));
    const limits = this.limits.take(wire.method, principal.objectId, path.subscriptionId);
    const request = this.toRequest(wire, path, principal, tenantId, hold);
    const response = this.dispatch(request, path, ending);
    return { ...response, headers: { ...limits, ...response.headers } };
  }

  private dispatch(
    request: ArmRequest,
    path: ArmPath,
    ending: PlannedEnd | undefined,
  ): WireResponse {
    const subscription = this.checkSubscription(path, request.tenantId);
    const polled = this.operations.poll(path.path, request.apiVersion, (resource) =>
      this.present(resource, request.apiVersion),
    );
    if (polled) return polled;
    if (subscription && request.method !== 'GET' && request.method !== 'HEAD') {
      this.checkWritable(subscription, request);
    }
    return (
      this.byResourceType(request, path, ending) ??
      this.byProvider(request, path) ??
      unknown(request)
    );
  }

  private unauthenticated(wire: WireRequest, path: ArmPath): WireResponse {
    const nobody: Principal = {
      objectId: '',
      tenantId: '',
      kind: 'User',
      displayName: 'nobody',
      replicatedAtMs: 0,
    };
    const request = this.toRequest(wire, path, nobody, '', () => true);
    return this.byProvider(request, path) ?? unknown(request);
  }

  private toRequest(
    wire: WireRequest,
    path: ArmPath,
    caller: Principal,
    tenantId: string,
    hold: Hold,
  ): ArmRequest {
    const { world } = this;
    const apiVersion = [...wire.url.searchParams].find(
      ([name]) => name.toLowerCase() === 'api-version',
    )?.[1];
    if (apiVersion === undefined || apiVersion === '') {
      throw new ArmFault(
        400,
        'MissingApiVersionParameter',
        'The api-version query parameter (?api-version=) is required for all requests.',
      );
    }
    const refuse = (code: string, action: string, scope: string): ArmFault =>
      new ArmFault(
        403,
        code,
        `The client '${describe(caller)}' with object id '${caller.objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
      );
    const can = (action: string, scope: string): boolean =>
      isAllowed(world, caller.objectId, action, scope);
    return {
      world,
      method: wire.method,
      url: wire.url,
      apiVersion,
      caller,
      tenantId,
      body: parseBody(wire.body),
      path: path.path,
      hold,
      can,
      authorize: (action, scope, facts) => {
        if (!isAllowed(world, caller.objectId, action, scope, { facts })) {
          throw refuse('AuthorizationFailed', action, scope);
        }
      },
      authorizeLinked: (action, scope) => {
        if (can(action, scope)) return;
        throw new ArmFault(
          403,
          'LinkedAuthorizationFailed',
          `The client '${describe(caller)}' with object id '${caller.objectId}' has permission to perform action '${methodAction(wire.method)}' on scope '${path.path}'; however, it does not have permission to perform action(s) '${action}' on the linked scope(s) '${scope}' (respectively) or the linked scope(s) are invalid.`,
        );
      },
    };
  }

  private checkSubscription(path: ArmPath, tenantId: string): Subscription | undefined {
    const { subscriptionId } = path;
    if (subscriptionId === undefined) return undefined;
    const found = this.world.subscriptions.get(subscriptionId.toLowerCase());
    if (!found) {
      throw new ArmFault(
        404,
        'SubscriptionNotFound',
        `The subscription '${subscriptionId}' could not be found.`,
      );
    }
    if (found.tenantId !== tenantId) {
      const message = `The access token is from the wrong issuer 'https://sts.windows.net/${tenantId}/'. It must match the tenant 'https://sts.windows.net/${found.tenantId}/' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/${found.tenantId}' to get the token.`;
      throw new ArmFault(401, 'InvalidAuthenticationTokenTenant', message, {
        headers: {
          'WWW-Authenticate': `Bearer authorization_uri="https://login.windows.net/${found.tenantId}", error="invalid_token", error_description="${message}"`,
        },
      });
    }
    return found;
  }

  private checkWritable(subscription: Subscription, request: ArmRequest): void {
    if (['Enabled', 'PastDue'].includes(subscription.state)) return;
    if (
      request.method === 'POST' &&
      /\/providers\/microsoft\.resourcegraph\//i.test(request.path)
    ) {
      return;
    }
    throw new ArmFault(
      409,
      'ReadOnlyDisabledSubscription',
      `The subscription '${subscription.id}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`,
    );
  }

  private byProvider(request: ArmRequest, path: ArmPath): WireResponse | undefined {
    const namespace = (path.namespace ?? 'microsoft.resources').toLowerCase();
    const candidates = [this.providers.get(namespace), this.providers.get('microsoft.resources')];
    for (const provider of new Set(candidates)) {
      const result = provider?.other?.(request);
      if (result) return answer(result.status, result.list ?? result.body, result.headers);
    }
    return undefined;
  }

  private byResourceType(
    request: ArmRequest,
    path: ArmPath,
    ending: PlannedEnd | undefined,
  ): WireResponse | undefined {
    const { namespace, types, names } = path;
    if (namespace === undefined || types.length === 0) return undefined;
    const type = this.types.get([namespace, ...types].join('/').toLowerCase());
    if (types.length === names.length) {
      return type && this.onResource(request, path, type, ending);
    }
    const owner = this.types.get([namespace, ...types.slice(0, -1)].join('/').toLowerCase());
    const action = owner?.actions?.[types.at(-1)?.toLowerCase() ?? ''];
    if (owner && action) return this.onAction(request, path, owner, action);
    return type && request.method === 'GET' ? this.onList(request, path, type) : undefined;
  }

  private checkVersion(type: ResourceType, apiVersion: string): void {
    const wanted = apiVersion.toLowerCase();
    if (type.apiVersions.some((known) => known.toLowerCase() === wanted)) return;
    const [namespace = '', ...rest] = type.type.split('/');
    throw new ArmFault(
      400,
      'NoRegisteredProviderFound',
      `No registered resource provider found for location '' and API version '${apiVersion}' for type '${rest.join('/')}'. The supported api-versions are '${type.apiVersions.join(', ')}'. The supported locations are ''. Namespace '${namespace}'.`,
    );
  }

  private present(resource: StoredResource, apiVersion: string): JsonObject {
    const type = this.types.get(resource.type.toLowerCase());
    const body = type?.present?.(resource, apiVersion, this.world) ?? resource.body;
    return { id: resource.id, name: resource.name, type: resource.type, ...body };
  }

  private find(path: string): StoredResource | undefined {
    return this.world.resources.get(path);
  }

  private notFound(path: ArmPath, type: ResourceType): ArmFault {
    const { resourceGroup, subscriptionId } = path;
    const group = `/subscriptions/${subscriptionId ?? ''}/resourcegroups/${resourceGroup ?? ''}`;
    if (resourceGroup !== undefined && !this.world.resourceGroups.has(group.toLowerCase())) {
      return new ArmFault(
        404,
        'ResourceGroupNotFound',
        `Resource group '${resourceGroup}' could not be found.`,
      );
    }
    return new ArmFault(
      404,
      'ResourceNotFound',
      `The Resource '${type.type}/${path.names.join('/')}' under resource group '${resourceGroup ?? '<null>'}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    );
  }

  private onResource(
    request: ArmRequest,
    path: ArmPath,
    type: ResourceType,
    ending: PlannedEnd | undefined,
  ): WireResponse {
    this.checkVersion(type, request.apiVersion);
    const existing = this.find(path.path);
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        request.authorize(`${type.type}/read`, path.path);
        if (!existing) throw this.notFound(path, type);
        return request.method === 'HEAD'
          ? answer(204, undefined)
          : answer(200, this.present(existing, request.apiVersion));
      case 'PUT':
      case 'PATCH':
        return this.write(request, path, type, existing, ending);
      case 'DELETE':
        return this.remove(request, path, type, existing, ending);
      default:
        throw notAllowed(request);
    }
  }

  private checkIdle(id: string): void {
    if (!this.operations.isRunning(id)) return;
    throw new ArmFault(
      409,
      'OperationNotAllowed',
      `Another operation on the resource '${id}' is in progress. Retry when it has ended.`,
    );
  }

  private checkRegistered(path: ArmPath): void {
    const subscription = this.world.subscriptions.get(path.subscriptionId?.toLowerCase() ?? '');
    const namespace = path.namespace ?? '';
    if (!subscription || subscription.registered.has(namespace.toLowerCase())) return;
    throw new ArmFault(
      409,
      'MissingSubscriptionRegistration',
      `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
    );
  }

  private write(
    request: ArmRequest,
    path: ArmPath,
    type: ResourceType,
    existing: StoredResource | undefined,
    ending: PlannedEnd | undefined,
  ): WireResponse {
    request.authorize(`${type.type}/write`, path.path, type.factsOf?.(request, existing));
    this.checkRegistered(path);
    if (!existing && (path.resourceGroup !== undefined || request.method === 'PATCH')) {
      const missing = this.notFound(path, type);
      if (missing.code === 'ResourceGroupNotFound' || request.method === 'PATCH') throw missing;
    }
    this.checkParent(path, type);
    this.checkIdle(path.path);
    const result =
      request.method === 'PUT'
        ? type.put?.(request, path.path, existing)
        : existing && type.patch?.(request, existing);
    if (!result) throw notAllowed(request);
    const resource = this.world.resources.put(
      existing?.id ?? this.spell(path, type),
      type.type,
      request.tenantId,
      result.stored,
    );
    const headers = this.startOperation(resource, result, request, ending, { isDelete: false });
    if (!result.operation) type.onWritten?.(resource, this.world);
    return answer(result.status, result.body ?? this.present(resource, request.apiVersion), {
      ...result.headers,
      ...headers,
    });
  }

  private remove(
    request: ArmRequest,
    path: ArmPath,
    type: ResourceType,
    existing: StoredResource | undefined,
    ending: PlannedEnd | undefined,
  ): WireResponse {
    request.authorize(`${type.type}/delete`, path.path, type.factsOf?.(request, existing));
    if (!type.delete) throw notAllowed(request);
    if (!existing) return answer(204, undefined);
    this.checkIdle(path.path);
    const result = type.delete(request, existing);
    const headers = this.startOperation(existing, result, request, ending, { isDelete: true });
    if (!result.operation) removeStored(this.world, existing.id);
    return answer(result.status, result.body, { ...result.headers, ...headers });
  }

  private startOperation(
    resource: StoredResource,
    { operation }: WriteResult,
    request: ArmRequest,
    ending: PlannedEnd | undefined,
    { isDelete }: { readonly isDelete: boolean },
  ): Record<string, string> {
    if (!operation) {
      if (ending?.end === 'fails') throw new ArmFault(500, ending.code, ending.message);
      return {};
    }
    return this.operations.start(resource, operation, {
      isDelete,
      apiVersion: request.apiVersion,
      ending,
      onSucceeded: (settled) => {
        if (!isDelete) this.types.get(settled.type.toLowerCase())?.onWritten?.(settled, this.world);
      },
    });
  }

  /** Children live only under what exists. */
  private checkParent(path: ArmPath, type: ResourceType): void {
    if (type.level === 'child') {
      const parent = path.path.split('/').slice(0, -2).join('/');
      if (this.find(parent)) return;
      throw new ArmFault(
        404,
        'ParentResourceNotFound',
        `Failed to perform 'write' on resource(s) of type '${path.types.join('/')}', because the parent resource '${parent}' could not be found.`,
      );
    }
    if (type.level === 'extension' && path.scope.toLowerCase().includes('/providers/')) {
      if (this.find(path.scope)) return;
      throw new ArmFault(404, 'ResourceNotFound', `The Resource '${path.scope}' was not found.`);
    }
  }

  /** The id of a new resource: the provider spelled as it calls itself, names as they were sent. */
  private spell(path: ArmPath, type: ResourceType): string {
    const { scope, names } = path;
    const [namespace = '', ...types] = type.type.split('/');
    const pairs = types.map((each, index) => `${each}/${names[index] ?? ''}`);
    const parent = this.find(scope)?.id ?? this.groupId(scope) ?? scope;
    return `${parent}/providers/${namespace}/${pairs.join('/')}`;
  }

  private groupId(scope: string): string | undefined {
    return this.world.resourceGroups.get(scope.toLowerCase())?.id;
  }

  private onList(request: ArmRequest, path: ArmPath, type: ResourceType): WireResponse {
    this.checkVersion(type, request.apiVersion);
    const scope = type.level === 'child' ? path.path.split('/').slice(0, -1).join('/') : path.scope;
    request.authorize(`${type.type}/read`, scope === '' ? '/' : scope);
    if (scope.toLowerCase().includes('/providers/') && !this.find(scope)) {
      throw new ArmFault(404, 'ResourceNotFound', `The Resource '${scope}' was not found.`);
    }
    if (
      path.resourceGroup !== undefined &&
      !this.groupId(
        `/subscriptions/${path.subscriptionId ?? ''}/resourceGroups/${path.resourceGroup}`,
      )
    ) {
      throw this.notFound(path, type);
    }
    const prefix = `${scope.toLowerCase()}/`;
    const found =
      type.list?.(request, scope) ??
      this.world.resources
        .ofType(type.type)
        .filter((each) => each.id.toLowerCase().startsWith(prefix));
    const shown = found.map((each) => this.present(each, request.apiVersion));
    return answer(200, page(shown, request.url));
  }

  private onAction(
    request: ArmRequest,
    path: ArmPath,
    type: ResourceType,
    action: (request: ArmRequest, existing: StoredResource) => WriteResult,
  ): WireResponse {
    this.checkVersion(type, request.apiVersion);
    const owner = path.path.split('/').slice(0, -1).join('/');
    const name = path.types.at(-1) ?? '';
    const verb = request.method === 'GET' ? 'read' : 'action';
    request.authorize(`${type.type}/${name}/${verb}`, owner);
    const existing = this.find(owner);
    if (!existing) throw this.notFound({ ...path, types: path.types.slice(0, -1) }, type);
    const result = action(request, existing);
    return answer(result.status, result.body, result.headers);
  }
}

const methodAction = (method: string): string =>
  method === 'DELETE' ? 'delete' : method === 'GET' ? 'read' : 'write';

const notAllowed = (request: ArmRequest): ArmFault =>
  new ArmFault(
    405,
    'HttpMethodNotAllowed',
    `The HTTP method '${request.method}' is not supported at scope '${request.path}'.`,
  );

/** What this Azure doesn't imitate says so by name. */
function unknown(request: ArmRequest): WireResponse {
  throw new ArmFault(
    501,
    'NotSimulated',
    `The simulated Azure does not know the operation ${request.method} ${request.path} (api-version ${request.apiVersion}).`,
  );
}
