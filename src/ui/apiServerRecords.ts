import * as vscode from 'vscode';
import type { ApiServerKnowledge, ApiServerRecords } from '../core/apiServer/knowledge';
import { idKey } from '../core/model/armId';
import { at, stringAt } from '../core/model/json';
import { Disposables } from './disposables';
import type { Session } from './session';

const keyOf = (clusterId: string): string => `apiServer ${idKey(clusterId)}`;

/** What was kept is data of another version perhaps: what makes no sense is not known. */
function parse(kept: unknown): ApiServerKnowledge | undefined {
  const issuer = stringAt(kept, 'issuer');
  const how = stringAt(kept, 'how');
  const atMs = at(kept, 'atMs');
  if (issuer === undefined || typeof atMs !== 'number') return undefined;
  return how === 'user' || how === 'kubectl' ? { issuer, how, atMs } : undefined;
}

/**
 * How each cluster's API server is known to sign, of this user, over windows: ids and issuers only.
 * What is known of a simulated cluster ends with it.
 */
export class KeptApiServers implements ApiServerRecords {
  private readonly owned = new Disposables();
  private readonly saved = this.owned.add(new vscode.EventEmitter<string>());
  private readonly simulated = new Map<string, ApiServerKnowledge>();

  /** Fires with the cluster's id. */
  readonly onDidSave = this.saved.event;

  constructor(
    private readonly session: Pick<Session, 'isSimulated' | 'onDidChange'>,
    private readonly memory: vscode.Memento,
  ) {
    this.owned.add(
      session.onDidChange(() => {
        this.simulated.clear();
      }),
    );
  }

  dispose(): void {
    this.owned.dispose();
  }

  find(clusterId: string): ApiServerKnowledge | undefined {
    const key = keyOf(clusterId);
    return this.session.isSimulated ? this.simulated.get(key) : parse(this.memory.get(key));
  }

  async save(clusterId: string, knowledge: ApiServerKnowledge): Promise<void> {
    const { issuer, how, atMs } = knowledge;
    const key = keyOf(clusterId);
    if (this.session.isSimulated) this.simulated.set(key, { issuer, how, atMs });
    else await this.memory.update(key, { issuer, how, atMs });
    this.saved.fire(clusterId);
  }
}
