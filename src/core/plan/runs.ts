import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import { idKey } from '../model/armId';
import type { RunChoices, RunOutcome, RunSnapshot } from '../model/run';
import type { Clock, Log, RequestContext } from '../ports';
import { Execution } from './execution';
import type { Plan, PreparedPlan, UserAnswer } from './plan';
import { choicesOf, type PlanId, type PlanRequest } from './request';

/** So many runs on a resource can be looked back at. */
const mostRemembered = 10;

/** Keeps what runs are about while they go on, and other windows from doing the same meanwhile. */
export interface RunKeeper {
  /**
   * Notes that the run begins.
   *
   * @param onLost called when another window has taken the run for interrupted
   * @throws {UserFacingError} another window works on the same resource
   */
  claim(runId: string, request: PlanRequest, onLost: () => void): Promise<RunClaim>;
  /** @throws {UserFacingError} a run of another window works on the resource */
  requireFree(subjectId: string): Promise<void>;
  /** What an interrupted run of that plan was about. */
  choices(subjectId: string, planId: PlanId): Promise<RunChoices>;
}

export interface RunClaim {
  /** Notes how the run has ended. Never rejects. */
  release(outcome: RunOutcome): Promise<void>;
}

/** The runs of this window: at most one at a time on each resource; the last one stays to be seen. */
export class Runs {
  private readonly latestBySubject = new Map<string, Execution>();
  /** Of each resource those before the latest, newest first. */
  private readonly earlierBySubject = new Map<string, readonly RunSnapshot[]>();
  private readonly listeners = new Set<(run: RunSnapshot) => void>();
  /** What is about to be worked on, until its claim is there. */
  private readonly claiming = new Set<string>();

  /** @param keeper absent: nobody else can work on the same, and nothing outlives the window */
  constructor(
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly newId: () => string,
    private readonly keeper?: RunKeeper,
  ) {}

  onDidChange(listener: (run: RunSnapshot) => void): { dispose(): void } {
    this.listeners.add(listener);
    return {
      dispose: () => {
        this.listeners.delete(listener);
      },
    };
  }

  latest(subjectId: string): RunSnapshot | undefined {
    return this.latestBySubject.get(idKey(subjectId))?.snapshot;
  }

  /** The runs on a resource, newest first. */
  history(subjectId: string): readonly RunSnapshot[] {
    const latest = this.latest(subjectId);
    return latest ? [latest, ...(this.earlierBySubject.get(idKey(subjectId)) ?? [])] : [];
  }

  isRunning(subjectId: string): boolean {
    return this.latest(subjectId)?.outcome === 'running';
  }

  /**
   * Before anything is asked: one run at a time on each resource, over all windows.
   *
   * @throws {UserFacingError} whose run works on it, and what to do
   */
  async requireIdle(subjectId: string, subjectName: string): Promise<void> {
    this.requireIdleHere(subjectId, subjectName);
    await this.keeper?.requireFree(subjectId);
  }

  /** What the last run was about, if it was that plan and did not come to a good end. */
  async unfinished(subjectId: string, planId: PlanId): Promise<RunChoices> {
    const run = this.latest(subjectId);
    if (!run) return (await this.keeper?.choices(subjectId, planId)) ?? {};
    return run.request?.planId === planId && run.outcome !== 'succeeded'
      ? choicesOf(run.request)
      : {};
  }

  /**
   * Carries a plan out; resolves when it has ended, however it went.
   *
   * @throws {UserFacingError} another run, perhaps of another window, works on the same resource
   */
  async start(plan: Plan): Promise<RunSnapshot> {
    const key = idKey(plan.subjectId);
    this.requireIdleHere(plan.subjectId, plan.subjectName);
    const runId = this.newId();
    if (!this.keeper || !plan.request) return this.carryOut(runId, plan);
    this.claiming.add(key);
    let claim: RunClaim;
    try {
      claim = await this.keeper.claim(runId, plan.request, () => {
        this.log.warn(`${plan.title}: another window took it for interrupted (${runId})`);
        this.cancel(runId);
      });
    } finally {
      this.claiming.delete(key);
    }
    const end = await this.carryOut(runId, plan);
    await claim.release(end.outcome);
    return end;
  }

  cancel(runId: string): void {
    this.find(runId)?.cancel();
  }

  /** The user's answer to the step that waits for one. */
  answer(runId: string, answer: UserAnswer): void {
    this.find(runId)?.answer(answer);
  }

  /** What the run was made for; undefined: that is not known. */
  requestOf(runId: string): PlanRequest | undefined {
    return this.find(runId)?.plan.request;
  }

  /**
   * Prepares the run's plan anew, for another review.
   *
   * @throws {UserFacingError} the run is no longer known, or its wish has to be told again
   */
  async prepareAgain(runId: string, context: RequestContext): Promise<PreparedPlan> {
    const prepared = await this.find(runId)?.plan.prepareAgain?.(context);
    if (prepared) return prepared;
    throw new UserFacingError(t('Start it anew, so that you see again what it would do.'));
  }

  /** Carries the same plan out again. It looks at Azure first and does only what is not done. */
  async retry(runId: string): Promise<RunSnapshot> {
    const execution = this.find(runId);
    if (!execution) throw new UserFacingError(t('That run is no longer known. Start it anew.'));
    return this.start(execution.plan);
  }

  private requireIdleHere(subjectId: string, subjectName: string): void {
    if (!this.isRunning(subjectId) && !this.claiming.has(idKey(subjectId))) return;
    throw new UserFacingError(
      t('A run is already working on {0}. Wait for its end or cancel it.', subjectName),
    );
  }

  private carryOut(runId: string, plan: Plan): Promise<RunSnapshot> {
    const key = idKey(plan.subjectId);
    const earlier = this.history(plan.subjectId).slice(0, mostRemembered - 1);
    this.earlierBySubject.set(key, earlier);
    const execution = new Execution(runId, plan, this.clock, this.log, (snapshot) => {
      for (const listener of this.listeners) listener(snapshot);
    });
    this.latestBySubject.set(key, execution);
    return execution.carryOut();
  }

  private find(runId: string): Execution | undefined {
    return [...this.latestBySubject.values()].find((execution) => execution.runId === runId);
  }
}
