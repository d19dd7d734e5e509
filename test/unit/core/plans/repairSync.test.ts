import { beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../../../src/core/model/json';
import type { MappingChange } from '../../../../src/core/model/mappings';
import { toldDifferences } from '../../../../src/core/plan/differences';
import type { PreparedPlan } from '../../../../src/core/plan/plan';
import { prepareRepairSync } from '../../../../src/core/plans/repairSync';
import { loadSdks } from '../../../builders/azure';
import { breaks, chainOf, moreBreaks, set } from '../../../fakes/breaks';
import { simulatedPlans } from '../../../fakes/simulatedPlans';

beforeAll(loadSdks);

const instanceName = 'aio-rotterdam-01';
const twoSecrets = 'a SecretSync maps two different secrets to one key';
const noClass = 'a SecretSync names a class that is not there';

async function broken(name: string) {
  const all = simulatedPlans({ scenario: 'factory' });
  const { clock, simulator, context } = all;
  const chain = chainOf(simulator.world, instanceName);
  (breaks[name] ?? moreBreaks[name])?.apply(chain);
  // What nobody here knows of.
  set(chain, chain.secretSync, { ofAnotherVersion: { kept: true } });
  const { resources } = simulator.world;
  const { tenantId, instanceId, tools } = await clock.run(all.instance(instanceName));
  const target = { tenantId, instanceId, instanceName, secretSyncId: chain.secretSync.id };
  const body = (): JsonObject => resources.get(chain.secretSync.id)?.body ?? {};
  return {
    ...all,
    chain,
    resources,
    body,
    carryOut: (prepared: PreparedPlan) => clock.run(all.run(prepared)),
    prepare: (wish: { classId?: string; mappingChanges?: readonly MappingChange[] }) =>
      clock.run(prepareRepairSync(tools, { ...target, ...wish }, context)),
    mappings: () => {
      const { properties } = body();
      return isObject(properties) ? properties['objectSecretMapping'] : undefined;
    },
  };
}

/** Without what Azure and the cluster write. */
function ofPeople({ systemData, properties, ...rest }: JsonObject): JsonObject {
  expect(systemData).not.toBeNull();
  const { status, provisioningState, ...own } = isObject(properties) ? properties : {};
  expect([typeof status, typeof provisioningState]).toEqual(['object', 'string']);
  return { ...rest, properties: own };
}

describe('a SecretSync that names a class which is not there', () => {
  it('names the one that is chosen, under its own name, and keeps all else', async () => {
    const { chain, body, prepare, carryOut } = await broken(noClass);
    const before = ofPeople(body());
    const prepared = await prepare({ classId: chain.providerClass.id });
    expect(prepared.writes[0]?.detail).toBe(
      `names ${chain.providerClass.name} instead of spc-mistyped`,
    );
    const { run: end, sent } = await carryOut(prepared);
    expect(end.outcome).toBe('succeeded');
    expect(sent.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
      `PUT ${chain.secretSync.id}`,
    ]);
    const properties = before['properties'] as JsonObject;
    expect(ofPeople(body())).toEqual({
      ...before,
      properties: { ...properties, secretProviderClassName: chain.providerClass.name },
    });
    expect((await prepare({ classId: chain.providerClass.id })).writes).toEqual([]);
  });

  it.each([
    ['is gone', 'gone', /no longer exists\. Choose another provider class/],
    ['is on another cluster', 'elsewhere', /not on the custom location of SecretSync historian/],
  ])('takes no class that %s', async (_, where, words) => {
    const { chain, resources, prepare } = await broken(noClass);
    const other = resources
      .ofType('Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses')
      .find(
        ({ body, tenantId }) =>
          tenantId === chain.instance.tenantId &&
          JSON.stringify(body['extendedLocation']) !==
            JSON.stringify(chain.providerClass.body['extendedLocation']),
      );
    const classId = where === 'gone' ? `${chain.providerClass.id}-gone` : (other?.id ?? '');
    await expect(prepare({ classId })).rejects.toThrow(words);
  });

  it('takes nothing else for a SecretSync', async () => {
    const { chain, prepare } = await broken(noClass);
    const wish = { secretSyncId: chain.instance.id } as object;
    await expect(prepare(wish)).rejects.toThrow('not the resource id of a SecretSync');
  });
});

describe('two secrets for one key', () => {
  const user = { source: 'historian-user', key: 'password' };

  it('get a key each', async () => {
    const { prepare, carryOut, mappings } = await broken(twoSecrets);
    const prepared = await prepare({ mappingChanges: [{ kind: 'rename', ...user, to: 'user' }] });
    expect(prepared.writes.map(({ detail }) => detail)).toEqual([
      'historian-user becomes key user instead of password',
    ]);
    // The review shows the mapping now and then: it holds names alone.
    const [write] = prepared.writes;
    expect(write?.now && write.then && toldDifferences(write.now, write.then)).toEqual([
      {
        name: 'objectSecretMapping',
        before:
          '[{sourcePath: historian-password, targetKey: password}, {sourcePath: historian-user, targetKey: password}]',
        after:
          '[{sourcePath: historian-password, targetKey: password}, {sourcePath: historian-user, targetKey: user}]',
      },
    ]);
    expect(prepared.cautions).toEqual([]);
    expect((await carryOut(prepared)).run.outcome).toBe('succeeded');
    expect(mappings()).toEqual([
      { sourcePath: 'historian-password', targetKey: 'password' },
      { sourcePath: 'historian-user', targetKey: 'user' },
    ]);
  });

  it('can be made one, and it is said what no longer reaches the cluster', async () => {
    const { prepare, carryOut, mappings } = await broken(twoSecrets);
    const prepared = await prepare({ mappingChanges: [{ kind: 'drop', ...user }] });
    expect(prepared.cautions).toEqual([
      expect.stringMatching(/^Vault secret historian-user no longer reaches/),
    ]);
    expect((await carryOut(prepared)).run.outcome).toBe('succeeded');
    expect(mappings()).toEqual([{ sourcePath: 'historian-password', targetKey: 'password' }]);
    // The last one with a key is never taken away.
    const again = await prepare({
      mappingChanges: [{ kind: 'drop', source: 'historian-password', key: 'password' }],
    });
    expect(again.writes).toEqual([]);
  });

  it('never get a key that is in use', async () => {
    const { prepare, chain } = await broken(twoSecrets);
    set(chain, chain.secretSync, {
      objectSecretMapping: [
        { sourcePath: 'historian-password', targetKey: 'password' },
        { sourcePath: 'historian-user', targetKey: 'password' },
        { sourcePath: 'other', targetKey: 'user' },
      ],
    });
    const mappingChanges = [{ kind: 'rename', ...user, to: 'user' }] as const;
    await expect(prepare({ mappingChanges })).rejects.toThrow('Key user is in use already');
    const add = [{ kind: 'add', source: 'third', key: 'user' }] as const;
    await expect(prepare({ mappingChanges: add })).rejects.toThrow('Key user is in use already');
  });

  it('lose one of two that say the same, and no secret with it', async () => {
    const same = await broken('a SecretSync maps two secrets to one key');
    const mapping = { source: 'historian-password', key: 'password' };
    const prepared = await same.prepare({ mappingChanges: [{ kind: 'drop', ...mapping }] });
    expect(prepared.cautions).toEqual([]);
    expect((await same.carryOut(prepared)).run.outcome).toBe('succeeded');
    expect(same.mappings()).toEqual([{ sourcePath: 'historian-password', targetKey: 'password' }]);
  });
});
