import { beforeAll, describe, expect, it } from 'vitest';
import { checkApiServer } from '../../../src/core/apiServer/checkApiServer';
import { settingNodes } from '../../../src/core/checks/settings';
import { loadInventory } from '../../../src/core/discover/inventory';
import { identitySetup, type IdentitySetup } from '../../../src/core/model/distribution';
import { valueOf } from '../../../src/core/model/fact';
import { nodeActions, type ClusterOutlook, type NodeOf } from '../../../src/core/model/node';
import { prepareEnableClusterIdentity } from '../../../src/core/plans/enableClusterIdentity';
import { outlookOf } from '../../../src/core/stages/outlook';
import { verdictOf } from '../../../src/core/verdict';
import { loadSdks } from '../../builders/azure';
import { simulatedPlans } from '../../fakes/simulatedPlans';

beforeAll(loadSdks);

/** A cluster of the factory with its instance, as the tree and the panel come to know them. */
async function lookAt(city: string) {
  const all = simulatedPlans({ scenario: 'factory' });
  const { clock, cloud, context } = all;
  return clock.run(
    (async () => {
      const found = await all.instance(`aio-${city}`);
      const tenant = { id: found.tenantId, name: '' };
      const inventory = await loadInventory(cloud, tenant, context);
      const cluster = inventory.clusters.find(({ name }) => name === `arc-${city}`);
      if (!cluster) throw new Error(`There is no cluster arc-${city}.`);
      const seen = await all.observe(found);
      const outlook = outlookOf(seen);
      const indexed = [...inventory.instances.values()]
        .flat()
        .find(({ id }) => id === found.instanceId);
      if (!indexed) throw new Error(`There is no instance aio-${city}.`);
      const instance: NodeOf<'instance'> = { ...indexed, outlook };
      const prepare = (selfHostedIssuerUrl?: string) =>
        prepareEnableClusterIdentity(
          found.tools,
          {
            ...found,
            subjectId: found.instanceId,
            subjectName: city,
            ...(selfHostedIssuerUrl === undefined ? {} : { selfHostedIssuerUrl }),
          },
          context,
        ).then(
          ({ writes }) => `${writes.length} writes`,
          (error: unknown) => String(error),
        );
      const own = await prepare('https://issuer.example/own');
      return {
        seen,
        cluster,
        outlook,
        indexed,
        instance,
        settings: settingNodes(seen, outlook),
        withoutIssuer: await prepare(),
        withIssuer: own,
      };
    })(),
  );
}

interface Expected {
  readonly setup: IdentitySetup;
  readonly outlook: ClusterOutlook;
  /** What preparing without, and with, an issuer of the cluster's own says. */
  readonly enable: RegExp;
  readonly apiServer: string;
}

const cases: readonly (readonly [string, string, Expected])[] = [
  [
    'k3s, both settings off',
    'lyon-01',
    { setup: 'arc', outlook: 'off', enable: /^1 writes$/, apiServer: 'Waits for the issuer' },
  ],
  [
    'k3s, both settings on',
    'hamburg-01',
    { setup: 'arc', outlook: 'ready', enable: /^0 writes$/, apiServer: 'Not confirmed' },
  ],
  [
    'k3s whose issuer is not published',
    'cork-01',
    { setup: 'arc', outlook: 'waiting', enable: /^0 writes$/, apiServer: 'Waits for the issuer' },
  ],
  [
    'AKS Edge Essentials before its script',
    'linz-01',
    {
      setup: 'script',
      outlook: 'blocked',
      enable: /quickstart script/,
      apiServer: 'Waits for the issuer',
    },
  ],
  [
    'AKS on Azure Local with both settings',
    'ghent-01',
    {
      setup: 'creation',
      outlook: 'ready',
      enable: /^0 writes$/,
      apiServer: 'Managed by the platform',
    },
  ],
  [
    'AKS on Azure Local without them',
    'graz-01',
    {
      setup: 'creation',
      outlook: 'blocked',
      enable: /az aksarc create/,
      apiServer: 'Managed by the platform',
    },
  ],
  [
    'AKS with its own issuer',
    'zurich-01',
    {
      setup: 'ownIssuer',
      outlook: 'ready',
      enable: /^0 writes$/,
      apiServer: 'Managed by the platform',
    },
  ],
  [
    'EKS with its own issuer',
    'austin-01',
    {
      setup: 'ownIssuer',
      outlook: 'ready',
      enable: /^0 writes$/,
      apiServer: 'Managed by the platform',
    },
  ],
  [
    'GKE whose own issuer Arc does not know',
    'boise-01',
    {
      setup: 'ownIssuer',
      outlook: 'off',
      enable: /public issuer of its own.*Run the command again and give it/,
      apiServer: 'Managed by the platform',
    },
  ],
  [
    'OpenShift',
    'brno-01',
    { setup: 'arc', outlook: 'ready', enable: /^0 writes$/, apiServer: 'Proved by a sync' },
  ],
  [
    'Tanzu Kubernetes Grid',
    'tulsa-01',
    { setup: 'arc', outlook: 'ready', enable: /^0 writes$/, apiServer: 'Proved by a sync' },
  ],
  [
    'k3s with agents that are too old',
    'bremen-01',
    {
      setup: 'arc',
      outlook: 'blocked',
      enable: /1\.21 or later/,
      apiServer: 'Waits for the issuer',
    },
  ],
  [
    'k3s whose agents report a failure',
    'nantes-01',
    { setup: 'arc', outlook: 'blocked', enable: /^0 writes$/, apiServer: 'Not confirmed' },
  ],
];

