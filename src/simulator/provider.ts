import type { JsonObject } from '../core/model/json';
import type { RequestFacts } from './authorize';
import type { Principal, StoredResource, World } from './world';

/** A request as it stands on the wire, before anything is known about it. */
export interface WireRequest {
  readonly method: string;
  /** Full URL with the real Azure host name. */
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string | undefined;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** Empty string for none. */
  readonly body: string;
}

/** Thrown anywhere below the router; becomes an ARM error body. */
export class ArmFault extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly extra: {
      readonly headers?: Record<string, string>;
      readonly details?: readonly { code: string; message: string }[];
      readonly additionalInfo?: readonly JsonObject[];
      /** Some providers answer the inner object without the `error` wrapper. */
      readonly isUnwrapped?: boolean;
    } = {},
  ) {
    super(message);
  }
}

/** A checked request to ARM: token valid, api-version present, caller known. */
export interface ArmRequest {
  readonly world: World;
  readonly method: string;
  readonly url: URL;
  readonly apiVersion: string;
  readonly caller: Principal;
  readonly tenantId: string;
  /** Parsed body; `{}` when there was none. */
  readonly body: JsonObject;
  /** The resource path as sent (no host, no query, no trailing slash). */
  readonly path: string;
  /** Whether the caller may do `action` at `scope` (effective now). */
  can(action: string, scope: string): boolean;
  /**
   * Throws 403 AuthorizationFailed unless the caller may do `action` at `scope` (effective now).
   * `facts` is what conditions of the caller's roles may ask about.
   */
  authorize(action: string, scope: string, facts?: RequestFacts): void;
  /** As `authorize`, for the second resource of a write: 403 LinkedAuthorizationFailed. */
  authorizeLinked(action: string, linkedScope: string): void;
  /**
   * Keeps `key` until the caller has got this request's answer. False when another request whose
   * answer is still on its way keeps it.
   */
  hold(key: string): boolean;
}

/** A long-running operation that the router starts, answers polls for, and ends. */
export interface OperationPlan {
  readonly durationMs: number;
  /** Which header tells where to poll. */
  readonly style: 'azureAsync' | 'location' | 'both';
  readonly retryAfterSeconds?: number;
  /** provisioningState while it runs, shown by GET. */
  readonly runningState: string;
  /** Called when the time is over; may throw an ArmFault to end it as Failed. */
  readonly onDone?: () => void;
}

export interface WriteResult {
  readonly status: 200 | 201 | 202 | 204;
  /** Absent after a PUT or PATCH: the resource as GET shows it. */
  readonly body?: JsonObject;
  /** Instead of a body: the few answers that are a bare list. */
  readonly list?: readonly JsonObject[];
  readonly operation?: OperationPlan;
  readonly headers?: Record<string, string>;
}

/**
 * One resource type. The router does what ARM does for all of them: token, api-version, casing,
 * subscription state, registration, authorisation of `{type}/read|write|delete`, 404s, paging,
 * conflict while an operation runs, `id/name/type`, correlation ids.
 */
export interface ResourceType {
  /** `Microsoft.IoTOperations/instances`. */
  readonly type: string;
  /** All accepted api-versions, oldest first. */
  readonly apiVersions: readonly string[];
  /** Where it lives; 'extension' hangs under any scope (`{scope}/providers/{type}/{name}`). */
  readonly level: 'resourceGroup' | 'child' | 'extension';
  readonly isTracked: boolean;
  /** The body as this api-version's GET shows it now (drop what the version doesn't know). */
  present?(resource: StoredResource, apiVersion: string, world: World): JsonObject;
  /** Makes the new stored body, or throws. Absent: PUT is 405. */
  put?(
    request: ArmRequest,
    id: string,
    existing: StoredResource | undefined,
  ): WriteResult & {
    readonly stored: JsonObject;
  };
  patch?(
    request: ArmRequest,
    existing: StoredResource,
  ): WriteResult & {
    readonly stored: JsonObject;
  };
  /** What conditions of the caller's roles may ask about a PUT or DELETE. */
  factsOf?(request: ArmRequest, existing: StoredResource | undefined): RequestFacts;
  /** Runs before the resource is removed; absent: DELETE is 405. */
  delete?(request: ArmRequest, existing: StoredResource): WriteResult;
  /** POST (or GET) `…/{action}`; keys are lower-case action names. */
  readonly actions?: Readonly<
    Record<string, (request: ArmRequest, existing: StoredResource) => WriteResult>
  >;
  /** What a list at `scope` (a path) shows beside or instead of what lies under it. */
  list?(request: ArmRequest, scope: string): readonly StoredResource[];
  /**
   * Called once after a successful PUT or PATCH, at the end of its operation if it has one, e.g. to
   * plan what agents will do.
   */
  onWritten?(resource: StoredResource, world: World): void;
}

/** A namespace: its types, and paths of its own that are no resources. */
export interface Provider {
  readonly namespace: string;
  readonly types: readonly ResourceType[];
  /** Types that `other` answers for, as the provider's list of types names them. */
  readonly otherTypes?: readonly {
    readonly type: string;
    readonly apiVersions: readonly string[];
  }[];
  /**
   * `POST /subscriptions/{s}/providers/{ns}/checkNameAvailability` and the like, asked after the
   * types; undefined: not mine. Checks api-version and rights itself.
   */
  other?(request: ArmRequest): WriteResult | undefined;
}

/** A host other than ARM (vaults, login, Graph, issuers). */
export interface HostHandler {
  /** True if this handler answers for the (lower-case) host. */
  accepts(host: string): boolean;
  handle(request: WireRequest): WireResponse;
}
