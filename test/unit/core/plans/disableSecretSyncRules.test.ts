import { beforeAll, describe, expect, it } from 'vitest';
import { stringAt } from '../../../../src/core/model/json';
import { loadSdks } from '../../../builders/azure';
import {
  aForeignClass,
  anAssignment,
  aStoredCredential,
  getStored,
  setStoredProperties,
  textOf,
} from '../../../fakes/neighbours';
import { toLine } from '../../../fakes/simulatedPlans';
import { becauseOf, disablingOf } from './disableFixture';
import { whatLacks } from '../../../fakes/whatLacks';

beforeAll(loadSdks);

const classType = 'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses';
const secretsUser = '4633458b-17de-408a-b874-0445c86b69e6';

/** Rotterdam, with secrets that sync, an endpoint that uses one, and nobody else beside it. */
async function rotterdam(options = {}) {
  const azure = await disablingOf('aio-rotterdam-01', options);
  const { world } = azure;
  const instance = getStored(world, 'Microsoft.IoTOperations/instances', 'aio-rotterdam-01');
  const ownId =
    stringAt(instance.body, 'properties', 'defaultSecretProviderClassRef', 'resourceId') ?? '';
  const own = getStored(world, classType, ownId.split('/').at(-1) ?? '');
  const identity = getStored(
    world,
    'Microsoft.ManagedIdentity/userAssignedIdentities',
    'id-rotterdam-secrets',
  );
  const vaultId = azure.vault('kv-rotterdam-plant');
  const principalId = textOf(identity, 'principalId');
  const locationId = stringAt(instance.body, 'extendedLocation', 'name') ?? '';
  /** For the index to know what was just made. */
  const settle = () => azure.clock.run(() => azure.clock.sleep(60_000));
  return { ...azure, own, identity, vaultId, principalId, locationId, settle };
}

const linesOf = (sent: Parameters<typeof toLine>[0][], what: string) =>
  sent.map(toLine).filter((line) => line.includes(what));

