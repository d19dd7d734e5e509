import { beforeAll, describe, expect, it } from 'vitest';
import { listConnectionTargets } from '../../../../src/core/discover/choices';
import { findResource } from '../../../../src/core/discover/findResource';
import { listTargetRoles } from '../../../../src/core/discover/targetRoles';
import { at, isObject, stringAt, type JsonObject } from '../../../../src/core/model/json';
import { prepareGrantAccess } from '../../../../src/core/plans/grantAccess';
import type { Azure } from '../../../../src/core/ports';
import { loadSdks } from '../../../builders/azure';
import type { SimulatedOptions } from '../../../fakes/simulated';
import { simulatedPlans } from '../../../fakes/simulatedPlans';
import { whatLacks } from '../../../fakes/whatLacks';

beforeAll(loadSdks);

const hubs = 'Microsoft.EventHub/namespaces/plant-hubs';
const lake = 'Microsoft.Storage/storageAccounts/stplantlake';

const propertiesOf = (body: JsonObject): JsonObject => {
  const found = at(body, 'properties');
  return isObject(found) ? found : {};
};

/** The cloud identity of a plant and a resource beside it. */
async function setUp(
  resource: string,
  { city = 'rotterdam', ...options }: SimulatedOptions & { readonly city?: string } = {},
) {
  const all = simulatedPlans({ scenario: 'factory', ...options });
  const found = await all.clock.run(all.instance(`aio-${city}-01`));
  const { tenantId, instanceId, tools } = found;
  const identityId = found.identity(`id-${city}-cloud`);
  const resourceId = `${instanceId.split('/providers/')[0] ?? ''}/providers/${resource}`;
  const { azure } = tools;
  const roles = (id = resourceId) => all.clock.run(listTargetRoles(azure, id, all.context));
  const prepare = async (name: string, through: Azure = azure) => {
    const role = (await roles()).find((each) => each.name === name);
    if (!role) throw new Error(`Azure has no role ${name}.`);
    const target = { tenantId, instanceId, identityId, resourceId, role };
    return all.clock.run(prepareGrantAccess({ ...tools, azure: through }, target, all.context));
  };
  const grant = async (name: string) => {
    const prepared = await prepare(name);
    return all.clock.run(all.run(prepared));
  };
  return { ...all, azure, identityId, resourceId, roles, prepare, grant };
}

describe('granting an identity access to a cloud resource', () => {
  it('writes one role assignment, and none when run again', async () => {
    const azure = await setUp(hubs);
    const { run, sent, planned } = await azure.grant('Azure Event Hubs Data Sender');
    expect(run.failure).toBeUndefined();
    expect(planned).toEqual([
      {
        stepId: 'grant',
        title: 'Let id-rotterdam-cloud use plant-hubs',
        detail: 'Azure Event Hubs Data Sender',
        method: 'PUT',
        resourceId: azure.resourceId,
        makes: 'roleAssignments',
        then: sent[0]?.body,
        needs: [
          { action: 'Microsoft.Authorization/roleAssignments/write', scope: azure.resourceId },
        ],
      },
    ]);
    expect(sent).toHaveLength(1);
    const body = sent[0]?.body;
    expect(stringAt(body, 'properties', 'roleDefinitionId')).toMatch(
      /2b629674-e913-4c01-ae53-ef4638d8f975$/,
    );
    expect(stringAt(body, 'properties', 'principalType')).toBe('ServicePrincipal');
    expect(run.steps.at(-1)?.detail).toMatch(/1 to 10 minutes/);

    const again = await azure.grant('Azure Event Hubs Data Sender');
    expect(again.planned).toEqual([]);
    expect(again.sent).toEqual([]);
    expect(again.run.outcome).toBe('succeeded');
    // The other direction is another role.
    expect((await azure.grant('Azure Event Hubs Data Receiver')).sent).toHaveLength(1);
  });

  it('has nothing to do where the role is inherited from the resource group', async () => {
    const azure = await setUp(lake);
    const { planned, sent, run } = await azure.grant('Storage Blob Data Contributor');
    expect(planned).toEqual([]);
    expect(sent).toEqual([]);
    expect(run.steps.find(({ id }) => id === 'grant')?.state.kind).toBe('skipped');
  });

  it('grants at something inside a target, too', async () => {
    const azure = await setUp(`${hubs}/eventhubs/telemetry`);
    const { sent } = await azure.grant('Azure Event Hubs Data Sender');
    expect(sent[0]?.url.pathname).toContain('/eventhubs/telemetry/providers/');
  });

  it('refuses a resource of another tenant that the account sees all the same', async () => {
    const azure = await setUp(hubs);
    const { arm } = azure.azure;
    const find: typeof arm.find = async (id, version, context) => {
      const body = await arm.find(id, version, context);
      return /^\/subscriptions\/[^/]+$/.test(id) ? { ...body, tenantId: 'another' } : body;
    };
    const delegated = { ...azure.azure, arm: { ...arm, find } };
    await expect(azure.prepare('Azure Event Hubs Data Sender', delegated)).rejects.toThrow(
      /belongs to tenant another, the identity to/,
    );
    expect(azure.writes()).toEqual([]);
  });

  it('takes the built-in role, not one of the organisation’s own that has its name', async () => {
    const azure = await setUp(hubs);
    const { arm } = azure.azure;
    const list: typeof arm.list = async (path, version, context) => {
      const found = await arm.list(path, version, context);
      if (!path.includes('/roleDefinitions')) return found;
      const own = found.map((body) => ({
        ...body,
        name: 'c0c0c0c0-0000-4000-8000-000000000000',
        properties: { ...propertiesOf(body), type: 'CustomRole' },
      }));
      return [...own, ...found];
    };
    const roles = await azure.clock.run(
      listTargetRoles({ ...azure.azure, arm: { ...arm, list } }, azure.resourceId, azure.context),
    );
    expect(roles.map(({ id }) => id)).toEqual((await azure.roles()).map(({ id }) => id));
  });

  it('waits for a new identity that Azure RBAC does not know yet', async () => {
    const azure = await setUp(hubs);
    const stored = azure.simulator.world.resources.get(azure.identityId)?.body;
    const principalId = stringAt(stored, 'properties', 'principalId') ?? '';
    const principal = azure.simulator.world.principals.get(principalId);
    if (!principal) throw new Error('The identity has no principal.');
    const replicatedAtMs = azure.clock.now() + 60_000;
    azure.simulator.world.principals.set(principalId, { ...principal, replicatedAtMs });
    const { run } = await azure.grant('Azure Event Hubs Data Sender');
    expect(run.outcome).toBe('succeeded');
    expect(azure.clock.now()).toBeGreaterThan(replicatedAtMs);
  });

  it.each([
    ['an identity that is not assigned', 'bergen', 'namespaces/bergen-hubs', /is not assigned to/],
    ['an identity that was created anew', 'ostrava', 'namespaces/x', /created again/],
    ['a resource that is not there', 'rotterdam', 'namespaces/nothing', /does not exist/],
  ])('refuses %s before the first write', async (_, city, name, message) => {
    const azure = await setUp(`Microsoft.EventHub/${name}`, { city });
    azure.writes();
    await expect(azure.prepare('Azure Event Hubs Data Sender')).rejects.toThrow(message);
    expect(azure.writes()).toEqual([]);
  });

  it.each(['reader', 'contributor'])(
    'names what a %s lacks before the first write',
    async (who) => {
      const azure = await setUp(hubs, { who });
      azure.writes();
      expect(await whatLacks(azure.prepare('Azure Event Hubs Data Sender'))).toMatch(
        /roleAssignments\/write on namespaces\/plant-hubs/,
      );
      expect(azure.writes()).toEqual([]);
    },
  );

  it('lets somebody who only manages access do it', async () => {
    const azure = await setUp(hubs, { who: 'accessAdmin' });
    expect((await azure.grant('Azure Event Hubs Data Sender')).run.outcome).toBe('succeeded');
  });

  it('tells a role that the caller may not grant', async () => {
    const azure = await setUp(hubs, { who: 'vaultAccessAdmin' });
    const { run } = await azure.grant('Azure Event Hubs Data Sender');
    expect(run.failure).toMatchObject({ code: 'AuthorizationFailed' });
  });
});

