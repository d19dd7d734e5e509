import { beforeEach, describe, expect, it } from 'vitest';
import { stringAt } from '../../../src/core/model/json';
import { applyScenario } from '../../../src/simulator/scenarios/scenarios';
import type { World } from '../../../src/simulator/world';
import { ask, faultOf, type Caller } from './graphCaller';
import { aWorld, type TestWorld } from './aWorld';

/** The two queries with which the extension finds everything. */
const estate = `resources
| where type in~ ('microsoft.kubernetes/connectedclusters','microsoft.extendedlocation/customlocations',
    'microsoft.iotoperations/instances','microsoft.secretsynccontroller/azurekeyvaultsecretproviderclasses',
    'microsoft.secretsynccontroller/secretsyncs')
| project id, name, type=tolower(type), kind, location, resourceGroup, subscriptionId, tags, identity, extendedLocation,
    cl=tolower(tostring(extendedLocation.name)), host=tolower(tostring(properties.hostResourceId)),
    ns=tostring(properties.namespace), status=tostring(properties.connectivityStatus), state=tostring(properties.provisioningState),
    distro=tostring(properties.distribution), oidc=properties.oidcIssuerProfile, wi=properties.securityProfile,
    spcRef=tolower(tostring(properties.defaultSecretProviderClassRef.resourceId)),
    kv=tostring(properties.keyvaultName), client=tostring(properties.clientId)
| order by id asc`;

const choices = `resources
| where type in~ ('microsoft.managedidentity/userassignedidentities','microsoft.keyvault/vaults')
| project id, name, type=tolower(type), location, resourceGroup, subscriptionId, tenantId,
    clientId=tostring(properties.clientId), principalId=tostring(properties.principalId),
    rbac=tobool(properties.enableRbacAuthorization), vaultUri=tostring(properties.vaultUri),
    net=tostring(properties.publicNetworkAccess), purge=tobool(properties.enablePurgeProtection)
| order by id asc`;

const scenario = (name: string): TestWorld => {
  const world = aWorld();
  applyScenario(world, name);
  return world;
};

const rows = (world: World, query: string, caller?: Caller) => ask(world, { query }, caller).rows;

const idOf = (world: World, type: string): string => world.resources.ofType(type)[0]?.id ?? '';

