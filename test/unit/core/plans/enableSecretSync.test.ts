import { beforeAll, describe, expect, it } from 'vitest';
import { nodeDigest } from '../../../../src/azure/digest';
import { settingFindings } from '../../../../src/core/checks/settings';
import { listIdentities, listVaults } from '../../../../src/core/discover/choices';
import { loadInventory } from '../../../../src/core/discover/inventory';
import { at, isObject, stringAt } from '../../../../src/core/model/json';
import type { RunSnapshot } from '../../../../src/core/model/run';
import { observe } from '../../../../src/core/observe/observe';
import { Runs } from '../../../../src/core/plan/runs';
import { prepareEnableSecretSync } from '../../../../src/core/plans/enableSecretSync';
import { loadSdks } from '../../../builders/azure';
import { silentLog } from '../../../fakes/silentLog';
import { simulated, type SentRequest, type SimulatedOptions } from '../../../fakes/simulated';

const context = { signal: new AbortController().signal };

/** Everything about one instance of a scenario, by its name. */
function setUp(options: SimulatedOptions = {}) {
  const all = simulated(options);
  const { clock, cloud } = all;
  let count = 0;
  const runs = new Runs(clock, silentLog, () => `run-${(count += 1)}`);
  const seen: RunSnapshot[] = [];
  runs.onDidChange((run) => seen.push(run));

  async function targetOf(name: string, beside: { vault?: string; identity?: string } = {}) {
    for (const tenant of await cloud.tenants(context)) {
      const inventory = await loadInventory(cloud, tenant, context);
      const instance = [...inventory.instances.values()].flat().find((each) => each.name === name);
      if (!instance) continue;
      const azure = all.azure(tenant.id);
      const [vaults, identities] = await Promise.all([
        listVaults(azure, context),
        listIdentities(azure, context),
      ]);
      const city = name.split('-')[1] ?? '';
      const vault = vaults.find((each) => each.name === (beside.vault ?? `kv-${city}-plant`));
      const identity = identities.find(
        (each) => each.name === (beside.identity ?? `id-${city}-secrets`),
      );
      if (!vault || !identity) throw new Error(`${name} has no vault or identity beside it.`);
      return {
        tenantId: tenant.id,
        instanceId: instance.id,
        vaultId: vault.id,
        identityId: identity.id,
      };
    }
    throw new Error(`There is no instance ${name}.`);
  }

  const prepare = (target: Awaited<ReturnType<typeof targetOf>>) =>
    prepareEnableSecretSync(
      { azure: all.azure(target.tenantId), clock, digest: nodeDigest },
      target,
      context,
    );

  async function enable(name: string, beside?: { vault?: string; identity?: string }) {
    const target = await targetOf(name, beside);
    const { plan, writes } = await prepare(target);
    all.writes();
    const run = await runs.start(plan);
    const observation = await observe(all.azure(target.tenantId), clock, target, context);
    return { run, planned: writes, sent: all.writes(), observation, target };
  }

  return { ...all, runs, seen, targetOf, prepare, enable };
}

const lastPart = ({ url }: SentRequest): string => {
  const parts = url.pathname.split('/');
  return parts.at(-2) ?? '';
};

beforeAll(loadSdks);

