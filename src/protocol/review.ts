/** Whether the caller has a permission, as far as Azure says. */
export const reviewedPermissions = ['allowed', 'denied', 'conditional', 'unknown'] as const;
export type PermissionState = (typeof reviewedPermissions)[number];

/** Such a number as writes of a review have. */
export const isWriteNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** A write that waits to be agreed to. */
export interface ReviewWriteView {
  readonly title: string;
  readonly detail: string;
  readonly isDeletion: boolean;
  /** `PUT instances/aio-berlin-01`. */
  readonly request: string;
  /** What is there now and what will be then, in a few words. */
  readonly change?: { readonly now: string; readonly then: string };
  /** The properties that change; without values where one could be a secret. */
  readonly properties: readonly {
    readonly name: string;
    readonly before?: string;
    readonly after?: string;
  }[];
  /** `credential 3 of 20`. */
  readonly quota?: string;
  readonly lacks: readonly { readonly permission: PermissionState; readonly words: string }[];
  /** By which number its bodies are asked for, now and then. No two writes ever have the same. */
  readonly number?: number;
}

/** What waits to be agreed to: the whole of a plan. */
export interface ReviewView {
  /** `Enable secret synchronization`. */
  readonly title: string;
  /** `5 writes`. */
  readonly count: string;
  /** Where nothing is written: what going on does. */
  readonly idle?: string;
  /** The account lacks a permission, so it cannot run. */
  readonly isDenied: boolean;
  readonly rounds: readonly {
    readonly heading: string;
    readonly writes: readonly ReviewWriteView[];
  }[];
  readonly permissions: readonly {
    readonly action: string;
    readonly permission: PermissionState;
    readonly words: string;
    readonly where: string;
  }[];
  readonly cautions: readonly string[];
  readonly kept: readonly { readonly title: string; readonly because: string }[];
  readonly ending: string;
}
