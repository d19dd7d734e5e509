import { t } from '@vscode/l10n';
import { toShownFailure } from '../explain';
import type {
  AgreedWrite,
  ResourceChange,
  RunOutcome,
  RunSnapshot,
  SentWrite,
  ShownFailure,
  StepSnapshot,
  StepState,
} from '../model/run';
import type { Clock, Exchange, Log, RequestContext } from '../ports';
import type { Plan, Run, StepContext, UserAnswer } from './plan';
import { isLostWrite, isStillRunning, isUnseen, isWrite } from './lostWrites';
import { writePath } from './writePath';

/** No plan comes near; a run that repeats itself must not fill the memory. */
const mostKept = 500;

/** It is looked so long after an answer was lost, in ms: Azure may still be at it. */
const looksAfterMs = [5_000, 20_000, 60_000] as const;

const wordsAfterLoss = (writesSince: number): string =>
  writesSince === 0
    ? t('Azure’s answer was lost, so it was looked at again: the change is there.')
    : t('Azure’s answer was lost, so it was looked at again, and what was missing was written.');

/** Azure wants to be asked later than a run would wait. */
const asksLater = (error: unknown): boolean =>
  isStillRunning(error) && error.details.retryAfterMs !== undefined;

function unknownWords(error: unknown): string {
  const { message } = toShownFailure(error);
  return isStillRunning(error)
    ? message
    : t(
        'Azure’s answer was lost, and what has become of the change could not be seen ({0}). Once Azure can be reached, run it again: it looks first, and writes only what is missing.',
        message,
      );
}

/** One plan being carried out. Owns the clock of its steps and emits a whole snapshot on every change. */
export class Execution implements Run<string> {
  private readonly abort = new AbortController();
  private readonly steps: Map<string, StepSnapshot>;
  private readonly startedAtMs: number;
  private readonly agreed: readonly AgreedWrite[];
  private endedAtMs: number | undefined;
  private outcome: RunOutcome = 'running';
  private failure: ShownFailure | undefined;
  private reads = 0;
  private writes = 0;
  private sentWrites: readonly SentWrite[] = [];
  private changes: readonly ResourceChange[] = [];
  /** By step: what is told with its end. */
  private readonly notes = new Map<string, readonly string[]>();
  /** The step that waits for the user. */
  private waiting: ((answer: UserAnswer) => void) | undefined;

  readonly context: RequestContext = {
    signal: this.abort.signal,
    onExchange: (exchange) => {
      this.count(exchange);
    },
  };

  constructor(
    readonly runId: string,
    readonly plan: Plan,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly emit: (snapshot: RunSnapshot) => void,
  ) {
    this.startedAtMs = clock.now();
    this.agreed = plan.agreed.map((write) => ({
      title: write.title,
      detail: write.detail,
      method: write.method,
      path: writePath(write),
    }));
    this.steps = new Map(
      Object.entries(plan.steps).flatMap(([id, description]) =>
        description
          ? [[id, { id, ...description, state: { kind: 'pending' } } satisfies StepSnapshot]]
          : [],
      ),
    );
  }

  get snapshot(): RunSnapshot {
    const { plan, failure, endedAtMs } = this;
    return {
      runId: this.runId,
      planId: plan.id,
      title: plan.title,
      subjectId: plan.subjectId,
      subjectName: plan.subjectName,
      ...(plan.request ? { request: plan.request } : {}),
      startedAtMs: this.startedAtMs,
      ...(endedAtMs === undefined ? {} : { endedAtMs }),
      outcome: this.outcome,
      ...(failure === undefined ? {} : { failure }),
      agreed: this.agreed,
      steps: [...this.steps.values()],
      requests: { reads: this.reads, writes: this.writes },
      writes: this.sentWrites,
      changes: this.changes,
    };
  }

  /** Asks everything that runs to stop. The run ends as `cancelled` as soon as it has. */
  cancel(): void {
    if (this.outcome !== 'running') return;
    this.abort.abort(new Error(t('Cancelled')));
  }

  /** Lets the step that waits for the user go on; nothing happens when none does. */
  answer(answer: UserAnswer): void {
    this.waiting?.(answer);
  }

  /** Carries the plan out. Never throws: how it went is in the snapshot. */
  async carryOut(): Promise<RunSnapshot> {
    this.log.info(`${this.plan.title}: started (${this.runId})`);
    this.changed();
    try {
      await this.plan.run(this);
      this.end('succeeded');
    } catch (error) {
      if (this.abort.signal.aborted) {
        this.end('cancelled');
      } else {
        this.log.error(error instanceof Error ? error : String(error));
        this.failure = toShownFailure(error);
        this.end(this.has('unknown') ? 'unknown' : 'failed');
      }
    }
    return this.snapshot;
  }

