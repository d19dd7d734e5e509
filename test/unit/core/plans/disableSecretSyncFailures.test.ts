import { beforeAll, describe, expect, it } from 'vitest';
import { choicesOf } from '../../../../src/core/plan/request';
import { loadSdks } from '../../../builders/azure';
import { setStoredProperties } from '../../../fakes/neighbours';
import { differences } from '../../../fakes/wholeState';
import { disablingOf } from './disableFixture';

beforeAll(loadSdks);

/** Hamburg, enabled, with one secret: all that disabling can meet, and the state of before. */
async function enabledHamburg() {
  const azure = await disablingOf('aio-hamburg-01');
  const before = azure.state();
  await azure.enable('kv-hamburg-plant', 'id-hamburg-secrets');
  const own = azure.world.resources
    .ofType('Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses')
    .find(({ id }) => id.includes('rg-hamburg') && id.includes('spc-ops-'));
  if (!own) throw new Error('There is no class.');
  const type = 'Microsoft.SecretSyncController/secretSyncs';
  for (const name of ['first', 'second']) {
    const id = own.id.replace(/azureKeyVaultSecretProviderClasses\/.*$/, `secretSyncs/${name}`);
    azure.world.resources.put(id, type, own.tenantId, {
      location: 'westeurope',
      extendedLocation: own.body['extendedLocation'] ?? null,
      properties: {
        secretProviderClassName: own.name,
        serviceAccountName: 'aio-ssc-sa',
        kubernetesSecretType: 'Opaque',
        objectSecretMapping: [{ sourcePath: 'a', targetKey: 'b' }],
        provisioningState: 'Succeeded',
      },
    });
  }
  return { ...azure, before, own };
}

const steps = [
  ['reference', 'PUT', '/Microsoft.IoTOperations/instances/'],
  ['secretSyncs', 'DELETE', '/secretSyncs/second'],
  ['providerClass', 'DELETE', '/azureKeyVaultSecretProviderClasses/'],
  ['credentials', 'DELETE', '/federatedIdentityCredentials/'],
  ['roles', 'DELETE', '/roleAssignments/'],
] as const;

const refusal = { status: 403, code: 'AuthorizationFailed', message: 'refused' };

describe('a failure in the middle of disabling secret synchronization', () => {
  it.each(steps)('at %s: the same run goes on from there', async (id, method, path) => {
    const azure = await enabledHamburg();
    const prepared = await azure.prepare();
    azure.simulator.failNext(method, path, refusal);
    const first = await azure.clock.run(azure.run(prepared));
    expect(first.run.outcome).toBe('failed');
    expect(first.run.steps.find((step) => step.id === id)?.state.kind).toBe('failed');

    const second = await azure.clock.run(azure.runs.retry(first.run.runId));
    expect(second.failure).toBeUndefined();
    expect(second.outcome).toBe('succeeded');
    expect(differences(azure.before, azure.state())).toEqual([]);
    // Nothing is done twice, but for what failed.
    expect(first.sent.length + azure.writes().length).toBe(prepared.writes.length + 1);
  });

  it.each(steps)('at %s: a new one goes on with what was used', async (_, method, path) => {
    const azure = await enabledHamburg();
    azure.simulator.failNext(method, path, refusal);
    const { run } = await azure.disable();
    expect(run.outcome).toBe('failed');
    // The run's own choices, or what the user says, once the class is gone.
    const { vaultId, identityId } = run.request ? choicesOf(run.request) : {};
    expect([vaultId, identityId]).toEqual([
      azure.vault('kv-hamburg-plant'),
      azure.identity('id-hamburg-secrets'),
    ]);
    const again = await azure.disable({ vaultId: vaultId ?? '', identityId: identityId ?? '' });
    expect(again.run.outcome).toBe('succeeded');
    expect(differences(azure.before, azure.state())).toEqual([]);
  });

  it('is seen when Azure accepts a deletion and then fails', async () => {
    const azure = await enabledHamburg();
    azure.simulator.failNext('DELETE', '/secretSyncs/first', {
      operation: 'fails',
      code: 'InternalServerError',
    });
    const { run } = await azure.disable();
    expect(run.outcome).toBe('failed');
    expect(run.failure?.code).toBe('InternalServerError');
    expect(run.steps.find(({ id }) => id === 'providerClass')?.state.kind).toBe('pending');
    // The other one was let end.
    expect(
      azure.world.resources.get(azure.own.id.replace(/[^/]+\/[^/]+$/, 'secretSyncs/second')),
    ).toBeUndefined();
    expect((await azure.clock.run(azure.runs.retry(run.runId))).outcome).toBe('succeeded');
    expect(differences(azure.before, azure.state())).toEqual([]);
  });

  it('is made good when the write of the instance is accepted and then fails', async () => {
    const azure = await enabledHamburg();
    azure.simulator.failNext('PUT', '/instances/', { operation: 'fails', code: 'Oops' });
    const { run } = await azure.disable();
    expect(run.failure?.code).toBe('Oops');
    expect((await azure.clock.run(azure.runs.retry(run.runId))).outcome).toBe('succeeded');
    expect(differences(azure.before, azure.state())).toEqual([]);
  });

  it.each(['/secretSyncs/first', '/azureKeyVaultSecretProviderClasses/', '/roleAssignments/'])(
    'is none when the answer to the deletion of %s is lost',
    async (path) => {
      const azure = await enabledHamburg();
      azure.simulator.failNext('DELETE', path, { network: 'lostAnswer' });
      const { run } = await azure.disable();
      expect(run.failure).toBeUndefined();
      expect(run.outcome).toBe('succeeded');
      expect(differences(azure.before, azure.state())).toEqual([]);
    },
  );

  it('can be a cancellation: the deletion under way is joined by the next run', async () => {
    const azure = await enabledHamburg();
    const prepared = await azure.prepare();
    azure.clock.at(15_000, () => {
      const running = azure.runs.latest(azure.instanceId);
      if (running) azure.runs.cancel(running.runId);
    });
    const first = await azure.clock.run(azure.run(prepared));
    expect(first.run.outcome).toBe('cancelled');
    expect(azure.state()).not.toEqual(azure.before);
    const second = await azure.clock.run(azure.runs.retry(first.run.runId));
    expect(second.outcome).toBe('succeeded');
    expect(differences(azure.before, azure.state())).toEqual([]);
  });

  it('is none when somebody else has deleted it meanwhile: 204', async () => {
    const azure = await enabledHamburg();
    const prepared = await azure.prepare();
    for (const { id, type } of [...azure.world.resources.all()]) {
      const isMine = id.includes('rg-hamburg') && /secretSyncs|ProviderClasses/i.test(type);
      if (isMine) azure.world.resources.delete(id);
    }
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    expect(run.outcome).toBe('succeeded');
    expect(sent.map(({ method }) => method)).toEqual(['PUT', 'DELETE', 'DELETE', 'DELETE']);
    expect(differences(azure.before, azure.state())).toEqual([]);
  });

  it('is a cluster that goes offline while Kubernetes is to let go', async () => {
    const azure = await enabledHamburg();
    const prepared = await azure.prepare();
    azure.clock.at(14_000, () => {
      setStoredProperties(azure.world, azure.clusterId, { connectivityStatus: 'Offline' });
    });
    const { run } = await azure.clock.run(azure.run(prepared));
    expect(run.outcome).toBe('failed');
    const again = await azure.clock.run(azure.runs.retry(run.runId));
    expect(again.failure?.message).toContain('the deletion would hang');
  });
});
