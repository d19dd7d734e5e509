import { beforeAll, describe, expect, it } from 'vitest';
import { listEndpoints } from '../../../../src/core/discover/endpoints';
import { at, isObject, type JsonObject } from '../../../../src/core/model/json';
import { prepareUseIdentityInEndpoint } from '../../../../src/core/plans/useIdentityInEndpoint';
import { loadSdks } from '../../../builders/azure';
import { hasArmSchemas } from '../../../fakes/armSchemas';
import type { SimulatedOptions } from '../../../fakes/simulated';
import { simulatedPlans, toLine } from '../../../fakes/simulatedPlans';
import { whatLacks } from '../../../fakes/whatLacks';

beforeAll(loadSdks);

interface Options extends SimulatedOptions {
  readonly city?: string;
  readonly identity?: string;
}

const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** An endpoint of a plant, and one of the plant's identities that it is to use. */
async function setUp(
  name: string,
  { city = 'rotterdam', identity = 'cloud', ...rest }: Options = {},
) {
  const all = simulatedPlans({ scenario: 'factory', ...rest });
  const { resources } = all.simulator.world;
  const found = await all.clock.run(all.instance(`aio-${city}-01`));
  const { tenantId, instanceId, tools } = found;
  const identityId = found.identity(`id-${city}-${identity}`);
  const endpointId = `${instanceId}/dataflowEndpoints/${name}`;
  const target = { tenantId, instanceId, identityId, endpointId };
  const prepare = () => all.clock.run(prepareUseIdentityInEndpoint(tools, target, all.context));
  return {
    ...all,
    target,
    azure: tools.azure,
    prepare,
    use: async () => {
      const prepared = await prepare();
      return all.clock.run(all.run(prepared));
    },
    stored: () => objectOf(resources.get(endpointId)?.body),
    /** Replaces properties of the endpoint. */
    set(properties: JsonObject) {
      const before = resources.get(endpointId);
      if (!before) throw new Error(`There is no endpoint ${name}.`);
      resources.put(endpointId, before.type, before.tenantId, {
        ...before.body,
        properties: { ...objectOf(before.body['properties']), ...properties },
      });
    },
    ids: () => objectOf(at(resources.get(identityId)?.body, 'properties')),
  };
}

const settingsOf = (body: unknown, settings: string): JsonObject =>
  objectOf(at(body, 'properties', settings));

const withoutLogin = (settings: JsonObject): JsonObject => ({
  ...settings,
  authentication: undefined,
});

const sasl = {
  method: 'Sasl',
  saslSettings: { saslType: 'Plain', secretRef: 'historian' },
} as const;
const certificate = {
  method: 'X509Certificate',
  x509CertificateSettings: { secretRef: 'grid-certificate' },
} as const;
const token = { method: 'AccessToken', accessTokenSettings: { secretRef: 'lake-token' } } as const;
const system = {
  method: 'SystemAssignedManagedIdentity',
  systemAssignedManagedIdentitySettings: { audience: 'https://example.com' },
} as const;

