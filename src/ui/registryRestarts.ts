import * as vscode from 'vscode';
import { idKey } from '../core/model/armId';
import { needsRegistryRestart } from '../core/stages/registryRestart';
import { Disposables } from './disposables';
import type { Session } from './session';

/** The instances whose schema registry got an identity in this window and was not restarted since. */
export class RegistryRestarts {
  private readonly owned = new Disposables();
  private readonly changed = this.owned.add(new vscode.EventEmitter<string>());
  private readonly real = new Set<string>();
  private readonly simulated = new Set<string>();

  /** Fires with the instance's id. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly session: Pick<Session, 'isSimulated' | 'onDidChange' | 'onDidChangeRun'>,
  ) {
    this.owned.add(
      session.onDidChangeRun((run) => {
        if (!needsRegistryRestart(run)) return;
        this.due.add(idKey(run.subjectId));
        this.changed.fire(run.subjectId);
      }),
    );
    // A simulated Azure that is started again knows nothing of the one before.
    this.owned.add(
      session.onDidChange(() => {
        this.simulated.clear();
      }),
    );
  }

  dispose(): void {
    this.owned.dispose();
  }

  isDue(instanceId: string): boolean {
    return this.due.has(idKey(instanceId));
  }

  /** The user has got the line that restarts it. */
  settle(instanceId: string): void {
    this.due.delete(idKey(instanceId));
    this.changed.fire(instanceId);
  }

  private get due(): Set<string> {
    return this.session.isSimulated ? this.simulated : this.real;
  }
}
