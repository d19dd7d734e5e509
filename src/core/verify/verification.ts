import type { Evidence, Finding, FindingState } from '../model/finding';

/** What stands in the picture of the trust chain, in the order in which trust flows. */
export type CardId =
  'issuer' | 'credential' | 'identity' | 'vault' | 'providerClass' | 'instance' | 'secrets';

/** From one card to the next. */
export type LinkId =
  | 'issuerToCredential'
  | 'credentialToIdentity'
  | 'identityToVault'
  | 'vaultToProviderClass'
  | 'providerClassToInstance'
  | 'instanceToSecrets';

export type PartId = CardId | LinkId;

/** The commands that mend something; each goes through a plan and its review. */
export type RemedyKind =
  | 'enableClusterIdentity'
  | 'checkPrerequisites'
  | 'updateByAzureCli'
  | 'configureApiServer'
  | 'confirmApiServer'
  /** Enable again with the vault and the identity that are named: does only what is missing. */
  | 'repairSecretSync'
  /** Enable with another vault or identity. */
  | 'enableSecretSync'
  | 'listMissingObjects'
  /** One SecretSync: the class that it names, or two mappings to one key. */
  | 'repairSync'
  /** A SecretSync gets a mapping more. */
  | 'mapSecret'
  /** Take the conditions from roles at the vault itself. */
  | 'liftConditions'
  /** Write the instance as it is once more. */
  | 'rewriteInstance'
  /** Have a Secret Store extension that failed installed once more. */
  | 'repairSecretStore'
  /** A private endpoint, or public access. */
  | 'letClusterIn'
  /** Let roles decide at the vault instead of its access policies. */
  | 'switchToRbac'
  /** Enable secrets that are disabled, recover those that were deleted. */
  | 'restoreSecret'
  | 'syncNow'
  | 'assignCloudIdentity'
  | 'removeCloudIdentity'
  | 'useIdentityInEndpoint'
  | 'grantAccess'
  | 'openInPortal';

/** What mends a broken link. */
export interface Remedy {
  readonly kind: RemedyKind;
  /** Of a button: `Repair Credential…`. */
  readonly label: string;
  /** What it does, how many writes, what stays, how long it takes. */
  readonly sentence: string;
  /** Of what it is about; absent: the instance. */
  readonly resourceId?: string;
  /** Of the vault's secret that it is about. */
  readonly secretName?: string;
}

/** A value of the evidence, with what differs in it from what it is compared with. */
export interface CheckedValue extends Evidence {
  /** From, inclusive, to, exclusive, in UTF-16 code units. */
  readonly marks?: readonly (readonly [from: number, to: number])[];
  /** The first byte, from 1 on, in which it differs, or that it lacks. */
  readonly differsAtByte?: number;
}

/** One thing that was looked at. */
export interface Check {
  /** Unique in a verification: `credential`, `sync historian`. */
  readonly id: string;
  readonly title: string;
  readonly finding: Finding;
  readonly values: readonly CheckedValue[];
  readonly remedy?: Remedy;
  /** The first broken check before it in the order of trust from which it can follow. */
  readonly causedBy?: string;
}

/** A part of the picture: its state is that of the check that decides about it. */
export interface Part {
  readonly id: PartId;
  readonly state: FindingState;
  readonly words: string;
  /** Ids of the checks that are about it. */
  readonly checks: readonly string[];
}

/** What was found along the trust chain of one instance. */
export interface Verification {
  readonly instanceId: string;
  /** In the order in which one depends on the other. */
  readonly checks: readonly Check[];
  /** All cards and links. */
  readonly parts: readonly Part[];
  /** The first broken check: all that is broken behind it may follow from it. */
  readonly causeId?: string;
  /** What is known of the identities for cloud connections; empty when none is assigned. */
  readonly cloud: readonly Check[];
  readonly endedAtMs: number;
}