describe('using a managed identity in a data flow endpoint', () => {
  it.each([
    ['lake', 'dataLakeStorageSettings', token, 'https://storage.azure.com/.default'],
    ['lake', 'dataLakeStorageSettings', system, 'https://storage.azure.com/.default'],
    ['explorer', 'dataExplorerSettings', system, undefined],
    ['onelake', 'fabricOneLakeSettings', system, undefined],
    ['event-hubs', 'kafkaSettings', sasl, undefined],
    ['event-hubs', 'kafkaSettings', certificate, undefined],
    ['event-grid', 'mqttSettings', certificate, 'https://eventgrid.azure.net/.default'],
  ] as const)(
    'changes only the authentication of %s in %s from %j',
    async (name, settings, before, scope) => {
      const azure = await setUp(name);
      azure.set({
        [settings]: { ...settingsOf(azure.stored(), settings), authentication: before },
      });
      const was = azure.stored();
      const { run, sent, planned } = await azure.use();
      expect(run.failure).toBeUndefined();
      expect(planned).toHaveLength(1);
      expect(sent.map(toLine)).toEqual([`PUT dataflowEndpoints/${name}`]);
      const { clientId, tenantId } = azure.ids();
      const now = azure.stored();
      expect(settingsOf(now, settings)['authentication']).toEqual({
        method: 'UserAssignedManagedIdentity',
        userAssignedManagedIdentitySettings: {
          clientId,
          tenantId,
          ...(scope === undefined ? {} : { scope }),
        },
      });
      expect(withoutLogin(settingsOf(now, settings))).toEqual(
        withoutLogin(settingsOf(was, settings)),
      );
      expect(now['extendedLocation']).toEqual(was['extendedLocation']);

      const again = await azure.use();
      expect(again.planned).toEqual([]);
      expect(again.sent).toEqual([]);
      expect(again.run.outcome).toBe('succeeded');
    },
  );

  it('keeps what it does not know, and drops the settings of the former method', async () => {
    const azure = await setUp('event-hubs-sasl');
    azure.set({
      brandNew: { a: 1 },
      kafkaSettings: {
        ...settingsOf(azure.stored(), 'kafkaSettings'),
        acks: 'All',
        brandNew: [1, 2],
        authentication: { ...sasl, brandNew: true },
      },
    });
    const { sent } = await azure.use();
    const [put] = sent;
    expect(at(put?.body, 'properties', 'brandNew')).toEqual({ a: 1 });
    const kafka = settingsOf(put?.body, 'kafkaSettings');
    expect(kafka).toMatchObject({ acks: 'All', brandNew: [1, 2], tls: { mode: 'Enabled' } });
    expect(kafka['authentication']).toMatchObject({ brandNew: true });
    expect(kafka['authentication']).not.toHaveProperty('saslSettings');
    expect(put?.body).not.toHaveProperty('systemData');
    expect(at(put?.body, 'properties', 'provisioningState')).toBeUndefined();
  });

  it('says what is now and what will be then', async () => {
    const azure = await setUp('event-hubs-sasl');
    const { writes } = await azure.prepare();
    expect(writes[0]).toMatchObject({
      title: 'Let endpoint event-hubs-sasl log in with id-rotterdam-cloud',
      change: { now: 'SASL, secret historian', then: 'managed identity id-rotterdam-cloud' },
    });
  });

  it('keeps a scope that the user gave when it changes to another identity', async () => {
    const azure = await setUp('event-grid', { identity: 'secrets' });
    azure.set({
      mqttSettings: {
        ...settingsOf(azure.stored(), 'mqttSettings'),
        authentication: {
          method: 'UserAssignedManagedIdentity',
          userAssignedManagedIdentitySettings: {
            ...azure.ids(),
            clientId: '00000000-0000-4000-8000-00000000000f',
            scope: 'https://own.example/.default',
          },
        },
      },
    });
    await azure.use();
    expect(at(azure.stored(), 'properties', 'mqttSettings', 'authentication', own)).toMatchObject({
      clientId: azure.ids()['clientId'],
      scope: 'https://own.example/.default',
    });
  });

  it('puts what the official schema takes', async () => {
    const azure = await setUp('event-hubs-sasl');
    await azure.use();
    const checked = azure.schemas.checked.get(
      'Microsoft.IoTOperations/instances/dataflowEndpoints',
    );
    expect(checked).toBe(hasArmSchemas ? 1 : undefined);
  });
});

const own = 'userAssignedManagedIdentitySettings';