describe('enabling secret synchronization on an instance that is ready', () => {
  it.each([
    ['id-rotterdam-secrets', 0],
    ['id-rotterdam-cloud', 1],
  ])('tells before of an identity that connects to the cloud: %s, %i', async (identity, count) => {
    const all = setUp({ scenario: 'factory' });
    const target = await all.clock.run(all.targetOf('aio-rotterdam-01', { identity }));
    const { cautions } = await all.clock.run(all.prepare(target));
    expect(cautions).toHaveLength(count);
  });

  it('makes exactly five writes, in the order in which trust needs them', async () => {
    const it = setUp();
    const { run, planned, sent, observation } = await it.clock.run(() =>
      it.enable('aio-hamburg-01'),
    );
    expect(run.outcome).toBe('succeeded');
    expect(sent.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'PUT', 'PUT', 'PUT']);
    expect(sent.map(lastPart)).toEqual([
      'roleAssignments',
      'roleAssignments',
      'federatedIdentityCredentials',
      'azureKeyVaultSecretProviderClasses',
      'instances',
    ]);
    expect(planned).toHaveLength(5);
    expect(run.requests.writes).toBe(5);
    expect(settingFindings(observation).secretSync).toMatchObject({
      state: 'notProved',
      words: 'Enabled, not proved',
    });
  });

  it('writes nothing when run again', async () => {
    const it = setUp();
    const again = await it.clock.run(async () => {
      await it.enable('aio-hamburg-01');
      return it.enable('aio-hamburg-01');
    });
    expect(again.run.outcome).toBe('succeeded');
    expect(again.planned).toEqual([]);
    expect(again.sent).toEqual([]);
    expect(again.run.steps.map(({ state }) => state.kind)).toEqual([
      'done',
      'skipped',
      'skipped',
      'skipped',
      'skipped',
      'done',
    ]);
  });

  it('sends bodies that the official schemas accept', async (test) => {
    const it = setUp();
    await it.clock.run(() => it.enable('aio-hamburg-01'));
    if (it.schemas.checked.size === 0) test.skip('the schemas are not beside the project');
    expect([...it.schemas.checked.keys()].sort()).toEqual([
      'Microsoft.Authorization/roleAssignments',
      'Microsoft.IoTOperations/instances',
      'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
      'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses',
    ]);
  });

  it('keeps everything of the instance that it does not change', async () => {
    const it = setUp();
    const { sent, observation } = await it.clock.run(() => it.enable('aio-hamburg-01'));
    const body = sent.at(-1)?.body;
    expect(isObject(body)).toBe(true);
    for (const kept of ['schemaRegistryRef', 'description'] as const) {
      const after = observation.instance.kind === 'known' ? observation.instance.value.body : {};
      expect(at(body, 'properties', kept)).toEqual(at(after, 'properties', kept));
      expect(at(body, 'properties', kept)).toBeDefined();
    }
    expect(stringAt(body, 'properties', 'provisioningState')).toBeUndefined();
  });
});

describe('a failure half way', () => {
  const steps = [
    ['roles', 'PUT', '/roleAssignments/'],
    ['credential', 'PUT', '/federatedIdentityCredentials/'],
    ['providerClass', 'PUT', '/azureKeyVaultSecretProviderClasses/'],
    ['defaultReference', 'PUT', '/Microsoft.IoTOperations/instances/'],
  ] as const;

  it.each(steps)(
    'at %s leaves what was done, and retry goes on from there',
    async (id, method, path) => {
      const it = setUp();
      const { first, second } = await it.clock.run(async () => {
        it.simulator.failNext(method, path, {
          status: 403,
          code: 'AuthorizationFailed',
          message: 'refused',
        });
        const failed = await it.enable('aio-hamburg-01');
        return { first: failed, second: await it.runs.retry(failed.run.runId) };
      });
      expect(first.run.outcome).toBe('failed');
      expect(first.run.failure?.code).toBe('AuthorizationFailed');
      expect(first.run.steps.find((step) => step.id === id)?.state.kind).toBe('failed');
      expect(second.outcome).toBe('succeeded');
      expect(first.run.requests.writes + second.requests.writes).toBeLessThanOrEqual(6);
    },
  );

  it('shows the service’s code when an accepted operation fails', async () => {
    const it = setUp();
    const { run } = await it.clock.run(() => {
      it.simulator.failNext('PUT', '/azureKeyVaultSecretProviderClasses/', {
        operation: 'fails',
        code: 'InternalServerError',
      });
      return it.enable('aio-hamburg-01');
    });
    expect(run.outcome).toBe('failed');
    expect(run.failure?.code).toBe('InternalServerError');
  });

  it('can be cancelled while an operation runs, and resumed', async () => {
    const it = setUp();
    const { cancelled, resumed } = await it.clock.run(async () => {
      it.clock.at(6_000, () => {
        it.runs.cancel('run-1');
      });
      const { run } = await it.enable('aio-hamburg-01');
      await it.clock.sleep(60_000);
      return { cancelled: run, resumed: await it.runs.retry(run.runId) };
    });
    expect(cancelled.outcome).toBe('cancelled');
    expect((cancelled.endedAtMs ?? 0) - cancelled.startedAtMs).toBeLessThanOrEqual(7_000);
    expect(resumed.outcome).toBe('succeeded');
  });
});

