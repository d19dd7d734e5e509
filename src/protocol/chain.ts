import type { FindingState } from '../core/model/finding';
import type { RichText } from './panel';

/** What stands in the picture: seven cards, in the order in which trust flows. */
export const cardIds = [
  'issuer',
  'credential',
  'identity',
  'vault',
  'providerClass',
  'instance',
  'secrets',
] as const;
export type CardId = (typeof cardIds)[number];

/** What leads from one card to the next; the link carries the judgement. */
export const linkIds = [
  'issuerToCredential',
  'credentialToIdentity',
  'identityToVault',
  'vaultToProviderClass',
  'providerClassToInstance',
  'instanceToSecrets',
] as const;
export type LinkId = (typeof linkIds)[number];

export const partIds = [...cardIds, ...linkIds] as const;
/** A card or a link: either can be selected. */
export type PartId = CardId | LinkId;

/** A part of the chain for cloud connections; there are as many as identities and endpoints. */
export type CloudPartId = `cloud ${string}`;
/** Whatever can be selected. */
export type ShownPart = PartId | CloudPartId;

/** Longer than the resource id of an identity with what is said before it. */
const longestCloudPart = 600;

/** Only a name: the host looks for it among those that it knows. */
export const isCloudPart = (value: unknown): value is CloudPartId =>
  typeof value === 'string' && value.startsWith('cloud ') && value.length <= longestCloudPart;

/** A check of which there may be many in one part: of a vault secret, or of a SecretSync. */
export type ListedCheckId = `secret ${string}` | `sync ${string}`;

/** Only a name: the host looks for it among those that it knows. */
export const isListedCheck = (value: unknown): value is ListedCheckId =>
  typeof value === 'string' && /^(?:secret|sync) ./.test(value) && value.length <= longestCloudPart;

/** What can be asked to be mended. */
export type MendTarget = ShownPart | ListedCheckId;

/** One row or the beginning of one: an identity, what leads from it, an endpoint, its target. */
export const cloudKinds = ['identity', 'credential', 'endpoint', 'role', 'target'] as const;

export interface CloudPart {
  readonly kind: (typeof cloudKinds)[number];
  /** Absent: nothing can be looked at here, as at a target. */
  readonly id?: CloudPartId;
  readonly title: string;
  readonly name: string;
  readonly state: FindingState;
  readonly words: string;
  /** Of an endpoint: it uses the identity before it, however well. */
  readonly isOwned?: boolean;
}

export interface ChainCard {
  readonly id: CardId;
  /** `Managed identity`. */
  readonly title: string;
  /** What it is called: `id-aio-secrets`; a dash when there is none. */
  readonly name: string;
  readonly state: FindingState;
  /** `Exists, same client id`. */
  readonly words: string;
}

export interface ChainLink {
  readonly id: LinkId;
  readonly state: FindingState;
  /** One to three words: `issuer differs`. */
  readonly word: string;
}

/** A value of the evidence. */
export interface ChainValue {
  readonly label: string;
  readonly value: string;
  /** Where it differs from what it is compared with: from, inclusive, to, exclusive, in UTF-16 units. */
  readonly marks?: readonly (readonly [from: number, to: number])[];
  /** The first byte, from 1 on, in which it differs, or that it lacks. */
  readonly differsAtByte?: number;
  /** `ARM`, `discovery document`. */
  readonly source?: string;
  readonly readAtMs?: number;
}

/** One thing that was looked at. */
export interface ChainCheck {
  readonly id: string;
  readonly title: string;
  readonly state: FindingState;
  readonly words: string;
  /** Why it is so, what it means, or which broken link it follows from. */
  readonly advice?: RichText;
  readonly values: readonly ChainValue[];
  /** What mends it, where that is another thing than what mends its part. */
  readonly remedy?: RichText;
  readonly remedyLabel?: string;
}

/** What is shown beside the picture when a part is selected. */
export interface ChainDetail {
  readonly part: ShownPart;
  /** `Cluster issuer ↔ Federated credential`. */
  readonly heading: string;
  readonly checks: readonly ChainCheck[];
  /** What mends it: one sentence, how many writes, what stays, how long it takes. */
  readonly remedy?: RichText;
  /** Of the button that does it, after a review; absent: only words help. */
  readonly remedyLabel?: string;
}

/** The trust chain as a picture. */
export interface ChainView {
  /** All seven, in the order of {@link cardIds}. */
  readonly cards: readonly ChainCard[];
  /** All six, in the order of {@link linkIds}. */
  readonly links: readonly ChainLink[];
  /** Of each part that has something to show. */
  readonly details: readonly ChainDetail[];
  /** The identities for cloud connections with their endpoints, in reading order. */
  readonly cloud: readonly CloudPart[];
  /** Where the first broken link is: selected when the panel opens. */
  readonly cause?: ShownPart;
}
