import type * as vscode from 'vscode';
import { idKey } from '../core/model/armId';

const keyOf = (clusterId: string): string => `privateIssuer ${idKey(clusterId)}`;

const originOf = (url: unknown): string | undefined =>
  typeof url === 'string' && URL.canParse(url) ? new URL(url).origin : undefined;

/**
 * At which private address the user lets each cluster's issuer be read; of this user, over windows.
 * A cluster whose issuer moves to another host or port is asked about anew.
 */
export class AgreedIssuers {
  /** @param memory keeps ids and addresses only */
  constructor(private readonly memory: vscode.Memento) {}

  has(clusterId: string, url: string): boolean {
    const agreed = originOf(this.memory.get(keyOf(clusterId)));
    return agreed !== undefined && agreed === originOf(url);
  }

  async add(clusterId: string, issuer: string): Promise<void> {
    await this.memory.update(keyOf(clusterId), originOf(issuer));
  }
}
