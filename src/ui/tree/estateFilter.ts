import * as vscode from 'vscode';
import { nothingHidden, type Hidden } from '../../core/discover/filterInventory';

const key = 'hiddenInTree';

const texts = (value: unknown): ReadonlySet<string> =>
  new Set(Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);

/** What is kept is data of another version perhaps: what makes no sense hides nothing. */
function parse(kept: unknown): Hidden {
  if (typeof kept !== 'object' || kept === null) return nothingHidden;
  return {
    tenants: texts(Reflect.get(kept, 'tenants')),
    subscriptions: texts(Reflect.get(kept, 'subscriptions')),
  };
}

/** Which tenants and subscriptions the user does not want to see; remembered over windows. */
export class EstateFilter {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  /** @param memory keeps ids only */
  constructor(private readonly memory: vscode.Memento) {}

  dispose(): void {
    this.changed.dispose();
  }

  get hidden(): Hidden {
    return parse(this.memory.get(key));
  }

  async hide({ tenants, subscriptions }: Hidden): Promise<void> {
    await this.memory.update(key, { tenants: [...tenants], subscriptions: [...subscriptions] });
    this.changed.fire();
  }
}
