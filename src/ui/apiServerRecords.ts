import type * as vscode from 'vscode';
import type { ApiServerKnowledge, ApiServerRecords } from '../core/apiServer/knowledge';
import { idKey } from '../core/model/armId';
import { at, stringAt } from '../core/model/json';

const keyOf = (clusterId: string): string => `apiServer ${idKey(clusterId)}`;

/** What was kept is data of another version perhaps: what makes no sense is not known. */
function parse(kept: unknown): ApiServerKnowledge | undefined {
  const issuer = stringAt(kept, 'issuer');
  const how = stringAt(kept, 'how');
  const atMs = at(kept, 'atMs');
  if (issuer === undefined || typeof atMs !== 'number') return undefined;
  return how === 'user' || how === 'kubectl' ? { issuer, how, atMs } : undefined;
}

/** How each cluster's API server is known to sign, of this user, over windows: ids and issuers only. */
export const createApiServerRecords = (memory: vscode.Memento): ApiServerRecords => ({
  find: (clusterId) => parse(memory.get(keyOf(clusterId))),
  save: async (clusterId, { issuer, how, atMs }) => {
    await memory.update(keyOf(clusterId), { issuer, how, atMs });
  },
});