describe('what access can be granted to', () => {
  it('finds namespaces and storage accounts with their kinds', async () => {
    const all = await setUp(hubs);
    const found = await all.clock.run(listConnectionTargets(all.azure, all.context));
    expect(found.map(({ name, kind }) => [name, kind]).toSorted()).toEqual([
      ['bergen-hubs', 'eventHubs'],
      ['plant', 'eventGrid'],
      ['plant-hubs', 'eventHubs'],
      ['stplantlake', 'storage'],
    ]);
  });

  it('proposes the fitting roles with the ids that Azure gives them', async () => {
    const all = await setUp(hubs);
    expect(await all.roles()).toEqual([
      expect.objectContaining({
        id: '2b629674-e913-4c01-ae53-ef4638d8f975',
        name: 'Azure Event Hubs Data Sender',
      }),
      expect.objectContaining({
        id: 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde',
        name: 'Azure Event Hubs Data Receiver',
      }),
    ]);
  });

  it('offers for other services the roles that name them, and nothing that gives everything', async () => {
    const all = await setUp('Microsoft.KeyVault/vaults/kv-rotterdam-plant');
    const names = (await all.roles()).map(({ name }) => name);
    expect(names).toContain('Key Vault Secrets User');
    expect(names).not.toContain('Owner');
    expect(names).not.toContain('Azure Event Hubs Data Sender');
  });

  it('says where no role names the service', async () => {
    const all = await setUp('Microsoft.Kusto/clusters/plant');
    await expect(all.roles()).rejects.toThrow(/names no role/);
  });

  it('reads a resource of any type, and nothing for what does not exist', async () => {
    const all = await setUp(hubs);
    const find = (id: string) => all.clock.run(findResource(all.azure, id, all.context));
    expect(
      await find(all.resourceId.toUpperCase().replace('SUBSCRIPTIONS', 'subscriptions')),
    ).toMatchObject({ id: all.resourceId });
    expect(await find(`${all.resourceId}/eventhubs/telemetry`)).toMatchObject({
      name: 'telemetry',
    });
    expect(await find(`${all.resourceId}-2`)).toBeUndefined();
    expect(await find(all.resourceId.replace('namespaces', 'namespace'))).toBeUndefined();
    expect(await find(all.resourceId.replace('EventHub', 'EventHob'))).toBeUndefined();
    expect(await find('/subscriptions/1')).toBeUndefined();
  });
});
