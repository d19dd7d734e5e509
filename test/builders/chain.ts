import type {
  ChainDetail,
  ChainView,
  CloudPart,
  PartId,
  ShownPart,
} from '../../src/protocol/chain';
import type { FindingState } from '../../src/protocol/panel';

/** State and words of a part. */
export type Said = readonly [state: FindingState, words: string];

const good: Readonly<Record<PartId, Said>> = {
  issuer: ['done', 'Published, keys readable'],
  credential: ['done', 'Names issuer and subject'],
  identity: ['done', 'Exists, same client id'],
  vault: ['done', 'RBAC, reachable'],
  providerClass: ['done', 'Names identity and vault'],
  instance: ['done', 'References it'],
  secrets: ['done', 'All synced'],
  issuerToCredential: ['done', 'issuer matches'],
  credentialToIdentity: ['done', 'trusts'],
  identityToVault: ['done', '2 roles'],
  vaultToProviderClass: ['done', 'names both'],
  providerClassToInstance: ['done', 'default'],
  instanceToSecrets: ['done', 'synced 2 min ago'],
};

const cards = [
  ['issuer', 'Cluster issuer', 'westeurope.oic.prod-arc.azure.com'],
  ['credential', 'Federated credential', '32c2bad · aio-ssc-sa'],
  ['identity', 'Managed identity', 'id-aio-secrets'],
  ['vault', 'Key vault', 'kv-berlin-plant'],
  ['providerClass', 'Provider class', 'spc-ops-3f5fbdd'],
  ['instance', 'Instance', 'aio-berlin-01'],
  ['secrets', 'Kubernetes secrets', '3 of 3 synced'],
] as const;

const links = [
  'issuerToCredential',
  'credentialToIdentity',
  'identityToVault',
  'vaultToProviderClass',
  'providerClassToInstance',
  'instanceToSecrets',
] as const;

/** A chain that is proved, but for what is said of single parts. */
export function aChain(
  said: Partial<Record<PartId, Said>> = {},
  more: {
    readonly cause?: ShownPart;
    readonly details?: readonly ChainDetail[];
    readonly name?: string;
    readonly cloud?: readonly CloudPart[];
  } = {},
): ChainView {
  const { name, details = [], cloud = [], ...cause } = more;
  const all = { ...good, ...said };
  return {
    cards: cards.map(([id, title, own]) => ({
      id,
      title: name ?? title,
      name: name ?? own,
      state: all[id][0],
      words: all[id][1],
    })),
    links: links.map((id) => ({ id, state: all[id][0], word: all[id][1] })),
    details,
    cloud,
    ...cause,
  };
}
