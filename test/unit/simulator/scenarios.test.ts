import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { at, isObject, objectsAt, stringAt, type JsonObject } from '../../../src/core/model/json';
import { findPerson, personNames } from '../../../src/simulator/scenarios/directory';
import { buildFactory } from '../../../src/simulator/scenarios/factory/factory';
import { applyScenario } from '../../../src/simulator/scenarios/scenarios';
import type { StoredResource, World } from '../../../src/simulator/world';
import { ArmSchemas, hasArmSchemas } from '../../fakes/armSchemas';
import { aWorld } from './aWorld';

const types = {
  cluster: 'Microsoft.Kubernetes/connectedClusters',
  location: 'Microsoft.ExtendedLocation/customLocations',
  extension: 'Microsoft.KubernetesConfiguration/extensions',
  instance: 'Microsoft.IoTOperations/instances',
  endpoint: 'Microsoft.IoTOperations/instances/dataflowEndpoints',
  providerClass: 'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses',
  secretSync: 'Microsoft.SecretSyncController/secretSyncs',
  identity: 'Microsoft.ManagedIdentity/userAssignedIdentities',
  credential: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
  vault: 'Microsoft.KeyVault/vaults',
  role: 'Microsoft.Authorization/roleAssignments',
} as const;

const built = (name: string, seed = 1): World => {
  const world = aWorld(seed);
  applyScenario(world, name);
  return world;
};

const factory = built('factory');

/** The only resource of the type in the group of a city. */
function one(type: keyof typeof types, city: string, name?: string): StoredResource {
  const found = all(type, city).filter((resource) => name === undefined || resource.name === name);
  expect(found, `${type} of ${city}`).toHaveLength(1);
  const [resource] = found;
  if (!resource) throw new Error('unreachable');
  return resource;
}

const all = (type: keyof typeof types, city: string): StoredResource[] =>
  factory.resources
    .ofType(types[type])
    .filter(({ id }) => id.split('/')[4]?.match(new RegExp(`^rg-${city}(?:-|$)`)));

const properties = (resource: StoredResource): JsonObject => {
  const found = at(resource.body, 'properties');
  return isObject(found) ? found : {};
};

describe.each(['ready', 'factory', 'fleet:60'])('%s', (name) => {
  const world = built(name);
  const resources = [...world.resources.all()];

  it('has the same ids for the same seed, others for another', () => {
    const ids = (of: World) => [...of.resources.all()].map(({ id, body }) => [id, body]);
    expect(ids(built(name))).toEqual(ids(world));
    expect([...built(name, 2).subscriptions.keys()]).not.toEqual([...world.subscriptions.keys()]);
  });

  it('hangs together: instance, custom location, cluster and extensions exist', () => {
    for (const instance of world.resources.ofType(types.instance)) {
      const location = world.resources.get(
        stringAt(instance.body, 'extendedLocation', 'name') ?? '',
      );
      expect(location?.type).toBe(types.location);
      const host = stringAt(location?.body, 'properties', 'hostResourceId') ?? '';
      expect(world.resources.get(host)?.type).toBe(types.cluster);
      for (const id of objectsOrTexts(location?.body, 'clusterExtensionIds')) {
        expect(world.resources.get(id)?.type).toBe(types.extension);
      }
      for (const reference of ['schemaRegistryRef', 'adrNamespaceRef']) {
        const id = stringAt(instance.body, 'properties', reference, 'resourceId') ?? '';
        expect(world.resources.get(id), reference).toBeDefined();
      }
    }
  });

  it('keeps to what Azure allows: groups, tenants, vault names, credentials an identity', () => {
    for (const { id, tenantId } of resources) {
      const [, , subscriptionId = '', , group] = id.split('/');
      expect(world.subscriptions.get(subscriptionId)?.tenantId).toBe(tenantId);
      if (!id.includes('/resourceGroups/')) continue;
      expect(
        world.resourceGroups.has(`/subscriptions/${subscriptionId}/resourcegroups/${group}`),
      ).toBe(true);
    }
    const vaults = world.resources.ofType(types.vault).map((vault) => vault.name);
    expect(new Set(vaults).size).toBe(vaults.length);
    for (const vault of vaults) {
      expect(vault).toMatch(/^[a-z](?:[a-z0-9]|-(?!-)){1,22}[a-z0-9]$/);
      expect(world.secrets.has(vault)).toBe(true);
    }
    for (const identity of world.resources.ofType(types.identity)) {
      const credentials = world.resources
        .under(identity.id)
        .filter(({ type }) => type === types.credential);
      expect(credentials.length).toBeLessThanOrEqual(20);
    }
  });

  it('knows all people in every tenant, and lets only the stranger have no role', () => {
    const holders = new Set(
      world.resources.ofType(types.role).map((role) => properties(role)['principalId']),
    );
    for (const tenantId of world.tenants.keys()) {
      for (const person of personNames) {
        const principal = findPerson(world, tenantId, person);
        expect(principal?.tenantId).toBe(tenantId);
        expect(holders.has(principal?.objectId)).toBe(person !== 'stranger');
      }
    }
  });
});

