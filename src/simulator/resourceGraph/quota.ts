/** Queries that a user may send in a window. */
const queriesPerWindow = 15;
const windowMs = 5_000;

export interface QuotaAnswer {
  readonly isAllowed: boolean;
  readonly remaining: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly resetsAfterSeconds: number;
}

/** Resource Graph's quota: 15 queries in windows of 5 s, each starting with its first query. */
export class Quota {
  private readonly windows = new Map<string, { startedAtMs: number; used: number }>();

  /** Counts one query of the user. */
  take(user: string, nowMs: number): QuotaAnswer {
    const current = this.windows.get(user);
    const isOver = !current || nowMs - current.startedAtMs >= windowMs;
    const window = isOver ? { startedAtMs: nowMs, used: 0 } : current;
    this.windows.set(user, window);
    const isAllowed = window.used < queriesPerWindow;
    if (isAllowed) window.used++;
    const leftMs = window.startedAtMs + windowMs - nowMs;
    return {
      isAllowed,
      remaining: queriesPerWindow - window.used,
      resetsAfterSeconds: Math.max(1, Math.ceil(leftMs / 1000)),
    };
  }
}
