import type { JsonObject } from './model/json';
import type { Tenant } from './model/node';

/** Time. Everything that waits or looks at a watch does it through this. */
export interface Clock {
  /** Epoch, in ms. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The lines of the log. Never a token, a header or the body of a secret. */
export interface Log {
  trace(line: string): void;
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string | Error): void;
}

/** A cryptographic digest; given from outside because the core knows no platform. */
export type Digest = (algorithm: 'sha1' | 'sha256', data: Uint8Array) => Uint8Array;

/** One request and its answer, as it may be shown: no query secrets, no headers, no body. */
export interface Exchange {
  readonly method: string;
  /** Host-less path without query. */
  readonly path: string;
  /** HTTP status; undefined when no answer came. */
  readonly status?: number;
  readonly elapsedMs: number;
  readonly correlationId?: string;
  /** How many times a long-running operation has been asked for its state so far. */
  readonly polls?: number;
}

/** What every request gets: a way to stop it, and somebody who may watch. */
export interface RequestContext {
  readonly signal: AbortSignal;
  readonly onExchange?: (exchange: Exchange) => void;
}

/**
 * Azure Resource Manager in raw JSON, bound to one tenant's token.
 *
 * All methods throw {@link ArmError}, or the signal's reason once it is aborted.
 */
export interface ArmClient {
  /** GET; undefined on 404. */
  find(id: string, apiVersion: string, context: RequestContext): Promise<JsonObject | undefined>;
  /** GET of a collection, all pages. `path` may hold a query of its own (`?$filter=…`). */
  list(path: string, apiVersion: string, context: RequestContext): Promise<readonly JsonObject[]>;
  /** PUT, followed to the end of its long-running operation; gives the resource as it then is. */
  put(
    id: string,
    apiVersion: string,
    body: JsonObject,
    context: RequestContext,
  ): Promise<JsonObject>;
  /**
   * As `put`, of a body that was made from a reading: never sent again as it is, since somebody else may
   * have changed the resource meanwhile.
   */
  replace(
    id: string,
    apiVersion: string,
    body: JsonObject,
    context: RequestContext,
  ): Promise<JsonObject>;
  /**
   * PATCH of nothing but what `body` names, followed to the end of its long-running operation; gives the
   * resource as it then is. Sent once, as it is.
   */
  patch(
    id: string,
    apiVersion: string,
    body: JsonObject,
    context: RequestContext,
  ): Promise<JsonObject>;
  /** POST of an action; gives its answer. Not repeated after an unclear failure. */
  post(
    path: string,
    apiVersion: string,
    body: JsonObject,
    context: RequestContext,
  ): Promise<JsonObject>;
  /** DELETE, followed to its end. Already gone is fine. */
  delete(id: string, apiVersion: string, context: RequestContext): Promise<void>;
}

/** Azure Resource Graph: finds things, somewhat late. No write is decided by it. */
export interface ResourceGraph {
  /** All rows of a KQL query over `subscriptions` (absent: all that the token's tenant shows). */
  query(
    kql: string,
    context: RequestContext,
    subscriptions?: readonly string[],
  ): Promise<readonly JsonObject[]>;
}

export interface ManagedIdentity {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly principalId: string;
}

