import type { Fact } from '../model/fact';
import type { JsonObject } from '../model/json';
import type { Mapping } from '../model/mappings';
import type { Connectivity } from '../model/node';
import type {
  DeletedVault,
  FederatedCredential,
  ManagedIdentity,
  Vault,
  VaultSecret,
} from '../ports';
import type { DataflowEndpoint } from './dataflowEndpoints';

export interface Instance {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly customLocationId: string;
  readonly provisioningState: string | undefined;
  /** `defaultSecretProviderClassRef.resourceId`. */
  readonly defaultClassId: string | undefined;
  /** `None`, `SystemAssigned`, `UserAssigned`, …; `None` when Azure shows none. */
  readonly identityType: string;
  /** The identity map: ids as it spells them, with the client ids that it shows. */
  readonly userAssignedIdentities: readonly {
    readonly id: string;
    readonly clientId: string | undefined;
  }[];
  /** The whole answer, unknown properties included. */
  readonly body: JsonObject;
}

export interface CustomLocation {
  readonly id: string;
  readonly namespace: string;
  readonly clusterId: string;
}

export interface Cluster {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  /** Lower-case, as Arc detected it: `k3s`, `aks_edge_k3s`, … */
  readonly distribution: string;
  readonly isProvisionedCluster: boolean;
  readonly connectivity: Connectivity;
  readonly lastSeenAtMs: number | undefined;
  readonly provisioningState: string | undefined;
  readonly agentVersion: string | undefined;
  readonly agentState: string | undefined;
  readonly agentErrors: readonly string[];
  readonly isOidcEnabled: boolean;
  readonly isWorkloadIdentityEnabled: boolean;
  /** As Arc published it; undefined while it hasn't. */
  readonly issuerUrl: string | undefined;
  readonly selfHostedIssuerUrl: string | undefined;
  readonly body: JsonObject;
}

/** The issuer string that credentials must carry, byte for byte. */
export interface ResolvedIssuer {
  /** To be used, exactly. */
  readonly issuer: string;
  /** What ARM shows (`issuerUrl` or the self-hosted one). */
  readonly published: string;
  /** True when the discovery document confirmed it; false: ARM's value is taken as it is. */
  readonly isVerified: boolean;
  /** Why it could not be verified. */
  readonly because?: string;
  /** What the discovery document names instead. */
  readonly named?: string;
  /** The host answered, and not with a document that names this issuer: Entra gets no other answer. */
  readonly isRefuted?: true;
  /** It lies in a private network; the user may agree to read it there. */
  readonly isPrivate?: true;
}

export interface ProviderClass {
  readonly id: string;
  readonly name: string;
  readonly customLocationId: string;
  readonly clientId: string | undefined;
  readonly vaultName: string | undefined;
  readonly tenantId: string | undefined;
  readonly provisioningState: string | undefined;
  readonly body: JsonObject;
}

export interface SecretSync {
  readonly id: string;
  readonly name: string;
  readonly customLocationId: string;
  readonly providerClassName: string | undefined;
  readonly provisioningState: string | undefined;
  readonly mappings: readonly Mapping[];
  readonly createdAtMs: number | undefined;
  /** When somebody last changed it, and not by a report; undefined when Azure does not say. */
  readonly changedAtMs?: number | undefined;
  /** Since when its status says nothing of how the chain is now: it is older than that change. */
  readonly awaitsSinceMs?: number;
  /** Of the newest condition. */
  readonly condition:
    | {
        readonly isTrue: boolean;
        /** The cluster says neither that it works nor that it fails. */
        readonly isUnknown?: true;
        readonly reason: string;
        readonly message: string;
        /** Since when it is so; undefined when Azure does not say. */
        readonly changedAtMs?: number | undefined;
        /** Which version of the SecretSync the cluster has looked at. */
        readonly generation?: number | undefined;
      }
    | undefined;
  readonly lastSuccessAtMs: number | undefined;
}

