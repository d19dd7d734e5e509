import { beforeEach, describe, expect, it } from 'vitest';
import type { ResolvedIssuer } from '../../../src/core/observe/observation';
import { AgreedIssuers } from '../../../src/ui/agreedIssuers';
import { agreeToPrivateIssuer } from '../../../src/ui/wizard/agreeToPrivateIssuer';
import { aCluster } from '../../builders/observation';
import { FakeMemento } from '../../fakes/fakeMemento';
import { host } from '../../fakes/vscode';

const published = 'https://10.0.0.4:8443/realm';
const wanted: ResolvedIssuer = { issuer: published, published, isVerified: false, isPrivate: true };
const cluster = aCluster();

beforeEach(() => {
  host.reset();
});

describe('an issuer at a private address', () => {
  it('is read once the user agrees, who sees the cluster and the address', async () => {
    host.answer = ({ actions }) => actions[0];
    const agreed = new AgreedIssuers(new FakeMemento());
    expect(await agreeToPrivateIssuer({ cluster, wanted }, agreed)).toBe(true);
    expect(host.messages[0]?.text).toContain(cluster.name);
    expect(host.messages[0]?.detail).toContain(published);
    expect(agreed.has(cluster.id, `${published}/.well-known/openid-configuration`)).toBe(true);
    expect(agreed.has(cluster.id.toUpperCase(), published)).toBe(true);
  });

  it('is agreed to for this cluster and this host and port only', async () => {
    const agreed = new AgreedIssuers(new FakeMemento());
    await agreed.add(cluster.id, published);
    expect(agreed.has(`${cluster.id}2`, published)).toBe(false);
    expect(agreed.has(cluster.id, 'https://10.0.0.4:6443/realm')).toBe(false);
    expect(agreed.has(cluster.id, 'https://10.0.0.4.evil.test:8443/realm')).toBe(false);
    expect(agreed.has(cluster.id, 'http://10.0.0.4:8443/realm')).toBe(false);
    expect(agreed.has(cluster.id, 'not a url')).toBe(false);
  });

  it('is not read when the user closes the question', async () => {
    host.answer = () => undefined;
    const agreed = new AgreedIssuers(new FakeMemento());
    expect(await agreeToPrivateIssuer({ cluster, wanted }, agreed)).toBe(false);
    expect(agreed.has(cluster.id, published)).toBe(false);
  });

  it('is asked about only if that is why it was not read', async () => {
    const other: ResolvedIssuer = { issuer: published, published, isVerified: false };
    const agreed = new AgreedIssuers(new FakeMemento());
    expect(await agreeToPrivateIssuer({ cluster, wanted: other }, agreed)).toBe(false);
    expect(host.messages).toEqual([]);
  });

  it.each([undefined, 7, {}, 'not a url'])('is not agreed to by %j in the memory', async (kept) => {
    const memory = new FakeMemento();
    const agreed = new AgreedIssuers(memory);
    await agreed.add(cluster.id, published);
    const [key = ''] = memory.keys();
    await memory.update(key, kept);
    expect(agreed.has(cluster.id, published)).toBe(false);
  });
});