describe('queries of the extension and of the az CLI', () => {
  let world: TestWorld;
  beforeEach(() => {
    world = scenario('ready');
  });

  it('finds cluster, location and instance with what colours the tree', () => {
    const found = rows(world, estate);
    expect(found.map(({ type }) => type)).toEqual([
      'microsoft.extendedlocation/customlocations',
      'microsoft.iotoperations/instances',
      'microsoft.kubernetes/connectedclusters',
    ]);
    const [location, instance, cluster] = found;
    expect(location).toMatchObject({ host: stringAt(cluster, 'id')?.toLowerCase() });
    expect(location).toMatchObject({
      ns: 'azure-iot-operations',
      resourceGroup: 'rg-plant-hamburg',
    });
    expect(instance).toMatchObject({ cl: stringAt(location, 'id')?.toLowerCase(), spcRef: '' });
    expect(cluster).toMatchObject({
      kind: '',
      status: 'Connected',
      distro: 'k3s',
      oidc: { enabled: true },
      wi: { workloadIdentity: { enabled: true } },
    });
  });

  it('finds vaults and identities to choose from', () => {
    expect(rows(world, choices)).toEqual([
      expect.objectContaining({
        name: 'kv-hamburg-plant',
        rbac: true,
        net: 'Enabled',
        purge: null,
      }),
      expect.objectContaining({ name: 'id-hamburg-secrets', rbac: null, vaultUri: '' }),
    ]);
  });

  it('knows the extensions of a cluster, properties spelled as their provider does', () => {
    const cluster = idOf(world, 'Microsoft.Kubernetes/connectedClusters');
    const found = rows(
      world,
      `kubernetesconfigurationresources | where type =~ 'microsoft.kubernetesconfiguration/extensions' and id startswith '${cluster.toLowerCase()}/'
| project id, name, ext=tolower(tostring(properties.ExtensionType)), state=tostring(properties.ProvisioningState)`,
    );
    expect(found.map(({ ext, state }) => [ext, state])).toContainEqual([
      'microsoft.azure.secretstore',
      'Succeeded',
    ]);
  });

  it('finds role assignments, and vault and identity by what a provider class holds', () => {
    const proved = scenario('factory');
    const [providerClass] = rows(
      proved,
      "resources | where type =~ 'microsoft.secretsynccontroller/azurekeyvaultsecretproviderclasses' and resourceGroup == 'rg-utrecht' and name startswith 'spc-ops' | project kv=properties.keyvaultName, client=properties.clientId",
    );
    const [vault] = rows(
      proved,
      `resources | where type =~ 'microsoft.keyvault/vaults' and name =~ '${stringAt(providerClass, 'kv')?.toUpperCase()}' | project id, properties.vaultUri`,
    );
    expect(vault).toMatchObject({
      properties_vaultUri: 'https://kv-utrecht-plant.vault.azure.net/',
    });
    const [identity] = rows(
      proved,
      `resources | where type =~ 'microsoft.managedidentity/userassignedidentities' and properties.clientId =~ '${stringAt(providerClass, 'client')}' | project id, oid=properties.principalId`,
    );
    const roles = rows(
      proved,
      `authorizationresources | where type =~ 'microsoft.authorization/roleassignments' and properties.principalId =~ '${stringAt(identity, 'oid')}'
| project id, scope=tostring(properties.scope), role=tolower(tostring(properties.roleDefinitionId))`,
    );
    expect(roles.map(({ scope }) => scope)).toEqual([vault?.['id'], vault?.['id']]);
  });

  it('answers what az asks of one custom location', () => {
    const proved = scenario('factory');
    const [asked] = rows(
      proved,
      "resources | where name == 'aio-utrecht-01' | project cl = extendedLocation.name",
    );
    const found = rows(
      proved,
      `resources | where extendedLocation.name =~ '${stringAt(asked, 'cl')?.toLowerCase()}' | where type in~ ("microsoft.secretsynccontroller/azurekeyvaultsecretproviderclasses", "microsoft.secretsynccontroller/secretsyncs") | project id, name, apiVersion, location, extendedLocation, type, resourceGroup, properties, systemData, tags`,
    );
    expect(found).toHaveLength(8);
    expect(found[0]).toMatchObject({
      apiVersion: null,
      extendedLocation: { type: 'CustomLocation' },
    });
  });

  it('knows subscriptions, groups and enabled resource types', () => {
    expect(
      rows(world, 'resourcecontainers | project name, type, location, state=properties.state'),
    ).toEqual([
      expect.objectContaining({ name: 'Contoso Plants', state: 'Enabled' }),
      expect.objectContaining({ name: 'rg-plant-hamburg', location: 'westeurope' }),
    ]);
    expect(
      rows(
        world,
        'extendedlocationresources | mv-expand m = properties.typesMetadata | project t = tostring(m.resourceType) | order by t asc',
      ),
    ).toEqual([
      { t: 'azureKeyVaultSecretProviderClasses' },
      { t: 'instances' },
      { t: 'secretSyncs' },
    ]);
  });

  it('joins tables', () => {
    expect(
      rows(
        world,
        `resources | where type == 'microsoft.iotoperations/instances' | extend cl = tolower(tostring(extendedLocation.name))
| join kind=leftouter (resources | where type == 'microsoft.extendedlocation/customlocations' | project cl = tolower(id), host = tolower(tostring(properties.hostResourceId))) on cl
| join kind=inner (resources | project host = tolower(id), cluster = name) on host
| project name, cluster`,
      ),
    ).toEqual([{ name: 'aio-hamburg-01', cluster: 'arc-hamburg-01' }]);
  });
});