describe('starting from something half done', () => {
  it('rewrites the issuer of a drifted credential under its own name, and nothing else', async () => {
    const it = setUp({ scenario: 'factory' });
    const { run, sent } = await it.clock.run(() => it.enable('aio-berlin-01'));
    expect(run.outcome).toBe('succeeded');
    expect(sent.map(lastPart)).toEqual(['federatedIdentityCredentials']);
    expect(stringAt(sent[0]?.body, 'properties', 'issuer')).not.toMatch(/\/$/);
  });

  it('only adds the reference to an instance from before there was one', async () => {
    const it = setUp({ scenario: 'factory' });
    const { run, sent } = await it.clock.run(() => it.enable('aio-porto-01'));
    expect(run.outcome).toBe('succeeded');
    expect(sent.map(lastPart)).toEqual(['instances']);
  });

  it('only does what is missing', async () => {
    const it = setUp({ scenario: 'factory' });
    const { run, sent } = await it.clock.run(() => it.enable('aio-turin-01'));
    expect(run.outcome).toBe('succeeded');
    expect(sent.map(lastPart)).toEqual(['azureKeyVaultSecretProviderClasses', 'instances']);
  });
});

describe('what keeps it from being enabled', () => {
  const table: readonly [
    instance: string,
    beside: { vault?: string; identity?: string },
    ...words: string[],
  ][] = [
    [
      'aio-lyon-01',
      { vault: 'kv-hamburg-plant', identity: 'id-hamburg-secrets' },
      'arc-lyon-01',
      'OIDC issuer and workload identity',
    ],
    [
      'aio-munich-02',
      { vault: 'kv-hamburg-plant', identity: 'id-hamburg-secrets' },
      'arc-munich-02',
      'not connected',
    ],
    [
      'aio-graz-01',
      { vault: 'kv-hamburg-plant', identity: 'id-hamburg-secrets' },
      'AKS on Azure Local',
    ],
    ['aio-gdansk-01', {}, 'kv-gdansk-plant', 'access policies'],
    ['aio-malmo-01', {}, 'id-malmo-secrets', '20'],
    ['aio-essen-01', { vault: 'kv-hamburg-plant', identity: 'id-hamburg-secrets' }, 'disabled'],
    [
      'aio-monterrey-01',
      { vault: 'kv-hamburg-plant', identity: 'id-hamburg-secrets' },
      'could not be read',
    ],
    ['aio-krakow-01', {}, 'Secret Store extension', 'arc-krakow-01'],
    ['aio-cork-01', { vault: 'kv-hamburg-plant', identity: 'id-hamburg-secrets' }, 'arc-cork-01'],
  ];

  it.each(table)('%s: is said before the first write', async (name, beside, ...words) => {
    const it = setUp({ scenario: 'factory' });
    const refusal: unknown = await it.clock
      .run(() => it.enable(name, beside))
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'UserFacingError' });
    for (const word of words) expect(String(refusal)).toContain(word);
    expect(it.writes()).toEqual([]);
  });

  it.each(['reader', 'contributor'])('a %s is told what is missing, and where', async (who) => {
    const it = setUp({ who });
    const { run } = await it.clock.run(() => it.enable('aio-hamburg-01'));
    expect(run.failure?.remedy).toBe('request');
    expect(run.failure?.message).toContain(
      'Microsoft.Authorization/roleAssignments/write on vaults/kv-hamburg-plant',
    );
    expect(it.writes()).toEqual([]);
  });

  it.each([
    ['vaultId', 'a key vault'],
    ['identityId', 'a user-assigned managed identity'],
    ['instanceId', 'an Azure IoT Operations instance'],
  ] as const)('an id of the wrong type for %s is refused', async (key, what) => {
    const it = setUp();
    const refusal: unknown = await it.clock
      .run(async () => {
        const target = await it.targetOf('aio-hamburg-01');
        return it.prepare({ ...target, [key]: `${target.vaultId}/secrets/x` });
      })
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'UserFacingError' });
    expect(String(refusal)).toContain(what);
    expect(it.writes()).toEqual([]);
  });
});