  async step<T>(id: string, work: (context: StepContext) => Promise<T>): Promise<T> {
    this.abort.signal.throwIfAborted();
    const startedAtMs = this.clock.now();
    this.set(id, { state: { kind: 'running', startedAtMs } });
    let lost: { readonly writes: number } | undefined;
    for (let looks = 0; ; looks += 1) {
      try {
        const result = await work(this.contextOf(id, startedAtMs));
        const because = [
          ...(lost ? [wordsAfterLoss(this.writesOf(id) - lost.writes)] : []),
          ...(this.notes.get(id) ?? []),
        ].join(' ');
        const endedAtMs = this.clock.now();
        this.set(id, {
          state: { kind: 'done', startedAtMs, endedAtMs, ...(because !== '' && { because }) },
        });
        return result;
      } catch (error) {
        if (isLostWrite(error)) lost = { writes: this.writesOf(id) };
        const waitMs =
          lost && isUnseen(error) && !asksLater(error) ? looksAfterMs[looks] : undefined;
        if (waitMs === undefined || this.abort.signal.aborted) {
          this.set(id, {
            state: this.endOfFailed(error, startedAtMs, { isLost: lost !== undefined }),
          });
          throw error;
        }
        await this.waitToLook(id, waitMs, startedAtMs);
      }
    }
  }

  private contextOf(id: string, startedAtMs: number): StepContext {
    return {
      signal: this.abort.signal,
      clock: this.clock,
      agreed: this.plan.agreed,
      onExchange: (exchange) => {
        this.count(exchange, id);
        this.set(id, { exchange });
      },
      report: (detail) => {
        this.set(id, { detail });
      },
      changed: (change) => {
        if (this.changes.length < mostKept) this.changes = [...this.changes, change];
      },
      note: (sentence) => {
        this.notes.set(id, [...(this.notes.get(id) ?? []), sentence]);
        this.log.info(`${this.plan.title}: ${sentence}`);
      },
      waitForUser: (because) => this.waitForUser(id, startedAtMs, because),
    };
  }

  /** Every step looks before it writes: done again, it observes what has become of its write. */
  private async waitToLook(id: string, waitMs: number, startedAtMs: number): Promise<void> {
    this.set(id, { detail: t('Azure’s answer was lost: looks what has become of the change') });
    try {
      await this.clock.sleep(waitMs, this.abort.signal);
    } catch (error) {
      this.set(id, { state: this.endOfFailed(error, startedAtMs, { isLost: true }) });
      throw error;
    }
  }

  private writesOf(id: string): number {
    return this.sentWrites.filter(({ stepId }) => stepId === id).length;
  }

  async all(works: readonly Promise<void>[]): Promise<void> {
    const results = await Promise.allSettled(works);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  skip(id: string, because: string): void {
    this.set(id, { state: { kind: 'skipped', because } });
  }

  private async waitForUser(id: string, startedAtMs: number, because: string): Promise<UserAnswer> {
    const { signal } = this.abort;
    signal.throwIfAborted();
    let stop: (() => void) | undefined;
    try {
      return await new Promise<UserAnswer>((resolve, reject) => {
        this.waiting = resolve;
        this.set(id, { state: { kind: 'waiting', startedAtMs, because } });
        stop = () => {
          reject(signal.reason as Error);
        };
        signal.addEventListener('abort', stop, { once: true });
      });
    } finally {
      this.waiting = undefined;
      if (stop) signal.removeEventListener('abort', stop);
      if (!signal.aborted) this.set(id, { state: { kind: 'running', startedAtMs } });
    }
  }

  private endOfFailed(
    error: unknown,
    startedAtMs: number,
    { isLost }: { readonly isLost: boolean },
  ): StepState {
    const endedAtMs = this.clock.now();
    if (this.abort.signal.aborted) return { kind: 'cancelled', startedAtMs, endedAtMs };
    if (isLost && isUnseen(error)) {
      return {
        kind: 'unknown',
        startedAtMs,
        endedAtMs,
        because: unknownWords(error),
      };
    }
    return { kind: 'failed', startedAtMs, endedAtMs, failure: toShownFailure(error) };
  }

  private has(kind: StepState['kind']): boolean {
    return [...this.steps.values()].some((step) => step.state.kind === kind);
  }

  private end(outcome: RunOutcome): void {
    this.outcome = outcome;
    this.endedAtMs = this.clock.now();
    if (outcome === 'cancelled') {
      for (const [id, step] of this.steps) {
        if (step.state.kind !== 'pending') continue;
        this.steps.set(id, { ...step, state: { kind: 'cancelled', endedAtMs: this.endedAtMs } });
      }
    }
    this.log.info(
      `${this.plan.title}: ${outcome} (${this.runId}, ${this.reads} reads, ${this.writes} writes)`,
    );
    this.changed();
  }

  private count(exchange: Exchange, stepId?: string): void {
    if (!isWrite(exchange)) {
      this.reads += 1;
      return;
    }
    this.writes += 1;
    if (this.sentWrites.length >= mostKept) return;
    const sent = { exchange, endedAtMs: this.clock.now() };
    this.sentWrites = [...this.sentWrites, stepId === undefined ? sent : { ...sent, stepId }];
  }

  private set(id: string, change: Partial<StepSnapshot>): void {
    const step = this.steps.get(id);
    if (!step) throw new Error(`The plan ${this.plan.id} has no step ${id}`);
    this.steps.set(id, { ...step, ...change });
    if (change.state) this.tell(step.title, change.state);
    this.changed();
  }

  private tell(title: string, state: StepState): void {
    const because = 'because' in state ? `. ${state.because}` : '';
    const line = `${this.plan.title} · ${title}: ${state.kind}${because}`;
    if (state.kind === 'unknown') this.log.warn(line);
    else this.log.info(line);
  }

  private changed(): void {
    this.emit(this.snapshot);
  }
}
