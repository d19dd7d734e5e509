import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiServerKnowledge } from '../../../src/core/apiServer/knowledge';
import type { ApiAnswer, Azure, KubernetesContext } from '../../../src/core/ports';
import type { Deps } from '../../../src/ui/commands/command';
import { confirmApiServer } from '../../../src/ui/commands/confirmApiServer';
import { aClusterNode } from '../../builders/nodes';
import { ids, issuer } from '../../builders/observation';
import { VirtualClock } from '../../fakes/virtualClock';
import { host } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const answered = (status: number, body?: unknown): ApiAnswer => ({
  kind: 'answered',
  status,
  body,
});
const itself = answered(200, {
  data: {
    AZURE_SUBSCRIPTION_ID: ids.cluster.split('/')[2],
    AZURE_RESOURCE_GROUP: 'rg-plant-berlin',
    AZURE_RESOURCE_NAME: 'arc-berlin-01',
  },
});
const other = 'https://kubernetes.default.svc.cluster.local';

/** The command by the one context of a kubeconfig; what the API server says of itself and signs with. */
async function confirm(identity: ApiAnswer, signsWith: string) {
  const body = {
    id: ids.cluster,
    name: 'arc-berlin-01',
    properties: {
      distribution: 'k3s',
      connectivityStatus: 'Connected',
      oidcIssuerProfile: { enabled: true, issuerUrl: issuer },
    },
  };
  const azure = {
    arm: { find: () => Promise.resolve(body) },
    issuers: { read: () => Promise.resolve({ kind: 'document', issuer }) },
  } as unknown as Azure;
  const context: KubernetesContext = {
    name: 'berlin',
    server: 'https://10.0.0.1:6443',
    isCurrent: true,
    demands: [],
    open: () => ({
      get: (path) =>
        Promise.resolve(
          path.includes('azure-clusterconfig') ? identity : answered(200, { issuer: signsWith }),
        ),
    }),
  };
  const kubernetes = { find: () => Promise.resolve([{ source: 'config', contexts: [context] }]) };
  const saved: ApiServerKnowledge[] = [];
  const cloud = {
    isSimulated: false,
    clock: new VirtualClock(),
    azure: () => azure,
    kubernetes: () => Promise.resolve(kubernetes),
  };
  const deps = {
    session: {
      current: () => Promise.resolve({ cloud, runs: {} }),
      simulation: () => Promise.resolve(undefined),
    },
    estate: {
      clusters: () => Promise.resolve([aClusterNode()]),
      instances: () => Promise.resolve([]),
    },
    apiServers: {
      save: (_: string, knowledge: ApiServerKnowledge) => {
        saved.push(knowledge);
        return Promise.resolve();
      },
    },
  } as unknown as Deps;
  const running = Promise.resolve(confirmApiServer(deps).run(ids.cluster));
  await expect.poll(() => host.picks.at(-1)?.items.length ?? 0).toBeGreaterThan(0);
  host.pick.choose('$(server-environment) berlin');
  await running;
  return { saved, said: host.messages.map(({ severity, text }) => `${severity}: ${text}`) };
}

describe('a look at the API server', () => {
  it('is kept as confirmed by kubectl where it signs with the very same string', async () => {
    const { saved, said } = await confirm(itself, issuer);
    expect(saved).toMatchObject([{ how: 'kubectl', issuer }]);
    expect(said[0]).toMatch(/^information: Confirmed by kubectl/);
  });

  it('is kept where it signs with something else, and says both', async () => {
    const { saved, said } = await confirm(itself, other);
    expect(saved).toMatchObject([{ how: 'kubectl', issuer: other }]);
    expect(said[0]).toContain(`signs with “${other}”, but tokens must carry “${issuer}”`);
  });

  it('is not kept where it may have been another cluster', async () => {
    const { saved, said } = await confirm(answered(403), other);
    expect(saved).toEqual([]);
    expect(said[0]).toMatch(/could not be checked/);
  });
});
