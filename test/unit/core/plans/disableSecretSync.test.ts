import { beforeAll, describe, expect, it } from 'vitest';
import { secretSyncFinding } from '../../../../src/core/checks/settings';
import { stringAt } from '../../../../src/core/model/json';
import { vaultReaderRoles } from '../../../../src/core/model/roles';
import { loadSdks } from '../../../builders/azure';
import { toLine } from '../../../fakes/simulatedPlans';
import { aForeignClass, anAssignment, getStored, textOf } from '../../../fakes/neighbours';
import { differences } from '../../../fakes/wholeState';
import { becauseOf, disablingOf } from './disableFixture';

beforeAll(loadSdks);

describe('disabling secret synchronization', () => {
  it.each([
    ['ready', 'aio-hamburg-01'],
    ['factory', 'aio-hamburg-01'],
  ])('leaves Azure as it was before it was enabled (%s, %s)', async (scenario, name) => {
    const azure = await disablingOf(name, { scenario });
    const before = azure.state();
    const enabled = await azure.enable('kv-hamburg-plant', 'id-hamburg-secrets');
    expect(enabled.run.outcome).toBe('succeeded');
    expect(differences(before, azure.state())).toHaveLength(5);

    const { run, writes, sent } = await azure.disable();
    expect(run.failure).toBeUndefined();
    expect(run.outcome).toBe('succeeded');
    expect(sent).toHaveLength(writes.length);
    expect(differences(before, azure.state())).toEqual([]);
    expect(secretSyncFinding(await azure.look()).words).toBe('Not enabled');
  });

  it('takes apart in the reverse order of trust', async () => {
    const azure = await disablingOf('aio-rotterdam-01');
    const { run, sent } = await azure.disable();
    expect(run.failure).toBeUndefined();
    expect(sent.map(toLine)).toEqual([
      'PUT instances/aio-rotterdam-01',
      'DELETE secretSyncs/historian',
      expect.stringMatching(/^DELETE azureKeyVaultSecretProviderClasses\/spc-ops-/),
      expect.stringMatching(/^DELETE federatedIdentityCredentials\//),
      expect.stringMatching(/^DELETE roleAssignments\//),
      expect.stringMatching(/^DELETE roleAssignments\//),
    ]);
    for (const [index, { atMs }] of sent.slice(1, 4).entries()) {
      // Each write waits for the end of the one before it, which takes seconds.
      expect(atMs - (sent[index]?.atMs ?? 0)).toBeGreaterThan(1_000);
    }
  });

  it('has nothing to do when it runs again', async () => {
    const azure = await disablingOf('aio-rotterdam-01');
    const first = await azure.disable();
    const identityId = azure.identity('id-rotterdam-secrets');
    const again = await azure.disable({ vaultId: azure.vault('kv-rotterdam-plant'), identityId });
    expect(again.writes).toEqual([]);
    expect(again.sent).toEqual([]);
    expect(again.run.outcome).toBe('succeeded');
    const retried = await azure.clock.run(azure.runs.start(first.plan));
    expect(retried.outcome).toBe('succeeded');
    expect(retried.requests.writes).toBe(0);
  });
});

/** Those that are enabled in some way, whatever is wrong with them. */
const enabledOnes = [
  'berlin',
  'basel',
  'dresden',
  'parma',
  'lille',
  'bilbao',
  'gdansk',
  'reims',
  'aarhus',
  'porto',
  'utrecht',
  'riga',
  'sofia',
  'tallinn',
  'bern',
  'plovdiv',
  'antwerp',
  'rotterdam',
  'recife',
  'tampere',
  'leeds',
  'zurich',
  'brno',
  'boise',
  'tulsa',
  'toledo',
];

describe('an instance that is enabled, whatever is wrong with it', () => {
  it.each(enabledOnes)('%s: exactly what was announced goes', async (city) => {
    const azure = await disablingOf(`aio-${city}-01`);
    const before = azure.state();
    const { run, writes } = await azure.disable();
    expect(run.failure).toBeUndefined();
    const expected = writes.map(
      ({ method, resourceId }) =>
        `${method === 'DELETE' ? '-' : '~'} ${resourceId.toLowerCase().split('/').slice(-2).join('/')}`,
    );
    expect(differences(before, azure.state())).toEqual([...expected].sort());
    const secretSync = secretSyncFinding(await azure.look());
    // Classes of others that look like ours may be left, and are then no default of anything.
    expect(secretSync.words).toMatch(/Not enabled|not referenced/i);
  });

  it('leaves Azure as it was with neighbours of all kinds that share the identity', async () => {
    const azure = await disablingOf('aio-hamburg-01');
    const { world } = azure;
    const opcUa = getStored(
      world,
      'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses',
      'aio-opc-ua-broker-trust-list',
    );
    const secrets = getStored(
      world,
      'Microsoft.ManagedIdentity/userAssignedIdentities',
      'id-hamburg-secrets',
    );
    const hamburg = getStored(world, 'Microsoft.IoTOperations/instances', 'aio-hamburg-01');
    const locationId = stringAt(hamburg.body, 'extendedLocation', 'name') ?? '';
    // On another cluster with the same vault: the roles were there before, and are needed.
    aForeignClass(world, opcUa, {
      name: 'elsewhere',
      clientId: textOf(secrets, 'clientId'),
      keyvaultName: 'kv-hamburg-plant',
    });
    for (const { id } of vaultReaderRoles) {
      anAssignment(world, azure.vault('kv-hamburg-plant'), textOf(secrets, 'principalId'), id);
    }
    // On the same location, with another identity.
    aForeignClass(world, opcUa, { name: 'opc-ua-of-hamburg', locationId });
    await azure.clock.run(() => azure.clock.sleep(60_000));
    const before = azure.state();
    const enabled = await azure.enable('kv-hamburg-plant', 'id-hamburg-secrets');
    expect(enabled.run.failure).toBeUndefined();
    expect(enabled.sent).toHaveLength(3);
    const { run, kept } = await azure.disable();
    expect(run.failure).toBeUndefined();
    expect(differences(before, azure.state())).toEqual([]);
    expect(becauseOf(kept, 'Key Vault Reader')).toContain('elsewhere');
    expect(becauseOf(kept, 'Managed identity id-hamburg-secrets')).toContain('elsewhere');
  });
});

describe('what the user chooses to keep', () => {
  it('stays, and the rest is as before', async () => {
    const azure = await disablingOf('aio-turin-01');
    // Roles and credential were there before; class and reference are made by enabling.
    const before = azure.state();
    await azure.enable('kv-turin-plant', 'id-turin-secrets');
    const { parts } = await azure.survey();
    // The identity itself may go, too, but only when somebody asks for it.
    expect(parts.map(({ isProposed }) => isProposed)).toEqual([true, true, true, false]);
    const { run, writes, kept } = await azure.disable({ remove: [] });
    expect(run.outcome).toBe('succeeded');
    expect(writes.map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
    expect(becauseOf(kept, 'Key Vault Reader')).toContain('you keep it');
    expect(differences(before, azure.state())).toEqual([]);
  });

  it('is decided part by part', async () => {
    const azure = await disablingOf('aio-bern-01');
    const before = azure.state();
    const { parts } = await azure.survey();
    const [credential, role] = parts;
    const { run, sent } = await azure.disable({ remove: [credential?.id ?? ''] });
    expect(run.outcome).toBe('succeeded');
    expect(sent.map(toLine).filter((line) => line.includes('roleAssignments'))).toEqual([]);
    expect(role?.title).toContain('Key Vault');
    expect(differences(before, azure.state())).toHaveLength(3);
  });

  it('can be cleaned up later, when only the user knows what was used', async () => {
    const azure = await disablingOf('aio-hamburg-01');
    const before = azure.state();
    await azure.enable('kv-hamburg-plant', 'id-hamburg-secrets');
    await azure.disable({ remove: [] });
    expect(await azure.survey()).toEqual({ parts: [], hasClass: false });
    const { run, writes } = await azure.disable({
      vaultId: azure.vault('kv-hamburg-plant'),
      identityId: azure.identity('id-hamburg-secrets'),
    });
    expect(run.outcome).toBe('succeeded');
    expect(writes).toHaveLength(3);
    expect(differences(before, azure.state())).toEqual([]);
  });
});