describe('what an endpoint will still lack', () => {
  const cautionsOf = async (name: string, options?: Options) =>
    (await (await setUp(name, options)).prepare()).cautions;

  it('is nothing where role, credential and assignment are there', async () => {
    expect(await cautionsOf('lake')).toEqual([]);
  });

  it('names the roles that are missing at the target, and does not forbid it', async () => {
    const azure = await setUp('historian', { city: 'bergen' });
    const { cautions } = await azure.prepare();
    expect(cautions).toEqual([
      expect.stringMatching(/id-bergen-cloud is not assigned to aio-bergen-01/),
      expect.stringMatching(/id-bergen-cloud has no role at namespaces\/bergen-hubs\./),
    ]);
    expect((await azure.use()).run.outcome).toBe('succeeded');
  });

  it('says that the federated credential is missing', async () => {
    expect(await cautionsOf('lake', { city: 'split' })).toEqual([
      expect.stringMatching(/cannot log in with id-split-cloud: no federated credential/),
      // The lake is not in this plant's group, so that nothing is inherited there.
      expect.stringMatching(/no role at storageAccounts\/stplantlake/),
    ]);
  });

  it('says that the identity was created anew', async () => {
    expect((await cautionsOf('lake', { city: 'ostrava' }))?.[0]).toMatch(
      /deleted and created again/,
    );
  });

  it.each([
    ['explorer', /database of Azure Data Explorer grants it/],
    ['onelake', /workspace of Microsoft Fabric grants it/],
    ['event-hubs-sasl', /could not be checked\. .* legacy-hubs\.servicebus\.windows\.net/],
    ['event-grid', /no role at namespaces\/plant\./],
  ])('says of %s where it is decided', async (name, words) => {
    expect(await cautionsOf(name)).toEqual([expect.stringMatching(words)]);
  });
});

describe('what is refused before the first write', () => {
  it.each([
    ['default', {}, /local broker, and is left alone/],
    ['local', {}, /takes no managed identity/],
    ['telemetry', {}, /takes no managed identity/],
    ['nothing', {}, /does not exist/],
    ['lake', { identity: 'nobody' }, /does not exist/],
  ])('%s of %o', async (name, options, message) => {
    const azure = await setUp(name, options);
    azure.writes();
    await expect(azure.prepare()).rejects.toThrow(message);
    expect(azure.writes()).toEqual([]);
  });

  it('an endpoint that somebody else is changing', async () => {
    const azure = await setUp('event-hubs-sasl');
    azure.set({ provisioningState: 'Updating' });
    await expect(azure.prepare()).rejects.toThrow(/being changed at the moment \(Updating\)/);
  });

  it('an endpoint of a cluster that is offline', async () => {
    const azure = await setUp('event-hubs-sasl');
    const { resources } = azure.simulator.world;
    const [cluster] = resources
      .ofType('Microsoft.Kubernetes/connectedClusters')
      .filter(({ name }) => name === 'arc-rotterdam-01');
    if (!cluster) throw new Error('There is no cluster.');
    const properties = { ...objectOf(cluster.body['properties']), connectivityStatus: 'Offline' };
    resources.put(cluster.id, cluster.type, cluster.tenantId, { ...cluster.body, properties });
    await expect(azure.prepare()).rejects.toThrow(/not connected/);
  });

  it('a reader, by the actions that they lack', async () => {
    const azure = await setUp('event-hubs-sasl', { who: 'reader' });
    azure.writes();
    expect(await whatLacks(azure.prepare())).toMatch(
      /dataflowEndpoints\/write on dataflowEndpoints\/event-hubs-sasl; .*deploy\/action/,
    );
    expect(azure.writes()).toEqual([]);
  });
});

describe('the endpoints of an instance', () => {
  it('are told apart by whether they can use an identity, and why not', async () => {
    const all = await setUp('lake');
    const { instanceId } = all.target;
    const found = await all.clock.run(listEndpoints(all.azure, instanceId, all.context));
    const identity = 'managed identity id-rotterdam-cloud';
    expect(
      Object.fromEntries(found.map(({ name, words, problem }) => [name, problem ?? words])),
    ).toEqual({
      default: 'leads to the local broker, and is left alone',
      'event-grid': identity,
      'event-hubs': identity,
      'event-hubs-sasl': 'SASL, secret historian',
      explorer: identity,
      lake: identity,
      local: 'takes no managed identity',
      onelake: 'system-assigned managed identity',
      telemetry: 'takes no managed identity',
    });
  });
});