describe('what stays when secret synchronization is disabled', () => {
  it('is every provider class of somebody else, with its secrets', async () => {
    const azure = await disablingOf('aio-utrecht-01');
    const { run, sent, kept } = await azure.disable();
    expect(run.outcome).toBe('succeeded');
    expect(linesOf([...sent], 'aio-opc-ua')).toEqual([]);
    expect(linesOf([...sent], 'DELETE')).toHaveLength(2);
    for (const part of ['trust-list', 'issuer-list', 'client-certificate']) {
      expect(becauseOf(kept, `provider class aio-opc-ua-broker-${part}`)).toContain(
        `its secrets stay, too: aio-opc-ua-broker-${part}`,
      );
    }
  });

  it('is the credential, and the roles, while such a class logs in by them', async () => {
    const azure = await disablingOf('aio-utrecht-01');
    const { parts } = await azure.survey();
    expect(parts).toEqual([]);
    const { sent, kept } = await azure.disable();
    expect(linesOf([...sent], 'federatedIdentityCredentials')).toEqual([]);
    expect(linesOf([...sent], 'roleAssignments')).toEqual([]);
    expect(becauseOf(kept, 'Federated credential')).toContain('aio-opc-ua-broker-trust-list');
    expect(becauseOf(kept, 'Key Vault Secrets User')).toContain('for the same vault');
  });

  it('is the credential while another location of the same namespace needs it', async () => {
    const azure = await rotterdam();
    const { world, own, locationId } = azure;
    const location = getStored(
      world,
      'Microsoft.ExtendedLocation/customLocations',
      locationId.split('/').at(-1) ?? '',
    );
    const twin = world.resources.put(
      `${location.id}-twin`,
      location.type,
      location.tenantId,
      location.body,
    );
    aForeignClass(world, own, { name: 'twin', locationId: twin.id, keyvaultName: 'kv-other' });
    await azure.settle();
    const { sent, kept } = await azure.disable();
    expect(linesOf([...sent], 'federatedIdentityCredentials')).toEqual([]);
    expect(linesOf([...sent], 'roleAssignments')).toHaveLength(2);
    expect(becauseOf(kept, 'Federated credential')).toContain('twin');
  });

  it('is the roles while a class on any other cluster names the vault by the identity', async () => {
    const azure = await rotterdam();
    const { world, own } = azure;
    const other = getStored(world, 'Microsoft.IoTOperations/instances', 'aio-hamburg-01');
    const locationId = stringAt(other.body, 'extendedLocation', 'name') ?? '';
    aForeignClass(world, own, { name: 'far-away', locationId });
    await azure.settle();
    const { sent, kept } = await azure.disable();
    expect(linesOf([...sent], 'roleAssignments')).toEqual([]);
    expect(linesOf([...sent], 'federatedIdentityCredentials')).toHaveLength(1);
    expect(becauseOf(kept, 'Key Vault Reader')).toContain('far-away');
    expect(becauseOf(kept, 'Managed identity')).toContain('far-away');
  });

  it('is not the roles while such a class names another vault', async () => {
    const azure = await rotterdam();
    const other = getStored(azure.world, 'Microsoft.IoTOperations/instances', 'aio-hamburg-01');
    const locationId = stringAt(other.body, 'extendedLocation', 'name') ?? '';
    aForeignClass(azure.world, azure.own, { name: 'x', locationId, keyvaultName: 'kv-other' });
    await azure.settle();
    expect(linesOf([...(await azure.disable()).sent], 'roleAssignments')).toHaveLength(2);
  });

  it('is what the class that was made a second ago on the same location needs', async () => {
    const azure = await rotterdam();
    // The index does not know it yet.
    aForeignClass(azure.world, azure.own, { name: 'brand-new' });
    const { sent, kept } = await azure.disable();
    expect(linesOf([...sent], 'federatedIdentityCredentials')).toEqual([]);
    expect(linesOf([...sent], 'roleAssignments')).toEqual([]);
    expect(becauseOf(kept, 'Federated credential')).toContain('brand-new');
  });

  it('is each inherited role assignment, and each at another scope', async () => {
    const azure = await rotterdam();
    const { world, vaultId, principalId } = azure;
    const group = vaultId.replace(/\/providers\/.*$/, '');
    anAssignment(world, group, principalId, secretsUser);
    const { sent, kept } = await azure.disable();
    expect(linesOf([...sent], 'roleAssignments')).toHaveLength(2);
    expect(world.resources.under(group).map(({ id }) => id)).toContainEqual(
      expect.stringContaining(`${group}/providers/Microsoft.Authorization/roleAssignments/`),
    );
    expect(becauseOf(kept, 'Key Vault Secrets User')).toContain('not assigned at the vault itself');
  });

  it('is a role at the vault that is another one, or has a condition', async () => {
    const azure = await rotterdam();
    const { world, vaultId, principalId } = azure;
    const officer = anAssignment(
      world,
      vaultId,
      principalId,
      'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
    );
    const conditioned = anAssignment(world, vaultId, principalId, secretsUser, '@Resource[x]');
    const { kept } = await azure.disable();
    expect(world.resources.get(officer.id)).toBeDefined();
    expect(world.resources.get(conditioned.id)).toBeDefined();
    expect(becauseOf(kept, 'Another role')).toBe('not assigned for secret synchronization');
  });

  it('is each credential for another cluster or another service account', async () => {
    const azure = await rotterdam();
    const { world, identity } = azure;
    const [own] = world.resources
      .under(identity.id)
      .filter(({ id }) => id.includes('federatedIdentityCredentials'));
    const issuer = textOf(own, 'issuer');
    const subject = textOf(own, 'subject');
    const others = [
      { issuer: 'https://issuer.example/another/', subject },
      { issuer, subject: subject.replace('aio-ssc-sa', 'aio-dataflow') },
      { issuer, subject: subject.replace('azure-iot-operations', 'another') },
    ].map((content, index) => aStoredCredential(world, identity.id, `other-${index}`, content));
    const { sent, kept } = await azure.disable();
    expect(linesOf([...sent], 'federatedIdentityCredentials')).toHaveLength(1);
    for (const { id } of others) expect(world.resources.get(id)).toBeDefined();
    expect(becauseOf(kept, '3 other federated credentials')).toContain('other clusters');
  });

  it('is not a second credential that differs by the slash at the end of the issuer', async () => {
    const azure = await rotterdam();
    const { world, identity } = azure;
    const [own] = world.resources
      .under(identity.id)
      .filter(({ id }) => id.includes('federatedIdentityCredentials'));
    const issuer = textOf(own, 'issuer');
    const flipped = issuer.endsWith('/') ? issuer.slice(0, -1) : `${issuer}/`;
    aStoredCredential(world, identity.id, 'flipped', {
      issuer: flipped,
      subject: textOf(own, 'subject'),
    });
    const { run, sent } = await azure.disable();
    expect(run.outcome).toBe('succeeded');
    expect(linesOf([...sent], 'federatedIdentityCredentials')).toHaveLength(2);
  });

  it('is the key vault with its secrets, and the identity', async () => {
    const azure = await rotterdam();
    const { kept } = await azure.disable();
    expect(azure.world.resources.get(azure.vaultId)).toBeDefined();
    expect(azure.world.secrets.get('kv-rotterdam-plant')?.size).toBeGreaterThan(0);
    expect(azure.world.resources.get(azure.identity.id)).toBeDefined();
    expect(becauseOf(kept, 'Key vault kv-rotterdam-plant')).toBe('with all of its secrets');
    expect(becauseOf(kept, 'Managed identity id-rotterdam-secrets')).toBeDefined();
  });

  it('is each identity in the map of the instance', async () => {
    const azure = await disablingOf('aio-recife-01');
    const before = azure.world.resources.get(azure.instanceId)?.body['identity'];
    const { run } = await azure.disable();
    expect(run.outcome).toBe('succeeded');
    expect(azure.world.resources.get(azure.instanceId)?.body['identity']).toEqual(before);
    // The other use of the same identity stays, too.
    const left = azure.world.resources
      .under(azure.identity('id-recife-shared'))
      .map(({ body }) => stringAt(body, 'properties', 'subject') ?? '');
    expect(left).toEqual(['system:serviceaccount:aio-prod:aio-dataflow']);
  });

  it('is the credential and the roles when it cannot be told who else needs them', async () => {
    const azure = await rotterdam();
    azure.simulator.failNext(
      'POST',
      '/Microsoft.ResourceGraph/',
      { status: 403, code: 'AuthorizationFailed', message: 'no' },
      1_000,
    );
    const { parts } = await azure.survey({
      vaultId: azure.vaultId,
      identityId: azure.identity.id,
    });
    expect(parts).toEqual([]);
    const { kept } = await azure.prepare({
      vaultId: azure.vaultId,
      identityId: azure.identity.id,
    });
    expect(becauseOf(kept, 'Federated credential')).toContain('could not be told');
    expect(becauseOf(kept, 'Key Vault Reader')).toContain('could not be told');
  });

  it('is what an identity or a vault had that is gone or cannot be seen', async () => {
    const lille = await disablingOf('aio-lille-01');
    expect(becauseOf((await lille.prepare()).kept, 'identity with client id')).toContain(
      'look yourself',
    );
    const aarhus = await disablingOf('aio-aarhus-01');
    expect(
      becauseOf((await aarhus.prepare()).kept, 'Roles on key vault kv-aarhus-plant'),
    ).toContain('look yourself');
  });

  it('is a class that the default reference does not name, though it looks like ours', async () => {
    const azure = await disablingOf('aio-sofia-01');
    const classes = azure.world.resources.ofType(classType).length;
    const { run, kept } = await azure.disable();
    expect(run.outcome).toBe('succeeded');
    expect(azure.world.resources.ofType(classType)).toHaveLength(classes - 1);
    expect(kept.filter(({ title }) => title.startsWith('Secret provider class'))).toHaveLength(2);
  });

  it('is all but the reference when the class that it names is gone', async () => {
    const azure = await disablingOf('aio-riga-01');
    const { run, writes } = await azure.disable({ remove: [] });
    expect(run.outcome).toBe('succeeded');
    expect(writes.map(({ method }) => method)).toEqual(['PUT']);
  });
});

