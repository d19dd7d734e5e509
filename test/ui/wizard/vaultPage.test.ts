import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/model/json';
import type { Azure, Vault } from '../../../src/core/ports';
import { askVaultPage } from '../../../src/ui/wizard/resourcePages';
import { aVault, ids, tenantId } from '../../builders/observation';
import { host } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** The page over one vault: the index says `row`, the vault itself is `vault`. */
function ask(vault: Vault | undefined, row: JsonObject = {}) {
  const azure = {
    graph: { query: () => Promise.resolve([{ id: ids.vault, location: 'westeurope', ...row }]) },
    vaults: { find: () => Promise.resolve(vault) },
  } as unknown as Azure;
  return askVaultPage({
    title: 'Enable',
    placeholder: 'Choose',
    step: 1,
    totalSteps: 3,
    azure,
    instanceId: ids.instance,
    usedInTenant: tenantId,
  });
}

async function choose(answer: ReturnType<typeof ask>) {
  await settle();
  host.pick.choose('kv-berlin');
  return answer;
}

describe('choosing a key vault', () => {
  it('takes one that is fit without a question', async () => {
    const answer = await choose(ask(aVault()));
    expect(answer).toEqual({ kind: 'picked', value: { id: ids.vault, name: 'kv-berlin' } });
    expect(host.messages).toEqual([]);
  });

  it.each([
    ['goes by access policies', { isRbac: false }],
    ['belongs to another tenant', { tenantId: 'another' }],
  ])('explains one that %s, whatever the index said, and asks again', async (_, change) => {
    const answer = ask(aVault(change), { rbac: true });
    await settle();
    host.pick.choose('kv-berlin');
    await settle();
    await settle();
    expect(host.messages.map(({ text, actions }) => [text, actions])).toEqual([
      ['kv-berlin cannot be used', []],
    ]);
    host.pick.hide();
    expect(await answer).toEqual({ kind: 'dismissed' });
  });

  it('uses one that is closed only when the user says that the cluster gets in', async () => {
    const closed = aVault({ publicNetworkAccess: 'disabled' });
    host.answer = ({ actions }) => actions[0];
    expect(await choose(ask(closed))).toMatchObject({ kind: 'picked' });
    expect(host.messages.map(({ text }) => text)).toEqual(['Does the cluster reach kv-berlin?']);

    host.reset();
    const answer = ask(closed);
    await settle();
    host.pick.choose('kv-berlin');
    await settle();
    await settle();
    expect(host.pick.isShown).toBe(true);
    host.pick.hide();
    expect(await answer).toEqual({ kind: 'dismissed' });
  });

  it.each([
    [{ net: 'Disabled' }, '$(warning) Allows no public access: needs a private endpoint'],
    [{ acl: 'Deny' }, '$(warning) Its firewall lets in only what a rule names'],
    [{ rbac: false }, '$(warning) Cannot be used: uses access policies, so roles have no effect'],
  ])('warns in the list by the index: %o', async (row, detail) => {
    const answer = ask(aVault(), row);
    await settle();
    expect(host.pick.items.map((item) => item.detail)).toEqual([detail]);
    host.pick.hide();
    await answer;
  });

  it('says when it is not there any more', async () => {
    await expect(choose(ask(undefined))).rejects.toThrow('does not exist');
  });
});
