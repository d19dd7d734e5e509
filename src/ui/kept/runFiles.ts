import { renameSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { longestKeptMs, parseKeptRun, type KeptRun } from '../../core/plan/keptRun';
import type { Clock, Log } from '../../core/ports';

/** Ids and choices have some kilobytes; what is larger nobody of us has written. */
const largestBytes = 64 * 1024;
/** More left behind than this nobody looks through: the oldest go. */
const mostLeft = 50;

/** Of a run that goes on; its time of change is its owner's last sign of life. */
const goingOn = '.run.json';
/** Of a run that nobody carries out any more. */
const left = '.left.json';

export interface FoundRun {
  readonly run: KeptRun;
  readonly isLeft: boolean;
  /** When its owner last gave a sign, epoch ms. */
  readonly seenAtMs: number;
}

/**
 * A folder with a file a run, shared by all windows of a machine. Each file has one writer, its run's
 * owner, until another window renames it: what is renamed is no longer the owner's.
 */
export class RunFiles {
  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** @throws {Error} the folder cannot be written, or nobody could read what would be */
  async write(run: KeptRun): Promise<void> {
    // What comes from a wizard may hold more than was asked for.
    const kept = parseKeptRun(run);
    if (!kept) throw new Error(`The request of ${run.request.planId} does not fit its form.`);
    await mkdir(this.folder, { recursive: true });
    const path = this.path(run.runId, goingOn);
    // Whoever reads it finds all of it or nothing.
    await writeFile(`${path}.new`, JSON.stringify(kept), { flag: 'wx', mode: 0o600 });
    await rename(`${path}.new`, path);
    await this.touch(run.runId);
  }

  /** A sign of life. @throws {Error} the run is no longer its owner's */
  async touch(runId: string): Promise<void> {
    const now = new Date(this.clock.now());
    await utimes(this.path(runId, goingOn), now, now);
  }

  /** The run is nobody's from now on. False: it was not there, or somebody was faster. */
  async leave(runId: string): Promise<boolean> {
    try {
      await rename(this.path(runId, goingOn), this.path(runId, left));
      return true;
    } catch {
      return false;
    }
  }

  /** The same at the end of the extension host, which waits for nothing. */
  leaveNow(runId: string): void {
    try {
      renameSync(this.path(runId, goingOn), this.path(runId, left));
    } catch (error) {
      this.log.debug(`Run ${runId} could not be left: ${String(error)}`);
    }
  }

  async remove(runId: string): Promise<void> {
    await Promise.all(
      [goingOn, left].map((ending) => rm(this.path(runId, ending), { force: true })),
    );
  }

  /** All runs, the oldest first. What is damaged or too old is dropped. */
  async list(): Promise<readonly FoundRun[]> {
    const names = await readdir(this.folder).catch((): string[] => []);
    const read = await Promise.all(names.map((name) => this.read(name)));
    const found = read
      .filter((each) => each !== undefined)
      .sort((a, b) => a.run.startedAtMs - b.run.startedAtMs);
    const surplus = found.filter(({ isLeft }) => isLeft).slice(0, -mostLeft);
    await Promise.all(surplus.map(({ run }) => this.remove(run.runId)));
    return found.filter((each) => !surplus.includes(each));
  }

  private async read(name: string): Promise<FoundRun | undefined> {
    const ending = [goingOn, left].find((each) => name.endsWith(each));
    if (ending === undefined) return undefined;
    const path = join(this.folder, name);
    try {
      const { size, mtimeMs } = await stat(path);
      const run = size <= largestBytes ? parse(await readFile(path, 'utf8')) : undefined;
      if (run && name === `${run.runId}${ending}`) {
        if (this.clock.now() - run.startedAtMs <= longestKeptMs) {
          return { run, isLeft: ending === left, seenAtMs: mtimeMs };
        }
        this.log.info(`Run ${run.runId} was interrupted long ago and is forgotten`);
      } else {
        this.log.warn(`What was kept of a run is damaged and dropped: ${JSON.stringify(name)}`);
      }
      await rm(path, { force: true });
    } catch (error) {
      // Its owner may have removed it meanwhile.
      this.log.debug(`A kept run could not be read: ${String(error)}`);
    }
    return undefined;
  }

  private path(runId: string, ending: string): string {
    return join(this.folder, `${runId}${ending}`);
  }
}

function parse(text: string): KeptRun | undefined {
  try {
    return parseKeptRun(JSON.parse(text));
  } catch {
    return undefined;
  }
}
