import { beforeAll, describe, expect, it } from 'vitest';
import { checkDefaultReference, checkRoles } from '../../../../src/core/checks/secretSync';
import { secretSyncFinding } from '../../../../src/core/checks/settings';
import { at, stringAt } from '../../../../src/core/model/json';
import type { Creations } from '../../../../src/core/model/creations';
import { prepareEnableSecretSync } from '../../../../src/core/plans/enableSecretSync';
import { loadSdks } from '../../../builders/azure';
import type { SimulatedOptions } from '../../../fakes/simulated';
import { simulatedPlans, toLine } from '../../../fakes/simulatedPlans';
import { whatLacks } from '../../../fakes/whatLacks';

beforeAll(loadSdks);

const newVault: Creations['vault'] = {
  kind: 'create',
  location: 'westeurope',
  retentionDays: 90,
  isPurgeProtected: false,
};
const newIdentity = { location: 'westeurope' };

interface Wish {
  readonly vault: string;
  readonly identity: string;
  readonly creations?: Creations;
  readonly isOfficerWanted?: boolean;
}

async function setUp(name: string, wish: Wish, options: SimulatedOptions = {}) {
  const all = simulatedPlans({ scenario: 'factory', ...options });
  const { tenantId, instanceId, tools, vault, identity } = await all.clock.run(all.instance(name));
  const target = {
    tenantId,
    instanceId,
    vaultId: vault(wish.vault),
    identityId: identity(wish.identity),
    creations: wish.creations ?? {},
    isOfficerWanted: wish.isOfficerWanted === true,
  };
  const prepare = () => all.clock.run(prepareEnableSecretSync(tools, target, all.context));
  const enable = async () => {
    const prepared = await prepare();
    return all.clock.run(all.run(prepared));
  };
  return { ...all, tools, target, prepare, enable };
}

describe('enabling secret synchronization with a vault and an identity that are not there yet', () => {
  const wish: Wish = {
    vault: 'kv-brand-new-plant',
    identity: 'id-brand-new',
    creations: { vault: newVault, identity: newIdentity },
    isOfficerWanted: true,
  };

  it('makes both side by side, then everything else, and nothing when run again', async () => {
    const azure = await setUp('aio-hamburg-01', wish);
    const { run, planned, sent } = await azure.enable();
    expect(run.failure).toBeUndefined();
    expect(planned.map(({ title }) => title)).toEqual([
      'Create key vault kv-brand-new-plant',
      'Create managed identity id-brand-new',
      'Let you manage its secrets',
      'Let id-brand-new read the vault',
      'Let id-brand-new read the vault',
      'Trust the cluster’s service account',
      'Create the secret provider class',
      'Make it the instance’s default',
    ]);
    expect(new Set(sent.slice(0, 2).map(toLine))).toEqual(
      new Set(['PUT vaults/kv-brand-new-plant', 'PUT userAssignedIdentities/id-brand-new']),
    );
    const seen = await azure.clock.run(azure.observe(azure.target));
    expect(secretSyncFinding(seen).state).toBe('notProved');

    const again = await azure.enable();
    expect(again.planned).toEqual([]);
    expect(again.sent).toEqual([]);
  });

  it('waits for the role of the caller until the vault itself lets it in', async () => {
    const azure = await setUp('aio-hamburg-01', wish, { who: 'operator' });
    await azure.enable();
    const { vault } = await azure.clock.run(azure.observe(azure.target));
    const uri = vault.kind === 'known' ? vault.value.vaultUri : '';
    const access = await azure.clock.run(azure.tools.azure.secrets.probe(uri, azure.context));
    expect(access).toEqual({ kind: 'allowed' });
  });

  it('goes on after a failure half way without making anything twice', async () => {
    const azure = await setUp('aio-hamburg-01', wish);
    azure.simulator.failNext('PUT', /azureKeyVaultSecretProviderClasses/i, {
      status: 403,
      code: 'AuthorizationFailed',
      message: 'No.',
    });
    const first = await azure.enable();
    expect(first.run.outcome).toBe('failed');
    const second = await azure.enable();
    expect(second.run.outcome).toBe('succeeded');
    expect(second.sent.map(toLine)).toEqual([
      expect.stringContaining('PUT azureKeyVaultSecretProviderClasses/'),
      'PUT instances/aio-hamburg-01',
    ]);
  });

  it('asks for the permissions at the resource group of what is not there yet', async () => {
    const azure = await setUp('aio-hamburg-01', wish, { who: 'contributor' });
    expect(await whatLacks(azure.prepare())).toMatch(
      /Microsoft\.Authorization\/roleAssignments\/write on rg-hamburg/,
    );
    expect(azure.writes()).toEqual([]);
  });
});

describe('enabling secret synchronization with a vault that was deleted', () => {
  it('recovers it, and gives the roles that recovery does not bring back', async () => {
    const azure = await setUp('aio-aarhus-01', {
      vault: 'kv-aarhus-plant',
      identity: 'id-aarhus-secrets',
      creations: { vault: { kind: 'recover', location: 'northeurope' } },
    });
    const deleted = azure.simulator.world.deletedVaults.get('kv-aarhus-plant');
    const location = stringAt(deleted?.resource.body, 'location') ?? '';
    const target = {
      ...azure.target,
      creations: { vault: { kind: 'recover', location } as const },
    };
    const prepared = await azure.clock.run(
      prepareEnableSecretSync(azure.tools, target, azure.context),
    );
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    expect(run.failure).toBeUndefined();
    expect(sent.map(toLine)[0]).toBe('PUT vaults/kv-aarhus-plant');
    // What was reviewed is what is sent.
    expect(prepared.writes[0]?.then).toEqual(sent[0]?.body);
    expect(at(sent[0]?.body, 'properties', 'createMode')).toBe('recover');
    expect(azure.simulator.world.deletedVaults.size).toBe(0);
    const seen = await azure.clock.run(azure.observe(target));
    expect(checkRoles(seen).state).toBe('done');
    expect(checkDefaultReference(seen).state).toBe('done');
  });
});

describe('letting the caller manage the secrets of a vault that is there', () => {
  it('writes nothing when the vault lets the caller in', async () => {
    const azure = await setUp('aio-hamburg-01', {
      vault: 'kv-hamburg-plant',
      identity: 'id-hamburg-secrets',
      isOfficerWanted: true,
    });
    const { writes } = await azure.prepare();
    expect(writes).toHaveLength(5);
    expect(writes.map(({ title }) => title)).not.toContain('Let you manage its secrets');
  });
});