describe('paging', () => {
  const query = "resources | where type =~ 'microsoft.kubernetes/connectedclusters' | project id";

  it('gives 1000 rows a page and the rest by token, in order of id', () => {
    const world = scenario('fleet:1500');
    const seen: unknown[] = [];
    let skipToken: string | undefined;
    let pages = 0;
    do {
      const { body, rows: page } = ask(world, {
        query,
        options: { ...(skipToken ? { $skipToken: skipToken } : {}) },
      });
      expect(body).toMatchObject({
        totalRecords: 1200,
        count: page.length,
        resultTruncated: 'false',
      });
      seen.push(...page.map(({ id }) => id));
      skipToken = typeof body['$skipToken'] === 'string' ? body['$skipToken'] : undefined;
      pages++;
    } while (skipToken);
    expect(pages).toBe(2);
    expect(new Set(seen).size).toBe(1200);
    expect(seen).toEqual([...seen].sort());
  });

  it('refuses the token of another query, and a made-up one', () => {
    const world = scenario('fleet:20');
    const { body } = ask(world, { query, options: { $top: 5 } });
    const skipToken = body['$skipToken'] ?? null;
    expect(ask(world, { query, options: { $top: 5, $skipToken: skipToken } }).rows).toHaveLength(5);
    for (const wrong of [
      { query: `${query}, name`, options: { $skipToken: skipToken } },
      { query, subscriptions: [...world.subscriptions.keys()], options: { $skipToken: skipToken } },
      { query, options: { $skipToken: 'bm8=' } },
      { query, options: { $skipToken: 7 } },
    ]) {
      expect(faultOf(() => ask(world, wrong))).toMatchObject({ status: 400, code: 'BadRequest' });
    }
  });

  it('gives no token where the query limits its rows or leaves out the id', () => {
    const world = scenario('fleet:20');
    for (const [text, truncated] of [
      [`${query} | limit 10`, 'true'],
      [`${query} | take 3`, 'false'],
      ['resources | project name', 'true'],
    ] as const) {
      const { body } = ask(world, { query: text, options: { $top: 5 } });
      expect(body).not.toHaveProperty('$skipToken');
      expect(body['resultTruncated']).toBe(truncated);
    }
  });

  it('skips rows, and refuses impossible pages', () => {
    const world = scenario('fleet:20');
    const all = ask(world, { query }).rows;
    expect(ask(world, { query, options: { $skip: 3, $top: 2 } }).rows).toEqual(all.slice(3, 5));
    for (const options of [{ $top: 0 }, { $top: 1001 }, { $skip: -1 }, { $top: '5' }]) {
      expect(faultOf(() => ask(world, { query, options })).status).toBe(400);
    }
  });
});

describe('what the caller sees', () => {
  it('only the tenant of the token', () => {
    const world = scenario('factory');
    const [contoso, fabrikam] = [...world.tenants.keys()];
    const count = (tenantId: string | undefined) =>
      rows(
        world,
        "resources | where type =~ 'microsoft.iotoperations/instances' | summarize n = count()",
        tenantId === undefined ? {} : { tenantId },
      )[0]?.['n'];
    expect(count(contoso)).toBe(50);
    expect(count(fabrikam)).toBe(3);
  });

  it('only what may be read, asked from the subscription down', () => {
    const world = scenario('ready');
    const vault = idOf(world, 'Microsoft.KeyVault/vaults');
    const asked: string[] = [];
    const can = (action: string, scope: string) => {
      asked.push(scope);
      return action === 'Microsoft.KeyVault/vaults/read' && scope === vault;
    };
    expect(rows(world, 'resources | project id', { can })).toEqual([{ id: vault }]);
    expect(rows(world, 'resourcecontainers | project id', { can })).toEqual([]);
    expect(asked.some((scope) => scope.endsWith('rg-plant-hamburg'))).toBe(true);
  });

  it('only the subscriptions asked for, at least one of which must be the tenant’s', () => {
    const world = scenario('factory');
    const [contoso = '', fabrikam = ''] = [...world.tenants.keys()];
    const [first = '', second = ''] = [...world.subscriptions.keys()];
    const partner = [...world.subscriptions.values()].find((one) => one.tenantId === fabrikam);
    const query = 'resources | summarize count() by subscriptionId';
    const one = ask(world, { query, subscriptions: [first.toUpperCase(), partner?.id ?? ''] });
    expect(one.rows.map(({ subscriptionId }) => subscriptionId)).toEqual([first]);
    expect(ask(world, { query, subscriptions: [first, second] }).rows).toHaveLength(2);
    const refused = faultOf(() =>
      ask(world, { query, subscriptions: [partner?.id ?? ''] }, { tenantId: contoso }),
    );
    expect(refused.extra.details).toMatchObject([{ code: 'NoValidSubscriptionsInQueryRequest' }]);
  });

  it('writes only after a lag of 5 to 30 seconds', () => {
    const world = scenario('ready');
    const query = 'resources | where tags.shift == "night" | project name';
    const vault = world.resources.ofType('Microsoft.KeyVault/vaults')[0];
    if (!vault) throw new Error('The scenario has a vault.');
    world.advance(1);
    world.resources.put(vault.id, vault.type, vault.tenantId, {
      ...vault.body,
      tags: { shift: 'night' },
    });
    expect(rows(world, query)).toEqual([]);
    world.advance(4_999);
    expect(rows(world, query)).toEqual([]);
    world.advance(25_001);
    expect(rows(world, query)).toEqual([{ name: 'kv-hamburg-plant' }]);
  });
});