describe.each(cases)('%s', (title, city, expected) => {
  it('is known for what it is', async () => {
    const { cluster, outlook, seen, indexed } = await lookAt(city);
    expect({ setup: cluster.setup, outlook }).toEqual({
      setup: expected.setup,
      outlook: expected.outlook,
    });
    expect(indexed.clusterSetup).toBe(expected.setup);
    expect(checkApiServer(seen).words).toBe(expected.apiServer);
  });

  it('offers only what works, alike in tree, settings and wizard', async () => {
    const { cluster, instance, settings, withoutIssuer, withIssuer } = await lookAt(city);
    expect(withoutIssuer).toMatch(expected.enable);
    const canEnable = /^[01] writes$/.test(withIssuer) && expected.outlook !== 'blocked';
    const offers = (node: Parameters<typeof nodeActions>[0]) => new Set(nodeActions(node));
    const ofInstance = offers(instance);
    expect(ofInstance.has('canEnableClusterIdentity')).toBe(
      canEnable && ['off', 'waiting'].includes(expected.outlook),
    );
    expect(ofInstance.has('canAssignCloudIdentity')).toBe(expected.outlook === 'ready');
    expect(ofInstance.has('canUpdateByAzureCli')).toBe(
      ['arc', 'ownIssuer'].includes(expected.setup),
    );
    if (expected.outlook !== 'ready') {
      expect(ofInstance.has('canEnableSecretSync')).toBe(false);
      expect(settings.flatMap(nodeActions)).not.toContain('canEnableSecretSync');
    }
    if (expected.outlook === 'blocked') {
      expect(ofInstance.has('canEnableAll')).toBe(false);
      expect(settings.flatMap(nodeActions)).not.toContain('canEnableClusterIdentity');
    }
    const ofCluster = offers(cluster);
    const isK3s = /^k3s\b/.test(title);
    expect(ofCluster.has('canConfigureK3s')).toBe(isK3s);
    expect(ofInstance.has('canConfigureK3s')).toBe(isK3s && expected.outlook === 'ready');
    expect(ofCluster.has('canEnableClusterIdentity')).toBe(
      ['arc', 'ownIssuer'].includes(expected.setup),
    );
  });

  it('says what stands in the way, and what to do', async () => {
    const { seen } = await lookAt(city);
    const { lead, text } = verdictOf(seen, undefined);
    const told = `${lead} ${text}`;
    if (expected.outlook === 'waiting') expect(told).toMatch(/waits for its issuer.*by itself/);
    if (expected.outlook === 'blocked') {
      expect(told).toMatch(/quickstart script|az aksarc create|Upgrade the agents|agents report/);
    }
    if (expected.outlook === 'ready') expect(told).not.toContain('The cluster needs');
  });
});

describe('how the settings of a cluster come to be on', () => {
  it.each<[string, boolean, IdentitySetup]>([
    ['k3s', false, 'arc'],
    ['generic', false, 'arc'],
    ['openshift', false, 'arc'],
    ['tkg', false, 'arc'],
    ['aks', false, 'ownIssuer'],
    ['EKS', false, 'ownIssuer'],
    ['gke', false, 'ownIssuer'],
    ['aks_edge_k3s', false, 'script'],
    ['AKS_Edge_K8s', false, 'script'],
    ['aks_management', false, 'creation'],
    // Of Azure Local, whatever it calls itself.
    ['aks', true, 'creation'],
    ['k3s', true, 'creation'],
  ])('follows from %s, provisioned by Azure Local: %s', (distribution, isProvisioned, setup) => {
    expect(identitySetup(distribution, isProvisioned)).toBe(setup);
  });
});

describe('a cluster that Azure does not reach', () => {
  it.each(['munich-02', 'seville-01', 'verona-01', 'namur-01'])(
    '%s offers no change',
    async (city) => {
      const { instance, indexed } = await lookAt(city);
      const changes = /^can(Enable|Assign)/;
      for (const node of [instance, indexed]) {
        expect(nodeActions(node).filter((each) => changes.test(each))).toEqual([]);
      }
    },
  );
});

describe('the issuer of a cluster that has its own', () => {
  it('is what credentials are made for, once Arc knows it', async () => {
    const { seen } = await lookAt('austin-01');
    expect(valueOf(seen.issuer)?.issuer).toMatch(/^https:\/\/oidc\.eks\./);
  });

  it('can be given where an update dropped it', async () => {
    expect((await lookAt('boise-01')).withIssuer).toBe('1 writes');
  });
});