export interface FederatedCredential {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

/** What a federated identity credential says, all but its name. */
export type CredentialContent = Pick<FederatedCredential, 'issuer' | 'subject' | 'audiences'>;

/** User-assigned managed identities and their federated identity credentials. */
export interface Identities {
  find(id: string, context: RequestContext): Promise<ManagedIdentity | undefined>;
  /** Creates the identity. One of that id that is there already is given back as it is. */
  create(id: string, location: string, context: RequestContext): Promise<ManagedIdentity>;
  /** Already gone is fine. */
  delete(id: string, context: RequestContext): Promise<void>;
  listCredentials(
    identityId: string,
    context: RequestContext,
  ): Promise<readonly FederatedCredential[]>;
  /** Does work that writes credentials of the identity while nothing else of this window does. */
  inTurn<T>(identityId: string, context: RequestContext, work: () => Promise<T>): Promise<T>;
  /** Creates or replaces; to be called `inTurn`. Sent once, as it is. */
  putCredential(
    identityId: string,
    name: string,
    credential: CredentialContent,
    context: RequestContext,
  ): Promise<FederatedCredential>;
  /** Already gone is fine. Takes its turn by itself. */
  deleteCredential(identityId: string, name: string, context: RequestContext): Promise<void>;
}

export interface Vault {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly tenantId: string;
  readonly vaultUri: string;
  /** True: Azure RBAC decides about secrets. False: access policies do. */
  readonly isRbac: boolean;
  readonly publicNetworkAccess: 'enabled' | 'disabled';
  /** What the firewall does with addresses that no rule names. */
  readonly firewallDefault: 'allow' | 'deny';
  /** A rule lets some network in, or a private endpoint was approved. */
  readonly hasWayIn?: boolean;
  /** When somebody last changed it; undefined when Azure does not say. */
  readonly changedAtMs?: number;
  readonly provisioningState: string;
}

/** A vault to create: always with Azure RBAC, public access and soft delete. */
export interface NewVault {
  readonly id: string;
  readonly location: string;
  readonly tenantId: string;
  /** How long a deleted vault can be recovered: 7 to 90 days. Can't be changed later. */
  readonly retentionDays: number;
  /** True: nobody can purge it before its retention is over. Can't be undone. */
  readonly isPurgeProtected: boolean;
}

/** A vault that was deleted and whose name is taken until it is recovered, purged or expired. */
export interface DeletedVault {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  /** Epoch ms; undefined when Azure does not say. */
  readonly purgedAtMs: number | undefined;
}

/** Whether a vault's name can be had, in the whole world. */
export type VaultNameAnswer =
  { readonly kind: 'available' } | { readonly kind: 'invalid' | 'taken'; readonly because: string };

export interface Vaults {
  find(id: string, context: RequestContext): Promise<Vault | undefined>;
  checkName(
    subscriptionId: string,
    name: string,
    context: RequestContext,
  ): Promise<VaultNameAnswer>;
  /** The soft-deleted vault of that name in the subscription. */
  findDeleted(
    subscriptionId: string,
    name: string,
    context: RequestContext,
  ): Promise<DeletedVault | undefined>;
  /**
   * Creates the vault and waits until its host name is registered. One of that id that is there
   * already is given back as it is: a PUT would change it.
   */
  create(want: NewVault, context: RequestContext): Promise<Vault>;
  /** Brings a soft-deleted vault back, with its secrets, but without its role assignments. */
  recover(
    deleted: Pick<NewVault, 'id' | 'location' | 'tenantId'>,
    context: RequestContext,
  ): Promise<Vault>;
}

/** What a vault's own host says to the caller who wants to list its secrets. */
export type SecretsAccess =
  | { readonly kind: 'allowed' }
  /** No role for it: not granted, or not effective yet. */
  | { readonly kind: 'denied' }
  /** The vault goes by access policies, and none lets the caller in. */
  | { readonly kind: 'policy' }
  /** The vault's firewall keeps the caller out. Roles don't help. */
  | { readonly kind: 'network' }
  /** The host does not answer: its name is not registered yet, or not known in this network. */
  | { readonly kind: 'unreachable'; readonly because: string };

/** A secret of a vault, without its value. */
export interface VaultSecret {
  readonly name: string;
  readonly isEnabled: boolean;
  /** Epoch ms; undefined: it does not expire. */
  readonly expiresAtMs: number | undefined;
  /** Epoch ms of the newest version; undefined when the vault does not say. */
  readonly updatedAtMs: number | undefined;
}

/** What a vault answers that lists its secrets. */
export interface SecretList {
  readonly secrets: readonly VaultSecret[];
  /** True: a role let the caller in, so the vault decides by roles now. False: it does not say. */
  readonly isByRole: boolean;
}

/** One version of a secret, without its value. */
export interface SecretVersion {
  /** As the vault names it: 32 hexadecimal digits. */
  readonly version: string;
  readonly isEnabled: boolean;
  /** Epoch ms; undefined: it does not expire. */
  readonly expiresAtMs: number | undefined;
}

/** A secret that was deleted and is kept, without its value. */
export interface DeletedSecret {
  /** The one that is the current one again after a recovery; undefined when the vault does not say. */
  readonly current: SecretVersion | undefined;
  /** Epoch ms. */
  readonly deletedAtMs: number | undefined;
  /** Epoch ms: from then on it cannot be recovered any more. */
  readonly keptUntilMs: number | undefined;
}

/** The secrets of vaults. Their values are never read. */
export interface Secrets {
  /** Asks the vault for one name. @throws {ArmError} for anything but an answer about access */
  probe(vaultUri: string, context: RequestContext): Promise<SecretsAccess>;
  /** Names and dates of all of them. @throws {ArmError} forbidden: no role that shows them */
  list(vaultUri: string, context: RequestContext): Promise<SecretList>;
  /** The current version; undefined: there is no such secret, or it is deleted. */
  findCurrent(
    vaultUri: string,
    name: string,
    context: RequestContext,
  ): Promise<SecretVersion | undefined>;
  /** Undefined: no secret of that name was deleted, or it is gone for good. */
  findDeleted(
    vaultUri: string,
    name: string,
    context: RequestContext,
  ): Promise<DeletedSecret | undefined>;
  /** Enables one version; all else of it stays. Sent once, as it is. */
  enable(vaultUri: string, name: string, version: string, context: RequestContext): Promise<void>;
  /**
   * Begins to bring a deleted secret back. Not repeated after an unclear failure.
   *
   * @throws {ArmError} conflict: that is under way already
   */
  recover(vaultUri: string, name: string, context: RequestContext): Promise<void>;
}

/** Who the requests are sent as. A guest has another object id in each tenant. */
export interface Caller {
  readonly objectId: string;
  readonly kind: 'User' | 'ServicePrincipal';
}

/** The document behind `{issuer}/.well-known/openid-configuration`, or why it could not be had. */
export type IssuerAnswer =
  | { readonly kind: 'document'; readonly issuer: string }
  | {
      readonly kind: 'refused' | 'unreachable' | 'invalid';
      /** In plain words, without secrets. */
      readonly because: string;
      /** Refused only as long as the user has not agreed to a private address for this cluster. */
      readonly isPrivate?: true;
    };

export interface IssuerContext extends RequestContext {
  /** Whose issuer it is. Absent: nothing was agreed to. */
  readonly clusterId?: string;
}

/** Fetches issuer discovery documents without credentials: https only, no redirects, bounded. */
export interface IssuerReader {
  /** `url` is the whole address of the document. Never throws but for an aborted signal. */
  read(url: string, context: IssuerContext): Promise<IssuerAnswer>;
}

/** Everything of one tenant. */
export interface Azure {
  /** The cloud's name, when it is another than the public one: some things exist only there. */
  readonly sovereignCloud?: string;
  readonly arm: ArmClient;
  readonly graph: ResourceGraph;
  readonly identities: Identities;
  readonly vaults: Vaults;
  readonly secrets: Secrets;
  readonly issuers: IssuerReader;
  /** Who the account is in this tenant. @throws {ArmError} unauthenticated */
  caller(context: RequestContext): Promise<Caller>;
}

/** What the user has to agree to before a context is used. */
export type ContextDemand =
  /** A program that kubeconfig names gives the credentials. `line` is what runs, all of it. */
  | { readonly kind: 'program'; readonly line: string }
  /** Nobody checks that the API server is the one that it says. */
  | { readonly kind: 'unverified' };

/** What an API server answers, or why it did not. */
export type ApiAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  | {
      readonly kind: 'failed';
      /** In plain words, without secrets. */
      readonly because: string;
    };

/** An API server, asked with a context's credentials. */
export interface ApiServer {
  /** GET, bounded in time and size, without redirects. Never throws but for an aborted signal. */
  get(path: string, context: RequestContext): Promise<ApiAnswer>;
}

/** A way to an API server, as kubeconfig names it. Its credentials are not to be seen. */
export interface KubernetesContext {
  readonly name: string;
  /** The API server's address, for people. */
  readonly server: string;
  /** It is what kubectl takes when told nothing. */
  readonly isCurrent: boolean;
  /** Why it can't be used. */
  readonly problem?: string;
  readonly demands: readonly ContextDemand[];
  /**
   * `agreed`: those of `demands` that the user has agreed to. Without all of them every question fails.
   */
  open(agreed: readonly ContextDemand[]): ApiServer;
}

/** Kubeconfig files that are read as one. */
export interface Kubeconfig {
  /** The files, for people. */
  readonly source: string;
  readonly contexts: readonly KubernetesContext[];
  /** What of it can't be read, and why. */
  readonly problem?: string;
}

/** The API servers that the user's kubeconfig files lead to. Reads nothing before it is asked. */
export interface Kubernetes {
  /** Those in the usual places of this machine. */
  find(): Promise<readonly Kubeconfig[]>;
  read(path: string): Promise<Kubeconfig>;
}

/** The cloud that is shown: the signed-in account's Azure, or the simulated one. */
export interface Cloud {
  readonly isSimulated: boolean;
  readonly clock: Clock;
  /** Seconds of `clock` per second: 1, or more in simulated Azure. */
  readonly clockRate: number;
  /** Where people see resources; absent: nowhere. Without trailing slash. */
  readonly portalUrl?: string;
  /** The tenants that the account can see. Throws {@link ArmError} when it can't be told. */
  tenants(context: RequestContext): Promise<readonly Tenant[]>;
  /** Everything of one tenant; requests fail as `unauthenticated` while it needs a sign-in. */
  azure(tenantId: string): Azure;
  /** The ways to API servers of its clusters. */
  kubernetes(): Promise<Kubernetes>;
  /** Asks the user to sign in to a tenant (or to any, without one). */
  signIn(tenantId?: string): Promise<void>;
}
