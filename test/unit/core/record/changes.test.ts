import { beforeAll, describe, expect, it } from 'vitest';
import { idKey } from '../../../../src/core/model/armId';
import type { ResourceChange, RunSnapshot } from '../../../../src/core/model/run';
import { prepareRegisterProviders } from '../../../../src/core/plans/registerProviders';
import { loadSdks } from '../../../builders/azure';
import { simulatedPlans } from '../../../fakes/simulatedPlans';
import { disablingOf } from '../plans/disableFixture';
import { everythingFor } from '../plans/enableAllFixture';

beforeAll(loadSdks);

/** Paths of confirmed writes of which no step said what they have changed. */
const untold = ({ writes, changes }: RunSnapshot): readonly string[] =>
  writes
    .filter(({ exchange: { status = 0 } }) => status >= 200 && status < 300)
    .map(({ exchange }) => decodeURIComponent(exchange.path).replace(/\/register$/, ''))
    .filter((path) => !changes.some(({ resourceId }) => idKey(resourceId) === idKey(path)));

/** `updated instances/aio-1: name before → after`. */
const toLines = (changes: readonly ResourceChange[]): readonly string[] =>
  changes.flatMap(({ kind, resourceId, properties }) => {
    const lead = `${kind} ${resourceId.split('/').at(-2) ?? ''}`;
    return properties.length === 0
      ? [lead]
      : properties.map(
          ({ name, before = '–', after = '–' }) => `${lead}: ${name} ${before} → ${after}`,
        );
  });

describe('what a run has changed', () => {
  it('is told of every write by which everything is enabled, with what was before', async () => {
    const test = await everythingFor(
      { name: 'aio-lyon-01', vault: 'kv-lyon-new' },
      { scenario: 'factory' },
    );
    const { run } = await test.enable();
    expect(run.outcome).toBe('succeeded');
    expect(run.writes).toHaveLength(run.requests.writes);
    expect(run.agreed.length).toBeGreaterThanOrEqual(run.writes.length);
    expect(new Set(run.agreed.map(({ path }) => path.split(/[/ ]/)[0]))).toEqual(
      new Set(run.writes.map(({ exchange }) => exchange.path.split('/').at(-2))),
    );
    expect(untold(run)).toEqual([]);
    const lines = toLines(run.changes);
    expect(lines).toEqual(
      expect.arrayContaining([
        'updated connectedClusters: oidcIssuerProfile.enabled – → true',
        'updated connectedClusters: securityProfile.workloadIdentity.enabled – → true',
        'created vaults: enableRbacAuthorization – → true',
        'created roleAssignments: role – → Key Vault Secrets User',
        'created federatedIdentityCredentials: subject – → system:serviceaccount:azure-iot-operations:aio-ssc-sa',
        'created azureKeyVaultSecretProviderClasses: keyvaultName – → kv-lyon-new',
        'updated instances: identity.type None → UserAssigned',
      ]),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^updated instances: defaultSecretProviderClassRef.resourceId – → \/subscriptions\//,
      ),
    );
  });

  it('is told of every write by which secret synchronization is disabled', async () => {
    const test = await disablingOf('aio-rotterdam-01');
    const { run } = await test.disable();
    expect(run.outcome).toBe('succeeded');
    expect(untold(run)).toEqual([]);
    expect(new Set(run.changes.map(({ kind }) => kind))).toEqual(new Set(['updated', 'deleted']));
    expect(toLines(run.changes)).toContainEqual(
      expect.stringMatching(/^deleted federatedIdentityCredentials: issuer https:.* → –$/),
    );
  });

  it('shows what a corrected credential said before', async () => {
    const test = await disablingOf('aio-berlin-01');
    const { run } = await test.enable('kv-berlin-plant', 'id-berlin-secrets');
    expect(run.outcome).toBe('succeeded');
    expect(untold(run)).toEqual([]);
    const [change] = run.changes.filter(({ resourceId }) => resourceId.includes('federated'));
    expect(change).toMatchObject({ kind: 'updated', properties: [{ name: 'issuer' }] });
  });

  it('is the registration of a resource provider', async () => {
    const all = simulatedPlans({ scenario: 'factory' });
    const found = await all.clock.run(all.instance('aio-aalborg-01'));
    const subscriptionId = found.instanceId.split('/')[2] ?? '';
    const prepared = await all.clock.run(
      prepareRegisterProviders(
        found.tools,
        {
          tenantId: found.tenantId,
          instanceId: found.instanceId,
          instanceName: 'aio-aalborg-01',
          providers: [{ subscriptionId, namespace: 'Microsoft.KeyVault' }],
        },
        all.context,
      ),
    );
    const { run } = await all.clock.run(all.run(prepared));
    expect(untold(run)).toEqual([]);
    expect(toLines(run.changes)).toEqual([
      'updated providers: registrationState NotRegistered → Registered',
    ]);
  });

  it('is nothing when nothing was left to do', async () => {
    const test = await everythingFor();
    await test.enable();
    const { run } = await test.enable();
    expect([run.outcome, run.writes, run.changes]).toEqual(['succeeded', [], []]);
  });
});
