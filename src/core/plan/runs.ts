import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import { idKey } from '../model/armId';
import type { RunSnapshot } from '../model/run';
import type { Clock, Log } from '../ports';
import { Execution } from './execution';
import type { Plan, UserAnswer } from './plan';

/** So many runs on a resource can be looked back at. */
const mostRemembered = 10;

/** The runs of this window: at most one at a time on each resource; the last one stays to be seen. */
export class Runs {
  private readonly latestBySubject = new Map<string, Execution>();
  /** Of each resource those before the latest, newest first. */
  private readonly earlierBySubject = new Map<string, readonly RunSnapshot[]>();
  private readonly listeners = new Set<(run: RunSnapshot) => void>();

  constructor(
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly newId: () => string,
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
   * Carries a plan out; resolves when it has ended, however it went.
   *
   * @throws {UserFacingError} another run works on the same resource
   */
  async start(plan: Plan): Promise<RunSnapshot> {
    if (this.isRunning(plan.subjectId)) {
      throw new UserFacingError(
        t('A run is already working on {0}. Wait for its end or cancel it.', plan.subjectName),
      );
    }
    const earlier = this.history(plan.subjectId).slice(0, mostRemembered - 1);
    this.earlierBySubject.set(idKey(plan.subjectId), earlier);
    const execution = new Execution(this.newId(), plan, this.clock, this.log, (snapshot) => {
      for (const listener of this.listeners) listener(snapshot);
    });
    this.latestBySubject.set(idKey(plan.subjectId), execution);
    return execution.carryOut();
  }

  cancel(runId: string): void {
    this.find(runId)?.cancel();
  }

  /** The user's answer to the step that waits for one. */
  answer(runId: string, answer: UserAnswer): void {
    this.find(runId)?.answer(answer);
  }

  /** Carries the same plan out again. It looks at Azure first and does only what is not done. */
  async retry(runId: string): Promise<RunSnapshot> {
    const execution = this.find(runId);
    if (!execution) throw new UserFacingError(t('That run is no longer known. Start it anew.'));
    return this.start(execution.plan);
  }

  private find(runId: string): Execution | undefined {
    return [...this.latestBySubject.values()].find((execution) => execution.runId === runId);
  }
}
