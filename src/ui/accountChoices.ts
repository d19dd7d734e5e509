import type * as vscode from 'vscode';
import type { Account } from '../core/model/account';

const key = 'accountOfTenant';

/** What is kept is data of another version perhaps: what makes no sense chooses nothing. */
const parse = (kept: unknown): ReadonlyMap<string, string> =>
  new Map(
    typeof kept === 'object' && kept !== null
      ? Object.entries(kept).filter(
          (entry): entry is [string, string] => typeof entry[1] === 'string',
        )
      : [],
  );

/** Which account the user wants in a tenant that several know; remembered over windows. */
export class AccountChoices {
  /** @param memory keeps ids only */
  constructor(private readonly memory: vscode.Memento) {}

  find(tenantId: string): string | undefined {
    return parse(this.memory.get(key)).get(tenantId.toLowerCase());
  }

  async choose(tenantId: string, { id }: Account): Promise<void> {
    const kept = parse(this.memory.get(key));
    await this.memory.update(key, Object.fromEntries([...kept, [tenantId.toLowerCase(), id]]));
  }
}
