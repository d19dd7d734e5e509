import type { HttpClient } from '@azure/core-rest-pipeline';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadInventory } from '../../../src/core/discover/inventory';
import { prepareEnableSecretSync } from '../../../src/core/plans/enableSecretSync';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator';
import { aRealCloud, olga, rafael } from '../../builders/realCloud';

const context = { signal: new AbortController().signal };

const idsOf = (simulator: Simulator) => {
  const [contoso, fabrikam] = [...simulator.world.tenants.values()];
  if (!contoso || !fabrikam) throw new Error('The scenario lacks a tenant.');
  return { contoso: contoso.id, fabrikam: fabrikam.id };
};

const objectIdIn = (simulator: Simulator, tenantId: string, name: string) =>
  [...simulator.world.principals.values()].find(
    (each) => each.tenantId === tenantId && each.userPrincipalName?.startsWith(name) === true,
  )?.objectId;

describe('the cloud of real accounts', () => {
  it('knows a guest by the object id of each tenant', async () => {
    const simulator = createSimulator({ scenario: 'factory' });
    const { contoso, fabrikam } = idsOf(simulator);
    const { cloud } = aRealCloud(simulator, [olga]);
    const [atHome, asGuest] = await Promise.all(
      [contoso, fabrikam].map((tenantId) => cloud.azure(tenantId).caller(context)),
    );
    expect(atHome?.objectId).toBe(objectIdIn(simulator, contoso, 'operator@'));
    expect(asGuest?.objectId).toBe(objectIdIn(simulator, fabrikam, 'operator_'));
    expect(asGuest?.objectId).not.toBe(atHome?.objectId);
  });

  it('uses in each tenant the account that was chosen for it', async () => {
    const simulator = createSimulator({ scenario: 'factory' });
    const { contoso, fabrikam } = idsOf(simulator);
    const { cloud, chosen } = aRealCloud(simulator, [olga, rafael]);
    chosen.set(fabrikam, rafael.id);
    expect(await cloud.tenants(context)).toEqual([
      { id: contoso, name: 'Contoso', accounts: [olga, rafael] },
      { id: fabrikam, name: 'Fabrikam', accounts: [rafael, olga] },
    ]);
    const { objectId } = await cloud.azure(fabrikam).caller(context);
    expect(objectId).toBe(objectIdIn(simulator, fabrikam, 'reader_'));
    expect((await cloud.azure(contoso).caller(context)).objectId).toBe(
      objectIdIn(simulator, contoso, 'operator@'),
    );
  });

  it('asks the account of the tenant to sign in, and remembers who did', async () => {
    const simulator = createSimulator({ scenario: 'factory' });
    const { fabrikam } = idsOf(simulator);
    const { cloud, asked, chosen } = aRealCloud(simulator, [olga, rafael]);
    await cloud.signIn(fabrikam);
    await cloud.signIn();
    expect(asked).toEqual([
      { tenantId: fabrikam, account: olga },
      { tenantId: undefined, account: undefined },
    ]);
    expect([...chosen]).toEqual([[fabrikam, rafael.id]]);
  });

  it('leads to the portal of its cloud', () => {
    const simulator = createSimulator({ scenario: 'ready' });
    const portal = (environment?: string) =>
      aRealCloud(simulator, [olga], { cloud: { environment } }).cloud.portalUrl;
    expect(portal()).toBe('https://portal.azure.com');
    expect(portal('USGovernment')).toBe('https://portal.azure.us');
    expect(portal('ChinaCloud')).toBe('https://portal.azure.cn');
  });
});

describe('a sovereign cloud', () => {
  /** The same Azure under the names of another cloud. */
  function aGovernment() {
    const simulator = createSimulator({ scenario: 'ready' });
    const [tenantId = ''] = simulator.world.tenants.keys();
    const sent: { readonly method: string; readonly host: string }[] = [];
    const transport: HttpClient = {
      sendRequest: (request) => {
        const url = new URL(request.url);
        sent.push({ method: request.method, host: url.host });
        if (url.host === 'management.usgovcloudapi.net') url.host = 'management.azure.com';
        request.url = url.href;
        return simulator.httpClient.sendRequest(request);
      },
    };
    const scopes = new Set<string>();
    const { cloud } = aRealCloud(
      simulator,
      [olga],
      {
        cloud: { environment: 'USGovernment' },
        getToken: (scope) => {
          scopes.add(scope);
          return Promise.resolve(
            simulator.tokenFor(tenantId, 'https://management.azure.com/.default', olga.id),
          );
        },
      },
      transport,
    );
    return { cloud, tenantId, scopes, sent };
  }

  it('says in the tree that it has no secret synchronization', async () => {
    const { cloud, tenantId, scopes, sent } = aGovernment();
    const { instances } = await loadInventory(cloud, { id: tenantId, name: 'Contoso' }, context);
    const [instance] = [...instances.values()].flat();
    expect(instance?.secretSync).toMatchObject({
      state: 'blocked',
      words: 'No secret synchronization in this cloud',
      advice: expect.stringContaining('not in Azure US Government') as string,
    });
    expect([...scopes]).toEqual(['https://management.usgovcloudapi.net/.default']);
    expect(new Set(sent.map(({ host }) => host))).toEqual(
      new Set(['management.usgovcloudapi.net']),
    );
  });

  it('refuses to enable it before anything is written', async () => {
    const { cloud, tenantId, sent } = aGovernment();
    const { instances } = await loadInventory(cloud, { id: tenantId, name: 'Contoso' }, context);
    const [instance] = [...instances.values()].flat();
    const group = instance?.id.replace(/\/providers\/.*/, '') ?? '';
    const preparing = prepareEnableSecretSync(
      {
        azure: cloud.azure(tenantId),
        clock: cloud.clock,
        digest: (algorithm, data) => createHash(algorithm).update(data).digest(),
      },
      {
        tenantId,
        instanceId: instance?.id ?? '',
        vaultId: `${group}/providers/Microsoft.KeyVault/vaults/kv-hamburg-plant`,
        identityId: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-hamburg-secrets`,
      },
      context,
    );
    await expect(preparing).rejects.toThrow(
      'Azure supports secret synchronization in the public cloud only, not in Azure US Government.',
    );
    expect(sent.filter(({ method }) => method === 'PUT')).toEqual([]);
  });
});
