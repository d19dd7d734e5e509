import { beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../../../src/core/model/json';
import type { PlanId } from '../../../../src/core/plan/request';
import { loadSdks } from '../../../builders/azure';
import { toLine } from '../../../fakes/simulatedPlans';
import { planOf } from './everyPlan';

beforeAll(loadSdks);

const types = {
  instance: 'Microsoft.IoTOperations/instances',
  cluster: 'Microsoft.Kubernetes/connectedClusters',
  extension: 'Microsoft.KubernetesConfiguration/extensions',
  providerClass: 'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses',
  vault: 'Microsoft.KeyVault/vaults',
} as const;

/** A plan of that kind, with the resources of its place at hand. */
async function estate(planId: PlanId) {
  const azure = await planOf(planId);
  const city = azure.instanceName.split('-')[1] ?? '';
  const { resources } = azure.world;
  const find = (type: keyof typeof types, part = '') => {
    const found = resources
      .ofType(types[type])
      .find(({ id, name }) => id.includes(`/rg-${city}/`) && name.includes(part));
    if (!found) throw new Error(`There is no ${type} in ${city}.`);
    return found;
  };
  const properties = (type: keyof typeof types, part?: string): JsonObject => {
    const all = find(type, part).body['properties'];
    return isObject(all) ? all : {};
  };
  return {
    ...azure,
    find,
    properties,
    change(type: keyof typeof types, changes: JsonObject, part?: string): void {
      const { id, type: name, tenantId, body } = find(type, part);
      resources.put(id, name, tenantId, {
        ...body,
        properties: { ...properties(type, part), ...changes },
      });
    },
    /** As things stand: what is reviewed, and what becomes of it. */
    async carryOut() {
      const prepared = await azure.prepare();
      const { run, sent } = await azure.clock.run(azure.run(prepared));
      return { ...prepared, run, lines: sent.map(toLine), sent };
    },
  };
}

describe('an instance whose last update failed', () => {
  it('is written once more as it is, and is well then', async () => {
    const azure = await estate('rewriteInstance');
    const before = azure.properties('instance');
    const { writes, run, lines } = await azure.carryOut();
    expect(writes.map(({ title }) => title)).toEqual(['Write the instance once more']);
    expect(writes[0]?.now).toEqual(writes[0]?.then);
    expect(run.outcome).toBe('succeeded');
    expect(lines).toEqual(['PUT instances/aio-tallinn-01']);
    expect(azure.properties('instance')).toEqual({ ...before, provisioningState: 'Succeeded' });
    const again = await azure.carryOut();
    expect([again.lines, again.run.outcome]).toEqual([[], 'succeeded']);
  });

  it('says so when it fails again, and can be written another time', async () => {
    const azure = await estate('rewriteInstance');
    azure.simulator.failNext('PUT', azure.instanceId, {
      operation: 'fails',
      code: 'BrokerNotReady',
      message: 'The broker did not start.',
    });
    const { run } = await azure.carryOut();
    expect(run.outcome).toBe('failed');
    expect(run.failure?.message).toContain('instances/aio-tallinn-01');
    expect(run.failure?.message).toContain('The broker did not start.');
    expect(azure.properties('instance')['provisioningState']).toBe('Failed');
    expect((await azure.carryOut()).run.outcome).toBe('succeeded');
  });

  it('is not written while its cluster cannot be reached, or somebody writes it', async () => {
    const azure = await estate('rewriteInstance');
    azure.change('instance', { provisioningState: 'Updating' });
    await expect(azure.prepare()).rejects.toThrow(/is being changed at the moment/);
    azure.change('cluster', { connectivityStatus: 'Offline' });
    await expect(azure.prepare()).rejects.toThrow(/arc-tallinn-01 is not connected/);
  });
});

describe('a Secret Store extension that failed', () => {
  const name = 'azure-secret-store';

  it('is installed once more with its own configuration, and the class after it', async () => {
    const azure = await estate('repairSecretStore');
    const before = azure.properties('extension', name);
    const providerClass = azure.properties('providerClass');
    const { writes, run, lines, sent } = await azure.carryOut();
    expect(writes.map(({ method, title }) => [method, title])).toEqual([
      ['PATCH', 'Install the Secret Store extension once more'],
      ['PUT', 'Write the secret provider class once more'],
    ]);
    for (const { now, then } of writes) expect(now).toEqual(then);
    expect(run.outcome).toBe('succeeded');
    expect(lines).toEqual([
      `PATCH extensions/${name}`,
      `PUT azureKeyVaultSecretProviderClasses/${azure.find('providerClass').name}`,
    ]);
    // Nothing but what may be set, and nothing of what is protected.
    expect(sent[0]?.body).toEqual({
      properties: {
        autoUpgradeMinorVersion: before['autoUpgradeMinorVersion'],
        releaseTrain: before['releaseTrain'],
        ...(before['autoUpgradeMinorVersion'] === false ? { version: before['version'] } : {}),
        configurationSettings: before['configurationSettings'],
      },
    });
    expect(azure.properties('extension', name)).toEqual({
      ...before,
      provisioningState: 'Succeeded',
      errorInfo: null,
    });
    expect(azure.properties('providerClass')).toEqual({
      ...providerClass,
      provisioningState: 'Succeeded',
    });
    expect((await azure.carryOut()).lines).toEqual([]);
  });

  it('fails again while its cause is there, says why, and leaves the class alone', async () => {
    const azure = await estate('repairSecretStore');
    azure.change('extension', { provisioningState: 'Failed' }, 'platform');
    const { run, lines } = await azure.carryOut();
    expect(run.outcome).toBe('failed');
    expect(lines).toEqual([`PATCH extensions/${name}`]);
    expect(run.failure?.message).toMatch(
      /azure-secret-store failed again: .*cert-manager webhook is not ready.*repair it once more/,
    );
    expect(azure.properties('extension', name)['provisioningState']).toBe('Failed');
    // Somebody has mended cert-manager.
    azure.change('extension', { provisioningState: 'Succeeded' }, 'platform');
    expect((await azure.carryOut()).run.outcome).toBe('succeeded');
  });

  it('goes on by itself when the run ends before it, and only the class is left', async () => {
    const azure = await estate('repairSecretStore');
    const { clock, runs } = azure;
    const { plan } = await azure.prepare();
    azure.runs.onDidChange(({ runId, steps }) => {
      const isWaiting = steps.some(
        ({ id, state }) => id === 'extension' && state.kind === 'running',
      );
      if (isWaiting)
        void clock.sleep(5_000).then(() => {
          runs.cancel(runId);
        });
    });
    expect((await clock.run(runs.start(plan))).outcome).toBe('cancelled');
    await expect(azure.prepare()).rejects.toThrow(/azure-secret-store is being changed/);
    await clock.run(clock.sleep(5 * 60_000));
    azure.writes();
    const { run, lines, writes } = await azure.carryOut();
    expect(writes.map(({ stepId }) => stepId)).toEqual(['providerClass']);
    expect(run.outcome).toBe('succeeded');
    expect(lines).toHaveLength(1);
    const states = new Map(run.steps.map(({ id, state }) => [id, state.kind]));
    expect(states.get('extension')).toBe('skipped');
  });

  it('is not there to be repaired where it was never installed', async () => {
    const azure = await estate('repairSecretStore');
    azure.world.resources.delete(azure.find('extension', name).id);
    await expect(azure.prepare()).rejects.toThrow(/has no Secret Store extension/);
  });
});

describe('a key vault that no network reaches', () => {
  it('is opened by one property, and nothing else of it is sent', async () => {
    const azure = await estate('allowPublicAccess');
    const before = azure.properties('vault');
    const { writes, run, sent } = await azure.carryOut();
    expect(writes).toHaveLength(1);
    expect(run.outcome).toBe('succeeded');
    expect(sent.map(({ method, body }) => [method, body])).toEqual([
      ['PATCH', { properties: { publicNetworkAccess: 'Enabled' } }],
    ]);
    expect(azure.properties('vault')).toEqual({ ...before, publicNetworkAccess: 'Enabled' });
    expect(run.changes).toEqual([
      {
        resourceId: azure.find('vault').id,
        kind: 'updated',
        properties: [{ name: 'publicNetworkAccess', before: 'Disabled', after: 'Enabled' }],
      },
    ]);
    const again = await azure.carryOut();
    expect([again.lines, again.cautions]).toEqual([[], []]);
  });

  it('is opened only after it was told what that means, and its name was typed', async () => {
    const azure = await estate('allowPublicAccess');
    const { cautions, kept, typedName } = await azure.prepare();
    expect(typedName).toBe('kv-reims-plant');
    expect(cautions?.join(' ')).toMatch(
      /Every network can reach kv-reims-plant then, the internet too.*private endpoint/,
    );
    expect(kept?.map(({ title }) => title)).toContain('Roles at kv-reims-plant');
  });

  it.each([
    [
      'a firewall that lets nobody in',
      { networkAcls: { defaultAction: 'Deny', ipRules: [], virtualNetworkRules: [] } },
      /firewall of vaults\/kv-reims-plant lets in only.*would not let the cluster in/,
    ],
    [
      'a private endpoint',
      {
        privateEndpointConnections: [
          { id: 'p', properties: { privateLinkServiceConnectionState: { status: 'Approved' } } },
        ],
      },
      /has a private endpoint, so public access stays off/,
    ],
    [
      'a network security perimeter',
      { publicNetworkAccess: 'SecuredByPerimeter' },
      /governed elsewhere \(SecuredByPerimeter\)/,
    ],
  ])('stays shut behind %s: opening it would not help', async (_, changes, words) => {
    const azure = await estate('allowPublicAccess');
    azure.change('vault', changes);
    await expect(azure.prepare()).rejects.toThrow(words);
  });

  it('stays shut when somebody turns its firewall on before the write', async () => {
    const azure = await estate('allowPublicAccess');
    const prepared = await azure.prepare();
    azure.runs.onDidChange(({ steps }) => {
      const isNext = steps.some(({ id, state }) => id === 'open' && state.kind === 'running');
      if (isNext) azure.change('vault', { networkAcls: { defaultAction: 'Deny' } });
    });
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    expect(run.outcome).toBe('failed');
    expect(run.failure?.message).toMatch(/lets in only networks that a rule names/);
    expect(sent).toEqual([]);
  });
});
