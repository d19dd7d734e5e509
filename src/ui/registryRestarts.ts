import * as vscode from 'vscode';
import { idKey } from '../core/model/armId';
import { needsRegistryRestart } from '../core/stages/registryRestart';
import { Disposables } from './disposables';
import type { Session } from './session';

const keyOf = (instanceId: string): string => `registryRestart ${idKey(instanceId)}`;

/**
 * The instances whose schema registry got an identity by this extension and was not restarted since, as
 * far as it knows: nothing in Azure tells. Of this user, over windows; what is due in simulated Azure
 * ends with it.
 */
export class RegistryRestarts {
  private readonly owned = new Disposables();
  private readonly changed = this.owned.add(new vscode.EventEmitter<string>());
  private readonly simulated = new Set<string>();

  /** Fires with the instance's id. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly session: Pick<Session, 'isSimulated' | 'onDidChange' | 'onDidChangeRun'>,
    /** Keeps ids only. */
    private readonly memory: vscode.Memento,
  ) {
    this.owned.add(
      session.onDidChangeRun((run) => {
        if (!needsRegistryRestart(run)) return;
        this.note(run.subjectId);
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
    const key = keyOf(instanceId);
    return this.session.isSimulated ? this.simulated.has(key) : this.memory.get(key) === true;
  }

  /** The user has got the line that restarts it. */
  settle(instanceId: string): void {
    const key = keyOf(instanceId);
    if (this.session.isSimulated) this.simulated.delete(key);
    else void this.memory.update(key, undefined);
    this.changed.fire(instanceId);
  }

  private note(instanceId: string): void {
    const key = keyOf(instanceId);
    if (this.session.isSimulated) this.simulated.add(key);
    else void this.memory.update(key, true);
  }
}
