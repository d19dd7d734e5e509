import { beforeAll, describe, expect, it } from 'vitest';
import { resourceTypes } from '../../../src/core/model/armId';
import { stringAt } from '../../../src/core/model/json';
import { loadSdks } from '../../builders/azure';
import { simulated, type SimulatedOptions } from '../../fakes/simulated';

beforeAll(loadSdks);

function aWorld(options: SimulatedOptions = {}) {
  const { simulator, clock, azure, sent } = simulated({ scenario: 'ready', ...options });
  const idOf = (type: string) => simulator.world.resources.ofType(type)[0]?.id ?? '';
  const tenantId = [...simulator.world.tenants.keys()][0] ?? '';
  const controller = new AbortController();
  const context = { signal: controller.signal };
  return { simulator, clock, sent, idOf, azure: azure(tenantId), tenantId, controller, context };
}

const credential = {
  issuer: 'https://issuer.example/',
  subject: 'system:serviceaccount:azure-iot-operations:aio-ssc-sa',
  audiences: ['api://AzureADTokenExchange'],
};

describe('against the simulated Azure', () => {
  it('finds what is there and nothing else', async () => {
    const { azure, clock, context, idOf, tenantId } = aWorld();
    const { arm, identities, vaults } = azure;
    const vaultId = idOf(resourceTypes.vault);
    const identityId = idOf(resourceTypes.identity);
    expect(await clock.run(vaults.find(vaultId, context))).toMatchObject({
      id: vaultId,
      tenantId,
      isRbac: true,
    });
    expect(await clock.run(identities.find(identityId, context))).toMatchObject({
      id: identityId,
      tenantId,
    });
    expect(await clock.run(vaults.find(`${vaultId}-not`, context))).toBeUndefined();
    expect(await clock.run(identities.find(`${identityId}-not`, context))).toBeUndefined();
    expect(
      await clock.run(arm.find(idOf(resourceTypes.instance), '2025-10-01', context)),
    ).toMatchObject({ name: 'aio-hamburg-01' });
    expect(await clock.run(arm.list('/tenants', '2022-12-01', context))).toHaveLength(1);
    expect(await clock.run(arm.list('/subscriptions', '2022-12-01', context))).toHaveLength(1);
  });

  it('queries Resource Graph', async () => {
    const { azure, clock, context, idOf } = aWorld();
    const kql = `resources | where type =~ '${resourceTypes.vault}' | project id`;
    const rows = await clock.run(azure.graph.query(kql, context));
    expect(rows.map((row) => stringAt(row, 'id')?.toLowerCase())).toEqual([
      idOf(resourceTypes.vault).toLowerCase(),
    ]);
  });

  it('writes credentials side by side without meeting itself', async () => {
    const { azure, clock, context, idOf, sent } = aWorld();
    const id = idOf(resourceTypes.identity);
    await clock.run(
      Promise.all(
        ['one', 'two', 'three'].map((name) =>
          azure.identities.inTurn(id, context, () =>
            azure.identities.putCredential(
              id,
              name,
              { ...credential, subject: `${credential.subject}-${name}` },
              context,
            ),
          ),
        ),
      ),
    );
    const listed = await clock.run(azure.identities.listCredentials(id, context));
    expect(listed.map(({ name }) => name).sort()).toEqual(['one', 'three', 'two']);
    expect(sent.filter(({ method }) => method === 'PUT')).toHaveLength(3);
  });

  it('follows the operation that a PUT starts, and gives the resource as it then is', async () => {
    const { azure, clock, context, idOf } = aWorld();
    const id = idOf(resourceTypes.instance);
    const before = await clock.run(azure.arm.find(id, '2025-10-01', context));
    if (before === undefined) throw new Error('no instance');
    const startMs = clock.now();
    const body = { ...before, tags: { touched: 'yes' } };
    const after = await clock.run(azure.arm.put(id, '2025-10-01', body, context));
    expect(after).toMatchObject({
      tags: { touched: 'yes' },
      properties: { provisioningState: 'Succeeded' },
    });
    expect(clock.now() - startMs).toBeGreaterThan(5_000);
    expect(clock.sleepers).toBe(0);
  });

  it('says so when the operation fails', async () => {
    const { azure, clock, context, idOf, simulator } = aWorld();
    const id = idOf(resourceTypes.instance);
    const before = await clock.run(azure.arm.find(id, '2025-10-01', context));
    if (before === undefined) throw new Error('no instance');
    simulator.failNext('PUT', id, { operation: 'fails', code: 'HelmFailed', message: 'No.' });
    await expect(clock.run(azure.arm.put(id, '2025-10-01', before, context))).rejects.toMatchObject(
      { reason: 'operationFailed', details: { code: 'HelmFailed' } },
    );
  });

  it('carries a write through a lost request, a lost answer and a full bucket', async () => {
    for (const fault of [
      { network: 'lostRequest' },
      { network: 'lostAnswer' },
      { status: 429, code: 'TooManyRequests', message: 'Slow.', headers: { 'Retry-After': '9' } },
      { status: 429, code: 'TooManyRequests', message: 'Slow.' },
    ] as const) {
      const { azure, clock, context, idOf, simulator } = aWorld();
      const id = idOf(resourceTypes.instance);
      const before = await clock.run(azure.arm.find(id, '2025-10-01', context));
      if (before === undefined) throw new Error('no instance');
      simulator.failNext('PUT', id, fault);
      const body = { ...before, tags: { touched: 'yes' } };
      const after = await clock.run(azure.arm.put(id, '2025-10-01', body, context));
      expect(after['tags']).toEqual({ touched: 'yes' });
    }
  });

  it('takes new tokens while an hour of waiting goes by', async () => {
    const { azure, clock, context, idOf } = aWorld();
    for (let hour = 0; hour < 3; hour++) {
      expect(await clock.run(azure.vaults.find(idOf(resourceTypes.vault), context))).toBeDefined();
      await clock.advance(3_600_000);
    }
  });
});
