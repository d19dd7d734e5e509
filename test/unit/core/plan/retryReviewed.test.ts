import { describe, expect, it } from 'vitest';
import { nodeDigest } from '../../../../src/azure/digest';
import { Runs } from '../../../../src/core/plan/runs';
import { prepareEnableSecretSync } from '../../../../src/core/plans/enableSecretSync';
import { silentLog } from '../../../fakes/silentLog';
import { simulated } from '../../../fakes/simulated';

describe('a retry of a reviewed run', () => {
  it('goes on from what the run itself has left half done', async () => {
    const azure = simulated();
    const { clock, simulator } = azure;
    const only = (type: string) => {
      const [found] = simulator.world.resources.ofType(type);
      if (!found) throw new Error(`There is no ${type}.`);
      return found;
    };
    const instance = only('Microsoft.IoTOperations/instances');
    const { plan } = await clock.run(
      prepareEnableSecretSync(
        { azure: azure.azure(instance.tenantId), clock, digest: nodeDigest },
        {
          tenantId: instance.tenantId,
          instanceId: instance.id,
          vaultId: only('Microsoft.KeyVault/vaults').id,
          identityId: only('Microsoft.ManagedIdentity/userAssignedIdentities').id,
          isOfficerWanted: false,
        },
        { signal: new AbortController().signal },
      ),
    );
    simulator.failNext('PUT', /\/microsoft\.secretsynccontroller\//i, {
      operation: 'fails',
      code: 'InternalServerError',
      message: 'Simulated failure.',
    });
    const runs = new Runs(clock, silentLog, () => 'run');
    expect((await clock.run(runs.start(plan))).outcome).toBe('failed');
    const again = await clock.run(runs.retry('run'));
    expect(again.failure).toBeUndefined();
    expect(again.outcome).toBe('succeeded');
  });
});
