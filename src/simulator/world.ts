import type { Json, JsonObject } from '../core/model/json';

/** One ARM resource at rest: what the newest api-version's GET answers, without id, name and type. */
export interface StoredResource {
  /** With the casing it was first written in. */
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly tenantId: string;
  readonly createdAtMs: number;
  changedAtMs: number;
  /** Top-level properties: location, tags, kind, identity, extendedLocation, properties, systemData … */
  body: JsonObject;
  /**
   * Facts that no GET shows (timers, a provider's own state). `effectiveAtMs` of a role assignment or
   * a federated credential: epoch in ms from which it is in force; absent means for long.
   */
  hidden: Record<string, Json>;
}

export interface Tenant {
  readonly id: string;
  readonly displayName: string;
  readonly defaultDomain: string;
}

export interface Subscription {
  readonly id: string;
  readonly tenantId: string;
  readonly displayName: string;
  state: 'Enabled' | 'Warned' | 'PastDue' | 'Disabled' | 'Deleted';
  /** Lower-case namespaces whose registrationState is Registered. */
  readonly registered: Set<string>;
  /** Those whose registration or its end is under way, with the state to show meanwhile. */
  readonly registrations: Map<string, 'Registering' | 'Unregistering'>;
}

export interface ResourceGroup {
  readonly id: string;
  readonly name: string;
  readonly subscriptionId: string;
  readonly location: string;
  readonly tags: JsonObject;
}

/** Somebody who can log in or be given a role. One entry a tenant: a guest has another object id. */
export interface Principal {
  readonly objectId: string;
  readonly tenantId: string;
  readonly kind: 'User' | 'ServicePrincipal' | 'Group';
  readonly displayName: string;
  /** Application (client) id of a service principal or managed identity. */
  readonly appId?: string;
  readonly secret?: string;
  readonly userPrincipalName?: string;
  /** Set on the service principal of a user-assigned managed identity. */
  readonly managedIdentityId?: string;
  /** Role assignments to it are PrincipalNotFound before this moment. */
  readonly replicatedAtMs: number;
}

/** What a cluster's issuer publishes. Absent from the map: its host answers 404. */
export interface IssuerDocument {
  /** The `issuer` in the document, exactly as tokens of the cluster carry it. */
  issuer: string;
  /** Id of the connected cluster whose API server this belongs to. */
  readonly clusterId: string;
}

export interface VaultSecretVersion {
  readonly version: string;
  readonly value: string;
  readonly contentType?: string;
  readonly tags: JsonObject;
  readonly enabled: boolean;
  readonly notBeforeMs?: number;
  readonly expiresAtMs?: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface VaultSecret {
  readonly name: string;
  /** Oldest first. */
  versions: VaultSecretVersion[];
  deletedAtMs?: number;
  /** It is being recovered: deleted still, and on its way back. */
  isRecovering?: true;
}

/** All that exists. Plain data and maps; keys are lower-case ids unless a comment says otherwise. */
export interface World {
  /** Signs the world's tokens, so that those of another world or hand-made ones are refused. */
  readonly signingKey: string;
  /** Simulated epoch, in ms. While scheduled work is done: the moment it was scheduled for. */
  now(): number;
  /** The next GUID of the seeded sequence. */
  newGuid(): string;
  /** A seeded whole number in [low, high]. */
  between(low: number, high: number): number;
  /**
   * Does `work` when the clock has reached `atMs`. Due work is done, in order of time, before each
   * request is looked at: nothing here needs a timer.
   */
  schedule(atMs: number, work: () => void): void;

  readonly tenants: Map<string, Tenant>;
  readonly subscriptions: Map<string, Subscription>;
  readonly resourceGroups: Map<string, ResourceGroup>;
  readonly resources: ResourceStore;
  /** By `objectId`. */
  readonly principals: Map<string, Principal>;
  /** By discovery host and path without `/.well-known…` and trailing slash, lower-case host. */
  readonly issuers: Map<string, IssuerDocument>;
  /** By lower-case vault name, then secret name (lower-case). */
  readonly secrets: Map<string, Map<string, VaultSecret>>;
  /** Soft-deleted vaults by lower-case name. */
  readonly deletedVaults: Map<string, { resource: StoredResource; deletedAtMs: number }>;
}

/** The resources, found in any casing. Writes are seen by Resource Graph only after its lag. */
export interface ResourceStore {
  get(id: string): StoredResource | undefined;
  /** Creates or replaces the body, keeps the stored casing and `hidden`, stamps the time. */
  put(id: string, type: string, tenantId: string, body: JsonObject): StoredResource;
  delete(id: string): boolean;
  /**
   * All of a type (any casing), in order of creation. The very same array until one of the type is
   * written, so what is derived from it can be kept beside it.
   */
  ofType(type: string): readonly StoredResource[];
  /** Direct and deeper children: ids that begin with `id` + '/'. */
  under(id: string): StoredResource[];
  all(): Iterable<StoredResource>;
  /** What an index that is `lagMs` behind shows: bodies as they were, deleted ones still there. */
  asOf(atMs: number): readonly StoredResource[];
}
