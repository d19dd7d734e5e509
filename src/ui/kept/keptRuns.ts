import { t } from '@vscode/l10n';
import { UserFacingError } from '../../core/errors';
import { parseArmId, sameId } from '../../core/model/armId';
import type { RunChoices, RunOutcome } from '../../core/model/run';
import {
  beatMs,
  isCarriedOut,
  type KeptRun,
  type OwnerSigns,
  type RunOwner,
} from '../../core/plan/keptRun';
import { choicesOf, subjectOf, type PlanId, type PlanRequest } from '../../core/plan/request';
import type { RunClaim, RunKeeper } from '../../core/plan/runs';
import { requestTitle } from '../../core/plans/prepareRequest';
import type { Clock, Log } from '../../core/ports';
import type { RunFiles } from './runFiles';
import { whenWords } from './whenWords';

export interface KeptRunsOptions {
  readonly files: RunFiles;
  readonly owner: RunOwner;
  readonly signs: OwnerSigns;
  readonly clock: Clock;
  readonly log: Log;
}

/** A run that goes on in this window. */
interface OwnRun {
  readonly beat: NodeJS.Timeout;
  readonly onLost: () => void;
}

const nameOf = (id: string): string => parseArmId(id)?.name ?? id;

/** How a run of another window is told: whose it is, since when, and what can be done. */
function busyElsewhere({ request, owner, startedAtMs }: KeptRun): string {
  const window =
    owner.windowName === '' ? t('another window') : t('window “{0}”', owner.windowName);
  return t(
    '“{0}” has been running on {1} since {2} in {3}. Wait for its end there, or cancel it there. If that window is gone, this is free again in half a minute.',
    requestTitle(request),
    nameOf(subjectOf(request)),
    whenWords(startedAtMs),
    window,
  );
}

/**
 * The runs of all windows of this machine, by what they are about. A run that is noted keeps other
 * windows off its resource while its owner lives; after that it is one that was interrupted.
 */
export class KeptRuns implements RunKeeper {
  private readonly own = new Map<string, OwnRun>();
  private looking: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: KeptRunsOptions) {}

  /** What still runs here ends with the extension host. */
  dispose(): void {
    for (const [runId, { beat }] of this.own) {
      clearInterval(beat);
      this.options.files.leaveNow(runId);
    }
    this.own.clear();
  }

  async claim(runId: string, request: PlanRequest, onLost: () => void): Promise<RunClaim> {
    const { files, owner, clock, log } = this.options;
    const beat = setInterval(() => {
      files.touch(runId).catch((error: unknown) => {
        if (isMissing(error)) this.lose(runId);
        else log.warn(`Run ${runId} gave no sign of life: ${String(error)}`);
      });
    }, beatMs);
    this.own.set(runId, { beat, onLost });
    try {
      await files.write({ runId, startedAtMs: clock.now(), owner, request });
      // First noted, then looked: of two windows at least one sees the other.
      await this.requireFree(subjectOf(request));
      // What this run goes on with is no longer interrupted.
      for (const former of await this.interrupted()) {
        if (isSameWish(former.request, request)) await files.remove(former.runId);
      }
    } catch (error) {
      await this.drop(runId, 'failed');
      if (UserFacingError.is(error)) throw error;
      throw new UserFacingError(
        t(
          'VS Code’s folder for what extensions keep cannot be written, so another window would not know of this run: {0}. Nothing was sent to Azure.',
          String(error),
        ),
        { cause: error },
      );
    }
    return { release: (outcome) => this.drop(runId, outcome) };
  }

  /** @throws {UserFacingError} a run of another window works on the resource */
  async requireFree(subjectId: string): Promise<void> {
    const other = await this.carriedOutElsewhere(subjectId);
    if (other) throw new UserFacingError(busyElsewhere(other));
  }

  /** Whether another window carries a run out, on whatever resource. */
  async isAnyElsewhere(): Promise<boolean> {
    const found = await this.options.files.list();
    return found.some(
      ({ run, isLeft, seenAtMs }) =>
        !isLeft && run.owner.id !== this.options.owner.id && this.isAlive(run, seenAtMs),
    );
  }

  /** The runs that nobody carries out any more though they have not ended, oldest first. */
  interrupted(): Promise<readonly KeptRun[]> {
    // One look after the other: of two at once each would find that somebody was faster.
    const look = this.looking.then(() => this.lookForInterrupted());
    this.looking = look.catch(() => undefined);
    return look;
  }

  /** What an interrupted run of that plan was about. */
  async choices(subjectId: string, planId: PlanId): Promise<RunChoices> {
    const former = (await this.interrupted()).findLast(
      ({ request }) => request.planId === planId && sameId(subjectOf(request), subjectId),
    );
    return former ? choicesOf(former.request) : {};
  }

  forget(runId: string): Promise<void> {
    return this.options.files.remove(runId);
  }

  private async lookForInterrupted(): Promise<readonly KeptRun[]> {
    const { files } = this.options;
    const found = await files.list();
    const runs = await Promise.all(
      found.map(async ({ run, isLeft, seenAtMs }) => {
        if (isLeft) return run;
        if (this.isAlive(run, seenAtMs)) return undefined;
        return (await files.leave(run.runId)) ? run : undefined;
      }),
    );
    return runs.filter((run) => run !== undefined);
  }

  private async carriedOutElsewhere(subjectId: string): Promise<KeptRun | undefined> {
    const found = await this.options.files.list();
    return found.find(
      ({ run, isLeft, seenAtMs }) =>
        !isLeft &&
        run.owner.id !== this.options.owner.id &&
        sameId(subjectOf(run.request), subjectId) &&
        this.isAlive(run, seenAtMs),
    )?.run;
  }

  private isAlive(run: KeptRun, seenAtMs: number): boolean {
    const { owner, clock, signs } = this.options;
    return run.owner.id === owner.id
      ? this.own.has(run.runId)
      : isCarriedOut(run, seenAtMs, clock.now(), signs);
  }

  /** How it ended is known, and told; only a write whose end is not known is still to be looked at. */
  private async drop(runId: string, outcome: RunOutcome): Promise<void> {
    const { files, log } = this.options;
    this.disown(runId);
    try {
      if (outcome === 'unknown') await files.leave(runId);
      else await files.remove(runId);
    } catch (error) {
      log.warn(`The end of run ${runId} could not be noted: ${String(error)}`);
    }
  }

  private lose(runId: string): void {
    this.disown(runId)?.onLost();
  }

  private disown(runId: string): OwnRun | undefined {
    const run = this.own.get(runId);
    clearInterval(run?.beat);
    this.own.delete(runId);
    return run;
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

const isSameWish = (a: PlanRequest, b: PlanRequest): boolean =>
  a.planId === b.planId && sameId(subjectOf(a), subjectOf(b));
