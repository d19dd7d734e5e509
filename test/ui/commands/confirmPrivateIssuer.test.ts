import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadInventory } from '../../../src/core/discover/inventory';
import type { Azure, IssuerAnswer } from '../../../src/core/ports';
import { AgreedIssuers } from '../../../src/ui/agreedIssuers';
import type { Deps } from '../../../src/ui/commands/command';
import { confirmApiServer } from '../../../src/ui/commands/confirmApiServer';
import { loadSdks } from '../../builders/azure';
import { FakeMemento } from '../../fakes/fakeMemento';
import { simulated } from '../../fakes/simulated';
import { host } from '../../fakes/vscode';

beforeAll(loadSdks);
beforeEach(() => {
  host.reset();
});

const refused: IssuerAnswer = {
  kind: 'refused',
  because: 'it is not on the public internet',
  isPrivate: true,
};

/** The command over a cluster of `factory`, whose issuer is read only where the user has agreed. */
async function confirm(name: string, answer: string | undefined) {
  host.answer = ({ detail }) => (detail === undefined ? undefined : answer);
  const all = simulated({ scenario: 'factory' });
  const context = { signal: new AbortController().signal };
  const agreed = new AgreedIssuers(new FakeMemento());
  const tenants = await all.clock.run(all.cloud.tenants(context));
  const found = await all.clock.run(
    Promise.all(tenants.map((tenant) => loadInventory(all.cloud, tenant, context))),
  );
  const cluster = found.flatMap(({ clusters }) => clusters).find((each) => each.name === name);
  if (!cluster) throw new Error(`There is no cluster ${name}.`);
  const readAnew: string[] = [];
  const azure: Azure = {
    ...all.azure(cluster.tenantId),
    issuers: {
      read: (url, { clusterId = '' }) =>
        Promise.resolve(
          agreed.has(clusterId, url) ? { kind: 'document', issuer: 'https://10.0.0.4/' } : refused,
        ),
    },
  };
  const deps = {
    session: {
      current: () => Promise.resolve({ cloud: { ...all.cloud, azure: () => azure } }),
    },
    estate: {
      clusters: () => Promise.resolve([cluster]),
      instances: () =>
        Promise.resolve(found.flatMap(({ instances }) => [...instances.values()].flat())),
    },
    readings: {
      readAnew: ({ instanceId }: { instanceId: string }) => {
        readAnew.push(instanceId.split('/').at(-1) ?? '');
        return Promise.resolve();
      },
    },
    agreedIssuers: agreed,
  } as unknown as Deps;
  await all.clock.run(Promise.resolve(confirmApiServer(deps).run(cluster.id)));
  return { agreed, cluster, readAnew };
}

const texts = () => host.messages.map(({ text }) => text);

describe('a platform’s own issuer in a private network', () => {
  it('is read once the user agrees, and the instance with it', async () => {
    const { agreed, cluster, readAnew } = await confirm('arc-zurich-01', 'Read It There');
    expect(texts()[0]).toBe('Read the issuer of arc-zurich-01 in your own network?');
    const [, address = ''] = /^(\S+)/.exec(host.messages[0]?.detail ?? '') ?? [];
    expect(agreed.has(cluster.id, address)).toBe(true);
    expect(readAnew).toEqual(['aio-zurich-01']);
    expect(texts()[1]).toMatch(/^From now on the issuer of arc-zurich-01 is read/);
    expect(host.picks).toEqual([]);
  });

  it('stays unread when the user closes the question', async () => {
    const { agreed, cluster, readAnew } = await confirm('arc-zurich-01', undefined);
    expect(texts()).toHaveLength(1);
    expect(agreed.has(cluster.id, host.messages[0]?.detail?.split('\n')[0] ?? '')).toBe(false);
    expect(readAnew).toEqual([]);
  });

  it('is no question where the platform has published none', async () => {
    await expect(confirm('arc-graz-01', 'Read It There')).rejects.toThrow(
      'the platform configures its API server',
    );
    expect(host.messages).toEqual([]);
  });
});
