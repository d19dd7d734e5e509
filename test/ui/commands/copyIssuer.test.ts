import { beforeEach, describe, expect, it } from 'vitest';
import { absent, unknown, type Fact } from '../../../src/core/model/fact';
import type { ResolvedIssuer } from '../../../src/core/observe/observation';
import type { Deps } from '../../../src/ui/commands/command';
import { copyIssuer } from '../../../src/ui/commands/copyIssuer';
import { anInstanceNode } from '../../builders/nodes';
import { anObservation, fromArm } from '../../builders/observation';
import { host } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const url = 'https://issuer.example/abc';
const settle = () => new Promise((resolve) => setImmediate(resolve));

function copy(issuer: Fact<ResolvedIssuer>): Promise<void> {
  const node = anInstanceNode();
  const parts: Pick<Deps, 'estate' | 'readings'> = {
    estate: { find: () => node } as unknown as Deps['estate'],
    readings: { find: () => anObservation({ issuer }) } as unknown as Deps['readings'],
  };
  return Promise.resolve(copyIssuer(parts as Deps).run(node.id));
}

describe('copying the issuer URL', () => {
  it('copies at once what Azure shows when tokens carry the same', async () => {
    await copy(fromArm({ issuer: url, published: url, isVerified: true }));
    expect(host.clipboard).toBe(url);
    expect(host.picks).toEqual([]);
    expect(host.statusMessages).toEqual(['Issuer URL copied']);
  });

  it('says when it could not be verified', async () => {
    await copy(fromArm({ issuer: url, published: url, isVerified: false, because: '404' }));
    expect(host.clipboard).toBe(url);
    expect(host.statusMessages).toEqual(['Issuer URL copied; it could not be verified']);
  });

  it('offers both spellings, that of tokens first', async () => {
    const copying = copy(fromArm({ issuer: url, published: `${url}/`, isVerified: true }));
    await settle();
    expect(host.pick.items.map(({ label, detail }) => [label, detail])).toEqual([
      ['$(pass) As tokens carry it', url],
      ['$(warning) As Azure Resource Manager shows it', `${url}/`],
    ]);
    host.pick.choose('$(warning) As Azure Resource Manager shows it');
    await copying;
    expect(host.clipboard).toBe(`${url}/`);
  });

  it('copies nothing when it is dismissed', async () => {
    const copying = copy(fromArm({ issuer: url, published: `${url}/`, isVerified: true }));
    await settle();
    host.pick.hide();
    await copying;
    expect(host.clipboard).toBe('');
  });

  it('tells an issuer that is not there from one that could not be read', async () => {
    await expect(copy(absent('ARM', 1))).rejects.toThrow('has not published an issuer');
    await expect(copy(unknown('ARM', 'Azure could not be reached'))).rejects.toThrow(
      'could not be read: Azure could not be reached',
    );
  });
});
