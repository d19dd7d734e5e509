import { beforeAll, describe, expect, it } from 'vitest';
import { at, stringAt } from '../../../../src/core/model/json';
import {
  prepareCreateResource,
  type CreateResourceTarget,
} from '../../../../src/core/plans/createResource';
import { loadSdks } from '../../../builders/azure';
import type { SimulatedOptions } from '../../../fakes/simulated';
import { simulatedPlans, toLine } from '../../../fakes/simulatedPlans';
import { whatLacks } from '../../../fakes/whatLacks';

beforeAll(loadSdks);

type Wish = Pick<
  CreateResourceTarget,
  'vaultId' | 'identityId' | 'cloudIdentityId' | 'creations' | 'isOfficerWanted'
>;
type Found = Awaited<ReturnType<ReturnType<typeof simulatedPlans>['instance']>>;

async function setUp(name: string, wish: (found: Found) => Wish, options: SimulatedOptions = {}) {
  const all = simulatedPlans({ scenario: 'factory', ...options });
  const found = await all.clock.run(all.instance(name));
  const { tenantId, instanceId, tools } = found;
  const target = { tenantId, instanceId, instanceName: name, ...wish(found) };
  const prepare = () => all.clock.run(prepareCreateResource(tools, target, all.context));
  const create = async () => {
    const prepared = await prepare();
    return all.clock.run(all.run(prepared));
  };
  return { ...all, tools, target, prepare, create };
}

const location = 'westeurope';
const newVault = { kind: 'create', location, retentionDays: 30, isPurgeProtected: false } as const;
const aVault = ({ vault }: Found): Wish => ({
  vaultId: vault('kv-brand-new-plant'),
  creations: { vault: newVault },
});

describe('creating a key vault by itself', () => {
  it('makes it with roles and soft delete, and leaves the instance alone', async () => {
    const azure = await setUp('aio-hamburg-01', aVault);
    const { run, planned, sent } = await azure.create();
    expect(run.failure).toBeUndefined();
    expect(planned.map(({ title }) => title)).toEqual(['Create key vault kv-brand-new-plant']);
    expect(sent.map(toLine)).toEqual(['PUT vaults/kv-brand-new-plant']);
    expect(at(sent[0]?.body, 'properties')).toMatchObject({
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 30,
    });
    const again = await azure.create();
    expect([again.planned, again.sent, again.run.outcome]).toEqual([[], [], 'succeeded']);
  });

  it('lets the caller manage its secrets, and waits until the vault says so', async () => {
    const wish = (found: Found) => ({ ...aVault(found), isOfficerWanted: true });
    const azure = await setUp('aio-hamburg-01', wish, { who: 'vaultAccessAdmin' });
    const { run, planned, sent } = await azure.create();
    expect(run.outcome).toBe('succeeded');
    expect(planned.map(({ title }) => title)).toEqual([
      'Create key vault kv-brand-new-plant',
      'Let you manage its secrets',
    ]);
    expect(sent.map(toLine)).toEqual([
      'PUT vaults/kv-brand-new-plant',
      expect.stringContaining('PUT roleAssignments/'),
    ]);
    const uri = 'https://kv-brand-new-plant.vault.azure.net/';
    const access = await azure.clock.run(azure.tools.azure.secrets.probe(uri, azure.context));
    expect(access).toEqual({ kind: 'allowed' });
  });

  it('can be done by a contributor, who cannot have the role as well', async () => {
    const alone = await setUp('aio-hamburg-01', aVault, { who: 'contributor' });
    expect((await alone.create()).run.outcome).toBe('succeeded');
    const both = await setUp(
      'aio-hamburg-01',
      (found) => ({ ...aVault(found), isOfficerWanted: true }),
      { who: 'contributor' },
    );
    expect(await whatLacks(both.prepare())).toMatch(/roleAssignments\/write on rg-hamburg/);
    expect(both.writes()).toEqual([]);
  });

  it('fails in a subscription that has not registered the provider, with the way out', async () => {
    const azure = await setUp('aio-aalborg-01', aVault);
    const { run } = await azure.create();
    expect(run.outcome).toBe('failed');
    expect(run.failure?.message).toContain('“Check Prerequisites…” registers it');
  });

  it.each([
    ['a disabled subscription', 'aio-essen-01', 'operator', /is disabled/],
    ['a reader', 'aio-hamburg-01', 'reader', /KeyVault\/vaults\/write on rg-hamburg/],
  ])('is refused to %s before the first write', async (_, name, who, message) => {
    const azure = await setUp(name, aVault, { who });
    expect(await whatLacks(azure.prepare()).catch(String)).toMatch(message);
    expect(azure.writes()).toEqual([]);
  });

  it('is not begun while it is unknown whether it is there', async () => {
    const azure = await setUp('aio-hamburg-01', aVault);
    azure.simulator.failNext(
      'GET',
      /vaults\/kv-brand-new-plant/i,
      { status: 403, code: 'AuthorizationFailed', message: 'No.' },
      3,
    );
    await expect(azure.prepare()).rejects.toThrow(/vaults\/kv-brand-new-plant could not be read/);
  });
});

describe('creating a managed identity by itself', () => {
  it.each([
    ['identityId', 'identity'],
    ['cloudIdentityId', 'cloudIdentity'],
  ] as const)('makes it as %s, in its region, and nothing when run again', async (id, purpose) => {
    const azure = await setUp('aio-hamburg-01', ({ identity }) => ({
      [id]: identity('id-brand-new'),
      creations: { [purpose]: { location: 'northeurope' } },
    }));
    const { run, planned, sent } = await azure.create();
    expect(run.failure).toBeUndefined();
    expect(planned.map(({ title }) => title)).toEqual(['Create managed identity id-brand-new']);
    expect(sent.map(toLine)).toEqual(['PUT userAssignedIdentities/id-brand-new']);
    expect(stringAt(sent[0]?.body, 'location')).toBe('northeurope');
    const again = await azure.create();
    expect([again.planned, again.sent]).toEqual([[], []]);
  });
});