describe('limits and formats', () => {
  const body = { query: 'resources | count' };

  it('allows 15 queries in 5 seconds to each user, and says what is left', () => {
    const world = scenario('ready');
    for (let left = 14; left >= 0; left--) {
      expect(ask(world, body).headers).toEqual({
        'x-ms-user-quota-remaining': String(left),
        'x-ms-user-quota-resets-after': '00:00:05',
        'x-ms-tenant-subscription-limit-hit': 'false',
      });
    }
    world.advance(2_500);
    const refused = faultOf(() => ask(world, body));
    expect(refused).toMatchObject({ status: 429, code: 'RateLimiting' });
    expect(refused.extra.headers).toMatchObject({
      'Retry-After': '3',
      'x-ms-user-quota-remaining': '0',
    });
    expect(ask(world, body, { who: 'reader' }).rows).toEqual([{ Count: 7 }]);
    world.advance(2_500);
    expect(ask(world, body).headers['x-ms-user-quota-remaining']).toBe('14');
  });

  it('answers in a table when asked, and by default in old api-versions', () => {
    const world = scenario('ready');
    const query =
      "resources | where name == 'aio-hamburg-01' | project name, tags, n = 1, b = true";
    const table = {
      columns: [
        { name: 'name', type: 'string' },
        { name: 'tags', type: 'object' },
        { name: 'n', type: 'integer' },
        { name: 'b', type: 'boolean' },
      ],
      rows: [['aio-hamburg-01', { plant: 'Hamburg', line: 'packaging' }, 1, true]],
    };
    expect(ask(world, { query, options: { resultFormat: 'table' } }).body['data']).toEqual(table);
    expect(ask(world, { query }, { apiVersion: '2019-04-01' }).body['data']).toEqual(table);
    expect(faultOf(() => ask(world, { query }, { apiVersion: '2018-01-01' }))).toMatchObject({
      status: 404,
      code: 'InvalidResourceType',
    });
  });

  it('refuses what it cannot read as Azure does', () => {
    const world = scenario('ready');
    const fault = faultOf(() => ask(world, { query: 'resources\n| wher x' }));
    expect(fault).toMatchObject({ status: 400, code: 'BadRequest' });
    expect(fault.message).toMatch(/timestamp = .+, correlationId = [0-9a-f-]{36}\.$/);
    expect(fault.extra.details).toEqual([
      expect.objectContaining({ code: 'InvalidQuery' }),
      expect.objectContaining({
        code: 'ParserFailure',
        line: 2,
        characterPositionInLine: 2,
        token: 'wher',
      }),
    ]);
    expect(faultOf(() => ask(world, { query: 'nosuch | count' })).extra.details).toContainEqual(
      expect.objectContaining({ code: 'DisallowedLogicalTableName' }),
    );
    const join = '| join kind=inner (resources | project id) on id ';
    expect(ask(world, { query: `resources ${join.repeat(3)}| count` }).rows).toEqual([
      { Count: 7 },
    ]);
    expect(faultOf(() => ask(world, { query: `resources ${join.repeat(4)}` })).status).toBe(400);
    for (const wrong of [
      {},
      { query: '' },
      { query: 'resources', options: [] },
      { query: 'resources', subscriptions: 'x' },
    ]) {
      expect(faultOf(() => ask(world, wrong)).status).toBe(400);
    }
  });
});

it('projects and orders 5000 resources in well under a second', () => {
  const world = scenario('fleet:1700');
  const startedAt = performance.now();
  const { body } = ask(world, { query: estate });
  expect(body['totalRecords']).toBeGreaterThan(4_500);
  expect(performance.now() - startedAt).toBeLessThan(800);
});
