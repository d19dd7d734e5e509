import { describe, expect, it } from 'vitest';
import { childNodes, toInventory } from '../../../../src/core/discover/inventory';
import type { JsonObject } from '../../../../src/core/model/json';
import { nodeActions } from '../../../../src/core/model/node';
import { ids } from '../../../builders/observation';

const tenant = { id: 't', name: 'Contoso' };

const cluster = (change: JsonObject = {}): JsonObject => ({
  id: ids.cluster,
  name: 'arc-berlin-01',
  type: 'microsoft.kubernetes/connectedclusters',
  location: 'westeurope',
  status: 'Connected',
  seen: '2026-01-01T00:00:00Z',
  distro: 'k3s',
  ...change,
});
const location = (change: JsonObject = {}): JsonObject => ({
  id: ids.location,
  name: 'cl-berlin',
  type: 'microsoft.extendedlocation/customlocations',
  host: ids.cluster.toLowerCase(),
  ...change,
});
const instance = (change: JsonObject = {}): JsonObject => ({
  id: ids.instance,
  name: 'aio-berlin-01',
  type: 'microsoft.iotoperations/instances',
  cl: ids.location.toLowerCase(),
  ...change,
});
const providerClass: JsonObject = {
  id: ids.providerClass,
  name: 'spc',
  type: 'microsoft.secretsynccontroller/azurekeyvaultsecretproviderclasses',
  cl: ids.location.toLowerCase(),
};

const load = (...rows: JsonObject[]) => toInventory(rows, tenant, 0);

describe('inventory', () => {
  it('hangs an instance under its cluster, whatever the casing of the ids', () => {
    const inventory = load(cluster(), location({ id: ids.location.toUpperCase() }), instance());
    const [node] = childNodes(inventory);
    expect(node).toMatchObject({
      kind: 'cluster',
      name: 'arc-berlin-01',
      distribution: 'k3s',
      connectivity: 'connected',
      instanceCount: 1,
    });
    expect(childNodes(inventory, node)).toMatchObject([
      { kind: 'instance', name: 'aio-berlin-01' },
    ]);
  });

  it('shows clusters without an instance', () => {
    expect(childNodes(load(cluster()))).toMatchObject([{ kind: 'cluster', instanceCount: 0 }]);
  });

  it.each([
    ['is not readable', [location(), instance()]],
    ['and location are not readable', [instance()]],
    ['and location are not even named', [instance({ cl: '' })]],
  ])('shows an instance whose cluster %s', (_, rows) => {
    const inventory = load(...rows);
    const [parent] = childNodes(inventory);
    expect(parent?.kind).toBe('unreadableCluster');
    expect(childNodes(inventory, parent)).toMatchObject([{ name: 'aio-berlin-01' }]);
  });

  it('says so when there is nothing', () => {
    expect(childNodes(load())).toMatchObject([{ kind: 'note' }]);
  });

  it('takes a missing reference for "off" only where there is no provider class', () => {
    const state = (...rows: JsonObject[]) =>
      load(cluster(), location(), ...rows).instances.get(ids.cluster.toLowerCase())?.[0]?.secretSync
        .state;
    expect(state(instance())).toBe('notStarted');
    expect(state(instance(), providerClass)).toBe('unknown');
    expect(state(instance({ spcRef: ids.providerClass }), providerClass)).toBe('notProved');
  });

  it('survives rows of the wrong shape', () => {
    const inventory = load(
      { id: null, name: 3, type: 'microsoft.iotoperations/instances' },
      { type: 7 },
      {},
      cluster({ seen: 'yesterday', status: 'Unheard', distro: null }),
    );
    expect(childNodes(inventory)).toMatchObject([
      { connectivity: 'unknown', distribution: 'Kubernetes' },
    ]);
  });
});

describe('nodeActions', () => {
  it('offers to enable secret synchronization only where it is not on', () => {
    const finding = (state: 'notStarted' | 'notProved') => ({ state, words: '', evidence: [] });
    const node = (state: 'notStarted' | 'notProved') =>
      ({
        kind: 'instance',
        id: ids.instance,
        tenantId: 't',
        name: 'i',
        isClusterOffline: false,
        outlook: 'unknown',
        secretSync: finding(state),
        cloudIdentity: finding('notStarted'),
      }) as const;
    expect(nodeActions(node('notStarted'))).toContain('canEnableSecretSync');
    expect(nodeActions(node('notProved'))).not.toContain('canEnableSecretSync');
  });
});
