import { beforeAll, describe, expect, it } from 'vitest';
import { anAzure, identityId, loadSdks, tenantId, vaultId } from '../../builders/azure';

beforeAll(loadSdks);

const absent = { status: 404, body: { error: { code: 'ResourceNotFound', message: 'No.' } } };

const identity = {
  id: identityId,
  name: 'mi',
  location: 'westeurope',
  properties: { tenantId, clientId: 'client', principalId: 'principal' },
};

const vault = (provisioningState: string) => ({
  id: vaultId,
  name: 'kv',
  location: 'westeurope',
  properties: {
    tenantId,
    provisioningState,
    sku: { family: 'A', name: 'standard' },
    vaultUri: 'https://kv.vault.azure.net/',
    enableRbacAuthorization: true,
  },
});

const methods = ({ transport }: ReturnType<typeof anAzure>) =>
  transport.sent.map(({ method }) => method);

const makeIdentity = (all: ReturnType<typeof anAzure>) =>
  all.clock.run(all.azure.identities.create(identityId, 'westeurope', all.context));

const makeVault = (all: ReturnType<typeof anAzure>) =>
  all.clock.run(
    all.azure.vaults.create(
      {
        id: vaultId,
        location: 'westeurope',
        tenantId,
        retentionDays: 90,
        isPurgeProtected: false,
      },
      all.context,
    ),
  );

describe('making what is missing', () => {
  it('looks, writes, and looks again', async () => {
    const all = anAzure([absent, { status: 201, body: identity }, { body: identity }]);
    expect(await makeIdentity(all)).toMatchObject({ name: 'mi' });
    expect(methods(all).slice(0, 2)).toEqual(['GET', 'PUT']);
  });

  it('looks anew after a try that did not get through: what somebody made meanwhile stays', async () => {
    const all = anAzure([absent, { status: 503 }, { body: identity }]);
    expect(await makeIdentity(all)).toMatchObject({ clientId: 'client' });
    expect(methods(all)).toEqual(['GET', 'PUT', 'GET']);
  });

  it('writes once more when it is still missing then', async () => {
    const all = anAzure([
      absent,
      { status: 429, headers: { 'Retry-After': '7' } },
      absent,
      { status: 201, body: identity },
      { body: identity },
    ]);
    expect(await makeIdentity(all)).toMatchObject({ name: 'mi' });
    expect(methods(all).filter((method) => method === 'PUT')).toHaveLength(2);
    expect(all.transport.gapsMs[1]).toBe(7_000);
  });

  it('ends with what Azure says when that is final', async () => {
    const all = anAzure([
      absent,
      { status: 403, body: { error: { code: 'AuthorizationFailed' } } },
    ]);
    await expect(makeIdentity(all)).rejects.toMatchObject({ reason: 'forbidden' });
    expect(methods(all)).toEqual(['GET', 'PUT']);
  });

  it('waits for a vault that is being made, and does not write over it', async () => {
    const all = anAzure([{ body: vault('RegisteringDns') }, { body: vault('Succeeded') }]);
    expect(await makeVault(all)).toMatchObject({ provisioningState: 'Succeeded' });
    expect(methods(all)).toEqual(['GET', 'GET']);
    expect(all.transport.gapsMs).toEqual([3_000]);
  });

  it('does not wait for it without an end', async () => {
    const all = anAzure([{ body: vault('RegisteringDns') }]);
    const startMs = all.clock.now();
    expect(await makeVault(all)).toMatchObject({ provisioningState: 'RegisteringDns' });
    expect(all.clock.now() - startMs).toBe(300_000);
    expect(methods(all)).not.toContain('PUT');
  });
});
