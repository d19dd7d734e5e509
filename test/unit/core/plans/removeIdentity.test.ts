import { beforeAll, describe, expect, it } from 'vitest';
import type { PreparedRemoval } from '../../../../src/core/plan/removal';
import { prepareDisableClusterIdentity } from '../../../../src/core/plans/disableClusterIdentity';
import {
  prepareDisableSecretSync,
  surveySecretSync,
} from '../../../../src/core/plans/disableSecretSync';
import {
  prepareRemoveCloudIdentity,
  surveyCloudIdentity,
} from '../../../../src/core/plans/removeCloudIdentity';
import { loadSdks } from '../../../builders/azure';
import { aForeignClass, aStoredCredential, getStored, textOf } from '../../../fakes/neighbours';
import type { SimulatedOptions } from '../../../fakes/simulated';
import { simulatedPlans, toLine } from '../../../fakes/simulatedPlans';
import { differences, wholeStateOf } from '../../../fakes/wholeState';
import { becauseOf } from './disableFixture';
import { everythingFor } from './enableAllFixture';
import { whatLacks } from '../../../fakes/whatLacks';

beforeAll(loadSdks);

const identityType = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const instanceType = 'Microsoft.IoTOperations/instances';
const classType = 'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses';

/** The cloud identity of an instance that has nothing else, and the user who wants it gone. */
async function bergen(options: SimulatedOptions = {}) {
  const all = simulatedPlans({ scenario: 'factory', latencyMs: 5, ...options });
  const found = await all.clock.run(all.instance('aio-bergen-01'));
  const { world } = all.simulator;
  const { tools, tenantId, instanceId } = found;
  const cloudIdentityId = found.identity('id-bergen-cloud');
  const target = { tenantId, instanceId, cloudIdentityId };
  const survey = () => all.clock.run(surveyCloudIdentity(tools, target, all.context));
  const prepare = (remove: readonly string[]) =>
    all.clock.run(prepareRemoveCloudIdentity(tools, { ...target, remove }, all.context));
  return {
    ...all,
    world,
    cloudIdentityId,
    stored: getStored(world, identityType, 'id-bergen-cloud'),
    survey,
    prepare,
    settle: () => all.clock.run(() => all.clock.sleep(60_000)),
    start: (prepared: PreparedRemoval) => all.clock.run(all.run(prepared)),
    itself: async () => (await survey()).find(({ id }) => id === cloudIdentityId),
  };
}

describe('the way back from everything', () => {
  it('leaves Azure as it was, but for the OIDC issuer, when the user keeps nothing', async () => {
    const azure = await everythingFor(
      { name: 'aio-lyon-01', vault: 'kv-lyon-plant' },
      { scenario: 'factory' },
    );
    const { clock, context, tools, target, estate, world } = azure;
    const before = wholeStateOf(world);
    const enabled = await azure.enable();
    expect(enabled.run.failure).toBeUndefined();
    const { tenantId, instanceId, cloudIdentityId } = target;
    const run = async (prepared: PreparedRemoval) => {
      const ended = await clock.run(azure.run(prepared));
      expect(ended.run.failure).toBeUndefined();
      expect(ended.sent).toHaveLength(prepared.writes.length);
    };

    const cloud = { tenantId, instanceId, cloudIdentityId };
    const cloudParts = await clock.run(surveyCloudIdentity(tools, cloud, context));
    const remove = cloudParts.map(({ id }) => id);
    await run(await clock.run(prepareRemoveCloudIdentity(tools, { ...cloud, remove }, context)));

    const secrets = { tenantId, instanceId };
    const { parts } = await clock.run(surveySecretSync(tools, secrets, context));
    await run(
      await clock.run(
        prepareDisableSecretSync(tools, { ...secrets, remove: parts.map(({ id }) => id) }, context),
      ),
    );

    const cluster = {
      tenantId,
      clusterId: estate.clusterId,
      subjectId: instanceId,
      subjectName: 'aio-lyon-01',
    };
    await run(await clock.run(prepareDisableClusterIdentity(tools, cluster, context)));
    expect(differences(before, wholeStateOf(world))).toEqual(['~ connectedclusters/arc-lyon-01']);
    expect(world.resources.get(estate.clusterId)?.body).toMatchObject({
      properties: {
        oidcIssuerProfile: { enabled: true },
        securityProfile: { workloadIdentity: { enabled: false } },
      },
    });
  });
});