function objectsOrTexts(body: JsonObject | undefined, name: string): string[] {
  const list = at(body, 'properties', name);
  return Array.isArray(list) ? list.filter((item: unknown) => typeof item === 'string') : [];
}

describe('ready', () => {
  const world = built('ready');

  it('is one of each, with nothing enabled', () => {
    const count = (type: string): number => world.resources.ofType(type).length;
    expect([types.cluster, types.instance, types.vault, types.identity].map(count)).toEqual([
      1, 1, 1, 1,
    ]);
    expect([types.providerClass, types.secretSync, types.credential].map(count)).toEqual([0, 0, 0]);
    expect(world.subscriptions.size).toBe(1);
    const [secrets] = world.secrets.values();
    expect(secrets?.size).toBe(3);
  });

  it('publishes the issuer that the cluster shows', () => {
    const [cluster] = world.resources.ofType(types.cluster);
    const [published] = world.issuers;
    const url = stringAt(cluster?.body, 'properties', 'oidcIssuerProfile', 'issuerUrl');
    expect(published?.[1]).toEqual({ issuer: url, clusterId: cluster?.id });
    expect(`https://${published?.[0]}/`).toBe(url);
  });
});

describe('factory', () => {
  it('has two tenants, four subscriptions and an archived one', () => {
    expect(factory.tenants.size).toBe(2);
    const states = [...factory.subscriptions.values()].map(({ state }) => state);
    expect(states.sort()).toEqual(['Disabled', 'Enabled', 'Enabled', 'Enabled', 'Enabled']);
  });

  it('is listed in its documentation, line by line', () => {
    const readme = readFileSync('src/simulator/scenarios/README.md', 'utf8');
    const listed = [...readme.matchAll(/^\| +(\S+) +\| +`(\S+)` +\| +(.+?) +\|$/gm)].map(
      ([, instance, cluster, state]) => [instance, cluster, state],
    );
    const plants = buildFactory(aWorld()).map(({ instance, cluster, state }) => [
      instance === undefined ? '–' : `\`${instance}\``,
      cluster,
      state,
    ]);
    expect(listed).toEqual(plants);
  });

  it('has a cluster of every distribution', () => {
    const clusters = factory.resources.ofType(types.cluster);
    expect(new Set(clusters.map((cluster) => properties(cluster)['distribution']))).toEqual(
      new Set([
        'k3s',
        'aks_edge_k3s',
        'aks_edge_k8s',
        'aks',
        'aks_workload',
        'eks',
        'gke',
        'openshift',
        'tkg',
      ]),
    );
    expect(clusters.filter(({ body }) => body['kind'] === 'ProvisionedCluster')).toHaveLength(2);
  });

  it('has clusters in every reach', () => {
    const reach = factory.resources
      .ofType(types.cluster)
      .map((cluster) => properties(cluster)['connectivityStatus']);
    expect(new Set(reach)).toEqual(
      new Set(['Connected', 'Connecting', 'Offline', 'Expired', 'AgentNotInstalled']),
    );
  });

  it.skipIf(!hasArmSchemas)('has bodies that the official schemas accept', () => {
    const versions: Readonly<Record<string, string>> = {
      'Microsoft.ExtendedLocation': '2021-08-15',
      'Microsoft.IoTOperations': '2025-10-01',
      'Microsoft.KeyVault': '2026-02-01',
      'Microsoft.Kubernetes': '2026-05-01',
      'Microsoft.ManagedIdentity': '2024-11-30',
      'Microsoft.SecretSyncController': '2024-08-21-preview',
    };
    const schemas = new ArmSchemas();
    for (const { id, type, body } of factory.resources.all()) {
      const apiVersion = versions[type.split('/')[0] ?? ''];
      if (apiVersion === undefined) continue;
      const url = new URL(`https://management.azure.com${id}?api-version=${apiVersion}`);
      expect(schemas.findFault(url, { ...body, systemData: undefined }), id).toBeUndefined();
    }
    expect(schemas.checked.size).toBeGreaterThanOrEqual(8);
  });

  it('berlin: drifted by a trailing slash, failing for two days', () => {
    const issuerUrl = stringAt(
      one('cluster', 'berlin').body,
      'properties',
      'oidcIssuerProfile',
      'issuerUrl',
    );
    const published = [...factory.issuers.values()].find(
      ({ clusterId }) => clusterId === one('cluster', 'berlin').id,
    );
    expect(properties(one('credential', 'berlin'))['issuer']).toBe(issuerUrl);
    expect(`${published?.issuer}/`).toBe(issuerUrl);
    for (const sync of all('secretSync', 'berlin')) {
      const [condition] = objectsAt(sync.body, 'properties', 'status', 'conditions');
      expect(condition).toMatchObject({ status: 'False', reason: 'ProviderError' });
      expect(condition?.['message']).toContain(`AADSTS700211`);
      expect(condition?.['message']).toContain(`'${published?.issuer}'`);
    }
  });

  it('the states of clusters', () => {
    const cluster = (city: string) => properties(one('cluster', city));
    expect(cluster('lyon')).not.toHaveProperty('oidcIssuerProfile');
    expect(cluster('linz')['provisioningState']).toBe('Failed');
    expect(cluster('cork')).toMatchObject({ oidcIssuerProfile: { enabled: true, issuerUrl: '' } });
    expect(cluster('leeds')).toMatchObject({
      securityProfile: { workloadIdentity: { enabled: false } },
    });
    expect(cluster('bremen')).toMatchObject({
      agentVersion: '1.19.7',
      arcAgentProfile: { agentAutoUpgrade: 'Disabled' },
    });
    expect(objectsAt(cluster('nantes'), 'arcAgentProfile', 'agentErrors')).toHaveLength(1);
    expect(cluster('graz')).not.toHaveProperty('oidcIssuerProfile');
    expect(stringAt(cluster('boise'), 'oidcIssuerProfile', 'selfHostedIssuerUrl')).toBeUndefined();
    expect(stringAt(cluster('austin'), 'oidcIssuerProfile', 'selfHostedIssuerUrl')).toMatch(
      /^https:\/\/oidc\.eks\./,
    );
    const published = [...factory.issuers.values()].map(({ clusterId }) => clusterId);
    expect(published).not.toContain(one('cluster', 'tampere').id);
    expect(all('instance', 'oslo')).toEqual([]);
  });

  it('the states of the trust chain', () => {
    expect(all('credential', 'malmo')).toHaveLength(20);
    expect(all('credential', 'parma')).toHaveLength(2);
    expect(properties(one('credential', 'dresden'))['audiences']).not.toEqual([
      'api://AzureADTokenExchange',
    ]);
    expect(properties(one('providerClass', 'lille'))['clientId']).not.toBe(
      properties(one('identity', 'lille'))['clientId'],
    );
    expect(all('role', 'bilbao')).toHaveLength(1);
    expect(properties(one('vault', 'gdansk'))['enableRbacAuthorization']).toBe(false);
    const { tenantId } = one('vault', 'metz');
    expect(properties(one('vault', 'metz'))['tenantId']).not.toBe(tenantId);
    expect(properties(one('vault', 'reims'))['publicNetworkAccess']).toBe('Disabled');
    expect(at(one('vault', 'trier').body, 'properties', 'networkAcls', 'defaultAction')).toBe(
      'Deny',
    );
    expect(all('vault', 'aarhus')).toEqual([]);
    expect(factory.deletedVaults.has('kv-aarhus-plant')).toBe(true);
  });

  it('the states of provider class, reference and secrets', () => {
    const reference = (city: string) =>
      stringAt(
        one('instance', city).body,
        'properties',
        'defaultSecretProviderClassRef',
        'resourceId',
      );
    expect(reference('utrecht')).toBe(all('providerClass', 'utrecht')[0]?.id);
    expect(all('providerClass', 'utrecht')).toHaveLength(4);
    expect(reference('porto')).toBeUndefined();
    expect(all('providerClass', 'porto')).toHaveLength(1);
    expect(factory.resources.get(reference('riga') ?? '')).toBeUndefined();
    expect(all('providerClass', 'sofia')).toHaveLength(3);
    expect(properties(one('providerClass', 'vienna'))['provisioningState']).toBe('Failed');
    expect(all('extension', 'krakow').map(({ name }) => name)).not.toContain('azure-secret-store');
    expect(properties(one('instance', 'tallinn'))['provisioningState']).toBe('Failed');
    expect(all('secretSync', 'antwerp').length).toBeGreaterThanOrEqual(6);
    expect(all('secretSync', 'bern')).toEqual([]);
  });

  it('the states of the cloud identity', () => {
    const identityType = (city: string) => at(one('instance', city).body, 'identity', 'type');
    expect(identityType('rotterdam')).toBe('UserAssigned');
    expect(identityType('split')).toBe('SystemAssigned,UserAssigned');
    expect(identityType('bergen')).toBe('None');
    expect(all('credential', 'split')).toEqual([]);
    const endpointTypes = all('endpoint', 'rotterdam').map(
      (one) => properties(one)['endpointType'],
    );
    expect(new Set(endpointTypes)).toEqual(
      new Set([
        'DataExplorer',
        'DataLakeStorage',
        'FabricOneLake',
        'Kafka',
        'Mqtt',
        'LocalStorage',
        'OpenTelemetry',
      ]),
    );
  });

  it('monterrey: the operator has no role at the cluster or above', () => {
    const operator = findPerson(factory, one('instance', 'monterrey').tenantId, 'operator');
    const cluster = one('cluster', 'monterrey').id;
    const scopes = factory.resources
      .ofType(types.role)
      .filter((role) => properties(role)['principalId'] === operator?.objectId)
      .map((role) => stringAt(role.body, 'properties', 'scope') ?? '');
    expect(scopes.filter((scope) => cluster.startsWith(`${scope}/`))).toEqual([]);
    expect(scopes).toContain(one('instance', 'monterrey').id.split('/providers/')[0]);
  });
});

describe('fleet', () => {
  it('spreads clusters over tenants and subscriptions', () => {
    const world = built('fleet:1000');
    expect(world.resources.ofType(types.cluster)).toHaveLength(1000);
    expect(world.resources.ofType(types.instance)).toHaveLength(1000);
    expect(world.tenants.size).toBe(2);
    expect(world.subscriptions.size).toBe(3);
  });

  it('builds a thousand plants quickly', () => {
    const startedAt = performance.now();
    built('fleet:1000');
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  it.each(['', 'nosuch', 'fleet', 'fleet:0', 'fleet:x', 'fleet:20001', 'fleet:-1'])(
    'refuses "%s"',
    (name) => {
      expect(() => built(name)).toThrow(RangeError);
    },
  );
});
