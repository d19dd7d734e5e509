import type { Remedy } from '../errors';
import type { NeededPermission } from '../permissions';
import type { PlanRequest } from '../plan/request';
import type { Exchange } from '../ports';

/** A failure in the words that a person gets. */
export interface ShownFailure {
  readonly message: string;
  /** The same without the service's own text, which may hold anything. */
  readonly meaning?: string;
  /** The service's code, if there was one. */
  readonly code?: string;
  readonly correlationId?: string;
  /** What can be offered at once. */
  readonly remedy?: Remedy;
  /** What the caller was found to lack. */
  readonly lacking?: readonly NeededPermission[];
}

/** Times are epoch ms of the run's clock. */
export type StepState =
  | { readonly kind: 'pending' }
  | { readonly kind: 'running'; readonly startedAtMs: number }
  /** Something that only the user can do, or put off, keeps the run from going on. */
  | { readonly kind: 'waiting'; readonly startedAtMs: number; readonly because: string }
  | {
      readonly kind: 'done';
      readonly startedAtMs: number;
      readonly endedAtMs: number;
      /** What was special about it, such as an answer that was lost on the way. */
      readonly because?: string;
    }
  | { readonly kind: 'skipped'; readonly because: string }
  | {
      readonly kind: 'failed';
      readonly startedAtMs: number;
      readonly endedAtMs: number;
      readonly failure: ShownFailure;
    }
  | { readonly kind: 'cancelled'; readonly startedAtMs?: number; readonly endedAtMs: number }
  /** A write was sent and its answer is lost: neither done nor failed until it is observed. */
  | {
      readonly kind: 'unknown';
      readonly startedAtMs: number;
      readonly endedAtMs: number;
      readonly because: string;
    };

/** How long a wait usually takes, in ms. */
export interface UsualDuration {
  readonly lowMs: number;
  readonly highMs: number;
  /** What to do when it takes longer, in a sentence. */
  readonly whenLonger?: string;
}

export interface StepSnapshot {
  readonly id: string;
  /** A sentence that starts with a verb: `Let it read the vault`. */
  readonly title: string;
  /** The technical line: a short resource path, role names, a subject. */
  readonly detail: string;
  readonly state: StepState;
  /** What ARM answered last. */
  readonly exchange?: Exchange;
  readonly usual?: UsualDuration;
}

export type RunOutcome = 'running' | 'succeeded' | 'failed' | 'cancelled' | 'unknown';

/** Ids of what the user chose for a run. */
export interface RunChoices {
  readonly vaultId?: string;
  readonly identityId?: string;
  readonly cloudIdentityId?: string;
}

/** A write that was sent, with its answer. */
export interface SentWrite {
  /** The step that sent it; absent: none did. */
  readonly stepId?: string;
  readonly exchange: Exchange;
  /** When the answer came, or it was clear that none comes; epoch ms. */
  readonly endedAtMs: number;
}

/** A property of a resource, in words that may be kept: never the value of a secret. */
export interface PropertyChange {
  /** As Azure spells it: `oidcIssuerProfile.enabled`. */
  readonly name: string;
  /** Absent: there was none. */
  readonly before?: string;
  /** Absent: there is none. */
  readonly after?: string;
}

/** What a step has made of a resource, as Azure confirmed it. */
export interface ResourceChange {
  readonly resourceId: string;
  readonly kind: 'created' | 'updated' | 'deleted';
  readonly properties: readonly PropertyChange[];
}

/** A write that the user agreed to, as the review named it. */
export interface AgreedWrite {
  readonly title: string;
  readonly detail: string;
  readonly method: string;
  /** `roleAssignments/… on vaults/kv-berlin-plant`. */
  readonly path: string;
}

/** The whole state of a run. Emitted anew on every change; listeners keep nothing. */
export interface RunSnapshot {
  readonly runId: string;
  /** Which plan: `enableSecretSync`. */
  readonly planId: string;
  readonly title: string;
  /** The resource that it is about. */
  readonly subjectId: string;
  readonly subjectName: string;
  /** What the user asked for; absent: it cannot be made anew from data. */
  readonly request?: PlanRequest;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  readonly outcome: RunOutcome;
  /** Set when `outcome` is failed: also for failures before the first step. */
  readonly failure?: ShownFailure;
  /** What it may write. */
  readonly agreed: readonly AgreedWrite[];
  readonly steps: readonly StepSnapshot[];
  /** How many requests of each kind the run has sent. */
  readonly requests: { readonly reads: number; readonly writes: number };
  /** The writes, oldest first, as far as they are kept: `requests` counts all. */
  readonly writes: readonly SentWrite[];
  /** What the steps have changed, as far as they say so. */
  readonly changes: readonly ResourceChange[];
}
