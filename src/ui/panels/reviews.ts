import * as vscode from 'vscode';
import { idKey, parseArmIdOf, resourceTypes } from '../../core/model/armId';
import type { PlannedWrite, PreparedPlan } from '../../core/plan/plan';
import type { ReviewView } from '../../protocol/review';
import type { Disposable } from '../disposables';
import type { BoardActs, ReviewBoard } from '../wizard/reviewPage';
import { toReviewView } from './toReviewView';

/** The instance that a reviewed plan is about. */
export interface ReviewedInstance {
  readonly tenantId: string;
  readonly instanceId: string;
}

interface Shown {
  readonly view: ReviewView;
  /** Those that have bodies, by their numbers. */
  readonly writes: ReadonlyMap<number, PlannedWrite>;
  readonly acts: BoardActs;
}

/** What is being reviewed at the moment, by instance: wizards put it there, panels show it. */
export class Reviews implements ReviewBoard {
  private readonly shown = new Map<string, Shown>();
  private readonly changed = new vscode.EventEmitter<ReviewedInstance>();
  /** No number is given twice: one of a former review names nothing. */
  private nextNumber = 0;
  /** Fires when a review begins and ends. */
  readonly onDidChange = this.changed.event;

  find(instanceId: string): ReviewView | undefined {
    return this.shown.get(idKey(instanceId))?.view;
  }

  /** What is not about an instance has no panel. */
  show(prepared: PreparedPlan, acts: BoardActs): Disposable | undefined {
    const { subjectId, tenantId } = prepared.plan;
    if (!parseArmIdOf(resourceTypes.instance, subjectId)) return undefined;
    const key = idKey(subjectId);
    const target = { tenantId, instanceId: subjectId };
    const numbers = new Map<PlannedWrite, number>();
    for (const write of prepared.writes) {
      if (write.now ?? write.then) numbers.set(write, this.nextNumber++);
    }
    const shown: Shown = {
      view: toReviewView(prepared, (write) => numbers.get(write)),
      writes: new Map([...numbers].map(([write, number]) => [number, write])),
      acts,
    };
    this.shown.set(key, shown);
    this.changed.fire(target);
    return {
      dispose: () => {
        if (this.shown.get(key) !== shown) return;
        this.shown.delete(key);
        this.changed.fire(target);
      },
    };
  }

  /** Shows a write as now → then. False: no write that is reviewed there has that number. */
  compare(instanceId: string, number: number): boolean {
    const shown = this.shown.get(idKey(instanceId));
    const write = shown?.writes.get(number);
    if (!shown || !write) return false;
    shown.acts.show(write);
    return true;
  }

  /** The panel of the instance was closed. */
  close(instanceId: string): void {
    this.shown.get(idKey(instanceId))?.acts.closed();
  }

  dispose(): void {
    this.changed.dispose();
  }
}