describe('what is to be known before', () => {
  it('is that the Kubernetes secrets go, and which data flow endpoints stop', async () => {
    const { cautions } = await (await rotterdam()).prepare();
    expect(cautions).toEqual([
      expect.stringMatching(/^The Kubernetes secret goes, too.* It is historian$/),
      expect.stringMatching(/^1 data flow endpoint stops.* It is event-hubs-sasl$/),
    ]);
  });

  it('is that it could not be read which ones use them', async () => {
    const azure = await rotterdam();
    azure.simulator.failNext('GET', '/dataflowEndpoints', { status: 403, code: 'Forbidden' }, 9);
    expect((await azure.prepare()).cautions[1]).toContain('could not be read');
  });
});

describe('what keeps it from being disabled', () => {
  it.each([
    ['aio-munich-02', /Cluster arc-munich-02 is not connected.*let go of by Kubernetes/],
    ['aio-seville-01', /not connected/],
    ['aio-essen-01', /is disabled/],
  ])('%s: is said before anything is asked or written', async (name, words) => {
    const azure = await disablingOf(name);
    azure.writes();
    await expect(azure.survey()).rejects.toThrow(words);
    await expect(azure.prepare()).rejects.toThrow(words);
    expect(azure.writes()).toEqual([]);
  });

  it('is not the cluster when nothing of it is left to reach', async () => {
    const azure = await rotterdam();
    await azure.disable({ remove: [] });
    const cluster = getStored(
      azure.world,
      'Microsoft.Kubernetes/connectedClusters',
      'arc-rotterdam-01',
    );
    setStoredProperties(azure.world, cluster.id, { connectivityStatus: 'Offline' });
    const { run, writes } = await azure.disable({
      vaultId: azure.vaultId,
      identityId: azure.identity.id,
    });
    expect(run.outcome).toBe('succeeded');
    expect(writes).toHaveLength(3);
  });

  it.each([
    ['reader', /instances\/write.*secretSyncs\/delete on secretSyncs\/historian/],
    ['contributor', /roleAssignments\/delete on vaults\/kv-rotterdam-plant/],
    ['customRole', /secretSyncs\/delete.*federatedIdentityCredentials\/delete/],
  ])('a %s is told what is missing, before the first write', async (who, words) => {
    const azure = await rotterdam({ who });
    azure.writes();
    expect(await whatLacks(azure.prepare())).toMatch(words);
    expect(azure.writes()).toEqual([]);
  });

  it('is no lacking right for what is kept: what may not be deleted is not proposed', async () => {
    const azure = await rotterdam({ who: 'contributor' });
    const { parts } = await azure.survey();
    const [credential, ...rest] = parts;
    const roles = rest.slice(0, 2);
    expect(credential?.isProposed).toBe(true);
    expect(roles.every(({ title }) => title.startsWith('Key Vault'))).toBe(true);
    for (const { isProposed, detail } of roles) {
      expect(isProposed).toBe(false);
      expect(detail).toContain('your account may not delete it');
    }
    const remove = parts.filter(({ isProposed }) => isProposed).map(({ id }) => id);
    const { run } = await azure.disable({ remove });
    expect(run.outcome).toBe('succeeded');
  });

  it('is that what was agreed to can no longer be judged', async () => {
    const azure = await rotterdam();
    const prepared = await azure.prepare();
    const refusal = { status: 403, code: 'AuthorizationFailed', message: 'no' };
    azure.simulator.failNext('POST', '/Microsoft.ResourceGraph/', refusal, 1_000);
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    expect(run.failure?.message).toContain('or that could not be told');
    expect([run.outcome, sent]).toEqual(['failed', []]);
  });

  it('is something that came up after the review', async () => {
    const azure = await rotterdam();
    const prepared = await azure.prepare();
    const sync = getStored(azure.world, 'Microsoft.SecretSyncController/secretSyncs', 'historian');
    const own = azure.world.resources
      .ofType(sync.type)
      .find(({ body }) => stringAt(body, 'extendedLocation', 'name') === azure.locationId);
    if (!own) throw new Error('There is no secret.');
    azure.world.resources.put(own.id.replace(/[^/]+$/, 'unseen'), own.type, own.tenantId, own.body);
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    expect(run.outcome).toBe('failed');
    expect(run.failure?.message).toContain('Synchronized secret unseen');
    expect(sent).toEqual([]);
  });
});