describe('a managed identity as a whole', () => {
  it('stays unless the user asks for it', async () => {
    const azure = await bergen();
    expect(await azure.itself()).toMatchObject({ isProposed: false });
    const proposed = (await azure.survey()).filter(({ isProposed }) => isProposed);
    const { kept, cautions } = await azure.prepare(proposed.map(({ id }) => id));
    expect(becauseOf(kept, 'Managed identity id-bergen-cloud')).toContain('you keep it');
    expect(cautions).toEqual([]);
  });

  it('goes with its credentials, after them, and the user is told what that means', async () => {
    const azure = await bergen();
    const prepared = await azure.prepare([azure.cloudIdentityId]);
    expect(prepared.cautions.at(-1)).toMatch(/What else logs in as id-bergen-cloud stops\./);
    const { run, sent } = await azure.start(prepared);
    expect(run.failure).toBeUndefined();
    expect(sent.map(toLine)).toEqual([
      'DELETE federatedIdentityCredentials/aio-instance-ficred',
      'DELETE userAssignedIdentities/id-bergen-cloud',
    ]);
    const again = await azure.start(await azure.prepare([azure.cloudIdentityId]));
    expect([again.run.outcome, again.sent]).toEqual(['succeeded', []]);
  });

  it('is taken up again where a run has failed', async () => {
    const azure = await bergen();
    azure.simulator.failNext('DELETE', /userAssignedIdentities\/[^/]+$/, {
      status: 409,
      code: 'ScopeLocked',
      message: 'locked',
    });
    const { run } = await azure.start(await azure.prepare([azure.cloudIdentityId]));
    expect(run.steps.find(({ id }) => id === 'identity')?.state.kind).toBe('failed');
    expect((await azure.clock.run(azure.runs.retry(run.runId))).outcome).toBe('succeeded');
    expect(azure.world.resources.get(azure.cloudIdentityId)).toBeUndefined();
  });

  it('is not to be had without the permission, and says so', async () => {
    const azure = await bergen({ who: 'customRole' });
    const itself = await azure.itself();
    expect(itself?.detail).toContain('your account may not delete it');
    expect(await whatLacks(azure.prepare([azure.cloudIdentityId]))).toMatch(
      /userAssignedIdentities\/delete/,
    );
  });
});

type Bergen = Awaited<ReturnType<typeof bergen>>;

/** Somebody else comes to rely on the identity. */
const needs: Readonly<Record<string, (azure: Bergen) => void>> = {
  'is assigned to aio-hamburg-01': ({ world, cloudIdentityId }) => {
    const other = getStored(world, instanceType, 'aio-hamburg-01');
    world.resources.put(other.id, other.type, other.tenantId, {
      ...other.body,
      identity: { type: 'UserAssigned', userAssignedIdentities: { [cloudIdentityId]: {} } },
    });
  },
  'secret synchronization logs in as it: theirs': ({ world, stored }) => {
    const like = getStored(world, classType, 'aio-opc-ua-broker-trust-list');
    aForeignClass(world, like, { name: 'theirs', clientId: textOf(stored, 'clientId') });
  },
  '1 federated credential of it may serve something else': ({ world, cloudIdentityId }) => {
    aStoredCredential(world, cloudIdentityId, 'theirs', {
      issuer: 'https://token.actions.example',
      subject: 'repo:contoso/plant',
    });
  },
};

describe('a managed identity that somebody else needs', () => {
  it.each(Object.keys(needs))('stays: %s', async (because) => {
    const azure = await bergen();
    needs[because]?.(azure);
    await azure.settle();
    expect(await azure.itself()).toBeUndefined();
    const { kept } = await azure.prepare([azure.cloudIdentityId]);
    expect(becauseOf(kept, 'Managed identity id-bergen-cloud')).toContain(because);
  });

  it.each(Object.keys(needs))('stays when that comes up after the review: %s', async (because) => {
    const azure = await bergen();
    const prepared = await azure.prepare([azure.cloudIdentityId]);
    needs[because]?.(azure);
    await azure.settle();
    const { run, sent } = await azure.start(prepared);
    expect(run.failure?.message).toMatch(/Managed identity id-bergen-cloud.*Review it again\.$/);
    expect([run.outcome, sent]).toEqual(['failed', []]);
  });

  it('stays when that cannot be told', async () => {
    const azure = await bergen();
    const refusal = { status: 403, code: 'AuthorizationFailed', message: 'no' };
    azure.simulator.failNext('POST', '/Microsoft.ResourceGraph/', refusal, 1_000);
    expect(await azure.itself()).toBeUndefined();
    const { kept } = await azure.prepare([]);
    expect(becauseOf(kept, 'Managed identity id-bergen-cloud')).toContain('could not be told');
  });
});
