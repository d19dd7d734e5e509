import * as vscode from 'vscode';
import { sameId } from '../../core/model/armId';
import type { KeptRun } from '../../core/plan/keptRun';
import { subjectOf } from '../../core/plan/request';
import type { KeptRuns } from './keptRuns';

const idsOf = (runs: readonly KeptRun[]): string => runs.map(({ runId }) => runId).join(' ');

/** The interrupted runs of which this is the resource. */
export const ofSubject = (runs: readonly KeptRun[], subjectId: string): readonly KeptRun[] =>
  runs.filter(({ request }) => sameId(subjectOf(request), subjectId));

/** The interrupted runs, and how they were seen last, for what is drawn and cannot wait. */
export class InterruptedRuns {
  private readonly changed = new vscode.EventEmitter<void>();
  private last: readonly KeptRun[] = [];

  readonly onDidChange = this.changed.event;

  constructor(private readonly kept: Pick<KeptRuns, 'interrupted' | 'forget'>) {}

  dispose(): void {
    this.changed.dispose();
  }

  /** As {@link interrupted} gave them last. */
  seen(subjectId: string): readonly KeptRun[] {
    return ofSubject(this.last, subjectId);
  }

  /** Looks anew; the oldest first. */
  async interrupted(): Promise<readonly KeptRun[]> {
    const runs = await this.kept.interrupted();
    const isNews = idsOf(runs) !== idsOf(this.last);
    this.last = runs;
    if (isNews) this.changed.fire();
    return runs;
  }

  /** Only the notes are removed. */
  async forget(runs: readonly KeptRun[]): Promise<void> {
    await Promise.all(runs.map(({ runId }) => this.kept.forget(runId)));
    await this.interrupted();
  }
}
