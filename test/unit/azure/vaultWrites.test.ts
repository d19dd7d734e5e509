import { beforeAll, describe, expect, it, vi } from 'vitest';
import { parseArmId, resourceGroupId } from '../../../src/core/model/armId';
import { at } from '../../../src/core/model/json';
import { loadSdks } from '../../builders/azure';
import { simulated, type SimulatedOptions } from '../../fakes/simulated';

const context = { signal: new AbortController().signal };

beforeAll(loadSdks);

/** The vaults of the factory, and the group, subscription and tenant of one of them. */
function setUp(beside: string, options: SimulatedOptions = {}) {
  const all = simulated({ scenario: 'factory', ...options });
  const stored =
    all.simulator.world.resources
      .ofType('Microsoft.KeyVault/vaults')
      .find(({ name }) => name === beside) ??
    all.simulator.world.deletedVaults.get(beside)?.resource;
  const id = stored && parseArmId(stored.id);
  if (!stored || !id) throw new Error(`There is no vault ${beside}.`);
  const { subscriptionId } = id;
  const idOf = (name: string) =>
    `${resourceGroupId(id)}/providers/Microsoft.KeyVault/vaults/${name}`;
  const azure = all.azure(stored.tenantId);
  return { ...all, azure, id: stored.id, idOf, subscriptionId, tenantId: stored.tenantId };
}

describe('vaults.checkName', () => {
  it.each([
    ['kv-quite-new', 'available'],
    ['kv-hamburg-plant', 'taken'],
    ['KV-AARHUS-PLANT', 'taken'],
    ['kv--x', 'invalid'],
  ])('says of %s that it is %s', async (name, kind) => {
    const { azure, clock, subscriptionId } = setUp('kv-hamburg-plant');
    expect(await clock.run(azure.vaults.checkName(subscriptionId, name, context))).toMatchObject({
      kind,
    });
  });
});

describe('vaults.findDeleted', () => {
  it('finds the deleted vault of that name, in whatever case', async () => {
    const { azure, clock, subscriptionId, id } = setUp('kv-aarhus-plant');
    const deleted = await clock.run(
      azure.vaults.findDeleted(subscriptionId, 'KV-Aarhus-Plant', context),
    );
    expect(deleted).toMatchObject({ id, name: 'kv-aarhus-plant' });
    expect(deleted?.purgedAtMs).toBeGreaterThan(clock.now());
  });

  it('gives undefined for a name that no deleted vault has', async () => {
    const { azure, clock, subscriptionId } = setUp('kv-aarhus-plant');
    expect(
      await clock.run(azure.vaults.findDeleted(subscriptionId, 'kv-hamburg-plant', context)),
    ).toBeUndefined();
  });
});

describe('vaults.create', () => {
  it('makes a vault with roles and without purge protection, and waits for its host', async () => {
    const all = setUp('kv-hamburg-plant');
    const { azure, clock, idOf, tenantId } = all;
    const vault = await clock.run(
      azure.vaults.create(
        {
          id: idOf('kv-brand-new'),
          location: 'westeurope',
          tenantId,
          retentionDays: 30,
          isPurgeProtected: false,
        },
        context,
      ),
    );
    expect(vault).toMatchObject({
      isRbac: true,
      tenantId,
      provisioningState: 'Succeeded',
      vaultUri: 'https://kv-brand-new.vault.azure.net/',
    });
    const [put] = all.writes();
    expect(at(put?.body, 'properties')).toEqual({
      tenantId,
      sku: { family: 'A', name: 'standard' },
      accessPolicies: [],
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 30,
      publicNetworkAccess: 'Enabled',
    });
  });

  it('never writes over a vault that is there', async () => {
    const all = setUp('kv-gdansk-plant');
    const { azure, clock, id, tenantId } = all;
    const vault = await clock.run(
      azure.vaults.create(
        { id, location: 'westeurope', tenantId, retentionDays: 90, isPurgeProtected: true },
        context,
      ),
    );
    expect(vault.isRbac).toBe(false);
    expect(all.writes()).toEqual([]);
  });

  it('fails as a conflict on the name of a deleted vault', async () => {
    const { azure, clock, id, tenantId } = setUp('kv-aarhus-plant');
    const want = { id, location: 'westeurope', tenantId, retentionDays: 90 };
    await expect(
      clock.run(azure.vaults.create({ ...want, isPurgeProtected: false }, context)),
    ).rejects.toMatchObject({ reason: 'conflict' });
  });
});

describe('vaults.recover', () => {
  it('brings the vault back as it was', async () => {
    const { azure, clock, subscriptionId, tenantId, id } = setUp('kv-aarhus-plant');
    const deleted = await clock.run(
      azure.vaults.findDeleted(subscriptionId, 'kv-aarhus-plant', context),
    );
    if (!deleted) throw new Error('It was deleted.');
    const vault = await clock.run(azure.vaults.recover({ ...deleted, tenantId }, context));
    expect(vault).toMatchObject({ id, isRbac: true, provisioningState: 'Succeeded' });
  });
});

describe('secrets.probe', () => {
  it.each([
    ['kv-hamburg-plant', 'operator', 'allowed'],
    ['kv-hamburg-plant', 'reader', 'denied'],
    ['kv-gdansk-plant', 'reader', 'policy'],
    ['kv-reims-plant', 'operator', 'network'],
    ['kv-trier-plant', 'operator', 'network'],
  ])('says of %s to the %s: %s', async (name, who, kind) => {
    const { azure, clock } = setUp(name, { who });
    expect(
      await clock.run(azure.secrets.probe(`https://${name}.vault.azure.net/`, context)),
    ).toEqual({ kind });
  });

  it('calls a host that does not resolve unreachable', async () => {
    const { azure, clock } = setUp('kv-hamburg-plant');
    expect(
      await clock.run(azure.secrets.probe('https://kv-nowhere.vault.azure.net/', context)),
    ).toMatchObject({ kind: 'unreachable' });
  });

  it('gets a new token for the next look after a refusal', async () => {
    const { azure, clock, simulator } = setUp('kv-hamburg-plant', { who: 'reader' });
    const uri = 'https://kv-hamburg-plant.vault.azure.net/';
    const tokenFor = vi.spyOn(simulator, 'tokenFor');
    await clock.run(azure.secrets.probe(uri, context));
    await clock.run(azure.secrets.probe(uri, context));
    expect(tokenFor.mock.calls.map(([, scope]) => scope)).toEqual([
      'https://vault.azure.net/.default',
      'https://vault.azure.net/.default',
    ]);
  });
});

describe('caller', () => {
  it('is the object id that the account has in this tenant', async () => {
    const { cloud, clock, simulator } = setUp('kv-hamburg-plant');
    const ids = await Promise.all(
      [...simulator.world.tenants.keys()].map((tenantId) =>
        clock.run(cloud.azure(tenantId).caller(context)),
      ),
    );
    expect(ids.map(({ kind }) => kind)).toEqual(['User', 'User']);
    expect(new Set(ids.map(({ objectId }) => objectId)).size).toBe(2);
  });
});
