import type { NeededPermission } from './permissions';

/** Why a request to Azure failed, as far as code needs to know. */
export type ArmErrorReason =
  | 'notFound'
  | 'forbidden'
  | 'unauthenticated'
  | 'conflict'
  | 'throttled'
  | 'invalid'
  | 'unavailable'
  | 'network'
  | 'operationFailed'
  | 'refusedHost'
  | 'malformed';

export interface ArmErrorDetails {
  /** The service's own code, deepest first (`error.details[].code`), as it was sent. */
  readonly code?: string;
  readonly status?: number;
  readonly correlationId?: string;
  readonly retryAfterMs?: number;
  readonly method?: string;
  readonly path?: string;
  /** Azure Policies that forbid it, by the names that somebody gave them. */
  readonly policies?: readonly string[];
  /** The tenant in which to sign in instead. */
  readonly tenantId?: string;
  /** The write was accepted, and how it ended could not be learnt. */
  readonly isOutcomeOpen?: true;
}

/** Our own code: Azure accepted the write and had not ended it when it was last asked. */
export const stillRunningCode = 'OperationStillRunning';

/**
 * A request to Azure that failed. Branch on `reason` or `details.code`, never on the message:
 * the service localises it.
 */
export class ArmError extends Error {
  override readonly name = 'ArmError';

  constructor(
    readonly reason: ArmErrorReason,
    message: string,
    readonly details: ArmErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  static is(error: unknown, reason?: ArmErrorReason): error is ArmError {
    return (
      error instanceof Error &&
      error.name === 'ArmError' &&
      (reason === undefined || ('reason' in error && error.reason === reason))
    );
  }
}

/** What can be offered at once: to look at the plan anew, or to ask for permissions. */
export type Remedy = 'review' | 'request';

/** An error whose message was written for a person and says what to do next. */
export class UserFacingError extends Error {
  override readonly name = 'UserFacingError';
  readonly remedy: Remedy | undefined;
  /** What the caller may not do and would have to be allowed. */
  readonly lacking: readonly NeededPermission[];

  constructor(
    message: string,
    options: ErrorOptions & {
      readonly remedy?: Remedy;
      readonly lacking?: readonly NeededPermission[];
    } = {},
  ) {
    super(message, options);
    this.remedy = options.remedy;
    this.lacking = options.lacking ?? [];
  }

  static is(error: unknown): error is UserFacingError {
    return error instanceof Error && error.name === 'UserFacingError';
  }
}