export interface ClusterExtension {
  readonly name: string;
  /** Lower-case: `microsoft.azure.secretstore`. */
  readonly type: string;
  readonly provisioningState: string | undefined;
  /** Why its last operation failed, in the service's words. */
  readonly error?: string;
  /** How often the Secret Store extension looks for changes; undefined: its own default, an hour. */
  readonly pollIntervalMs?: number;
}

export interface RoleAssignment {
  readonly id: string;
  readonly scope: string;
  /** The GUID at the end of `roleDefinitionId`, lower-case. */
  readonly roleId: string;
  readonly principalId: string;
  readonly condition: string | undefined;
  readonly createdAtMs?: number;
}

/** One entry of the permissions call: a role that is effective for the caller at a scope. */
export interface PermissionEntry {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  readonly condition: string | undefined;
}

/** An identity for cloud connections: one of the instance's map, or one chosen to become so. */
export interface CloudIdentity {
  /** As the map spells it, else as it was chosen. */
  readonly id: string;
  readonly isAssigned: boolean;
  /** The picture has it already: a run is about to assign it, or has just done so. */
  readonly isComing?: true;
  /** What the map shows. Another than the identity's own: the identity was created anew. */
  readonly mappedClientId: string | undefined;
  readonly identity: Fact<ManagedIdentity>;
  readonly credentials: Fact<readonly FederatedCredential[]>;
}

/** What an observation is about. Vault and identities are those the user chose, if any. */
export interface Target {
  readonly tenantId: string;
  readonly instanceId: string;
  readonly vaultId?: string;
  /** Reads the vault for the Secret Store extension. */
  readonly identityId?: string;
  /** For cloud connections. */
  readonly cloudIdentityId?: string;
  /** What this window has written of late. */
  readonly writes?: readonly { readonly path: string; readonly atMs: number }[];
}

/** The resource behind the host of an endpoint. */
export interface ConnectionTarget {
  readonly host: string;
  readonly id: string;
}

/** What only a verification needs beside the rest. */
export interface ChainReadings {
  /** Names and dates of the vault's secrets, never a value. */
  readonly secrets: Fact<readonly VaultSecret[]>;
  /** The vault that the provider class names, where it was deleted and can be recovered. */
  readonly deletedVault: Fact<DeletedVault>;
  /** Of the instance. */
  readonly endpoints: Fact<readonly DataflowEndpoint[]>;
  /** What the hosts of the endpoints lead to, as far as it is to be found. */
  readonly targets: readonly ConnectionTarget[];
  /** Of the identities for cloud connections, at every scope that the account can see. */
  readonly grants: Fact<readonly RoleAssignment[]>;
}

/** Everything that matters for one instance, as it was read just now. */
export interface Observation {
  readonly target: Target;
  /** Name of the cloud, when it is another than the public one. */
  readonly sovereignCloud?: string;
  /** Nothing in it is older. Epoch ms. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** `Enabled`, `Disabled`, … of the instance's subscription, with its name. */
  readonly subscription: Fact<{ readonly name: string; readonly state: string }>;
  readonly instance: Fact<Instance>;
  readonly customLocation: Fact<CustomLocation>;
  readonly cluster: Fact<Cluster>;
  readonly issuer: Fact<ResolvedIssuer>;
  readonly extensions: Fact<readonly ClusterExtension[]>;
  /** All provider classes on the instance's custom location, others' too. */
  readonly providerClasses: Fact<readonly ProviderClass[]>;
  readonly secretSyncs: Fact<readonly SecretSync[]>;
  /** The chosen vault, else the one that the instance's provider class names. */
  readonly vault: Fact<Vault>;
  readonly identity: Fact<ManagedIdentity>;
  /** Of `identity`. */
  readonly credentials: Fact<readonly FederatedCredential[]>;
  /** Of `identity` at the vault and above. */
  readonly roleAssignments: Fact<readonly RoleAssignment[]>;
  /** All of the instance's identity map, and the chosen one. */
  readonly cloudIdentities: Fact<readonly CloudIdentity[]>;
  /** Absent in observations that a plan is made from. */
  readonly chain?: ChainReadings;
}
