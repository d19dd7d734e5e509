import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { ClientSecretCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringAt } from '../../../../src/core/model/json';
import { serve, type Served } from './served';

let served: Served;
let credential: ClientSecretCredential;
beforeAll(async () => {
  served = await serve();
  const { tenantId, login, httpClient } = served;
  credential = new ClientSecretCredential(tenantId, login.clientId, login.clientSecret, {
    httpClient,
  });
});
afterAll(() => served[Symbol.asyncDispose]());

/** Pollers of the SDK wait in real time. */
const quick = { updateIntervalInMs: 1 } as const;

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const group = (): string => {
  const [found] = served.simulator.world.resourceGroups.values();
  return found?.name ?? '';
};

describe('@azure/identity', () => {
  it.each([
    'https://management.azure.com/.default',
    'https://management.core.windows.net//.default',
    'https://vault.azure.net/.default',
  ])('logs in for %s', async (scope) => {
    const token = await credential.getToken(scope);
    expect(token.token.split('.')).toHaveLength(3);
    expect(token.expiresOnTimestamp).toBeGreaterThan(Date.now());
  });

  it('is refused with the wrong secret, by Entra’s code', async () => {
    const { tenantId, login, httpClient } = served;
    const wrong = new ClientSecretCredential(tenantId, login.clientId, 'wrong', { httpClient });
    await expect(wrong.getToken('https://management.azure.com/.default')).rejects.toThrow(
      'AADSTS7000215',
    );
  });

  it('is refused for a resource that nobody knows', async () => {
    await expect(credential.getToken('https://elsewhere.example/.default')).rejects.toThrow(
      'AADSTS500011',
    );
  });
});

describe('@azure/arm-msi', () => {
  const client = () =>
    new ManagedServiceIdentityClient(credential, served.subscriptionId, {
      httpClient: served.httpClient,
    });

  it('creates, reads, lists and deletes identities and their credentials', async () => {
    const { userAssignedIdentities, federatedIdentityCredentials } = client();
    const made = await userAssignedIdentities.createOrUpdate(group(), 'id-wire', {
      location: 'westeurope',
      tags: { made: 'by the SDK' },
    });
    expect(made).toMatchObject({ name: 'id-wire', tags: { made: 'by the SDK' } });
    expect(made.clientId).not.toBe(made.principalId);
    expect(await userAssignedIdentities.get(group().toUpperCase(), 'ID-WIRE')).toMatchObject({
      id: made.id,
    });
    const names = await collect(userAssignedIdentities.listBySubscription());
    expect(names.map(({ name }) => name)).toContain('id-wire');

    const trust = {
      issuer: 'https://issuer.example/a/',
      audiences: ['api://AzureADTokenExchange'],
    };
    await federatedIdentityCredentials.createOrUpdate(group(), 'id-wire', 'first', {
      ...trust,
      subject: 'system:serviceaccount:ns:sa',
    });
    await expect(
      federatedIdentityCredentials.createOrUpdate(group(), 'id-wire', 'second', {
        ...trust,
        subject: 'system:serviceaccount:ns:sa',
      }),
    ).rejects.toMatchObject({ statusCode: 409 });
    expect(await collect(federatedIdentityCredentials.list(group(), 'id-wire'))).toMatchObject([
      { name: 'first', issuer: trust.issuer, audiences: trust.audiences },
    ]);
    await federatedIdentityCredentials.delete(group(), 'id-wire', 'first');
    await userAssignedIdentities.delete(group(), 'id-wire');
    await expect(userAssignedIdentities.get(group(), 'id-wire')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
  });
});

describe('a service that wants to know more of the caller', () => {
  it('gets a token for the claims in its challenge', async () => {
    const { httpClient, simulator, subscriptionId } = served;
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1764633600"}}}';
    const challenge = `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
    simulator.failNext('GET', /userAssignedIdentities$/, {
      status: 401,
      code: 'TokenIssuedBeforeRevocationTimestamp',
      headers: { 'www-authenticate': challenge },
    });
    const client = new ManagedServiceIdentityClient(credential, subscriptionId, { httpClient });
    const before = served.exchanges.length;
    expect(await collect(client.userAssignedIdentities.listBySubscription())).not.toHaveLength(0);
    const since = served.exchanges.slice(before).map(({ host, status, requestBody }) => {
      const sent = stringAt(requestBody, 'claims');
      return [host, status, sent !== undefined && sent.includes('"nbf"')];
    });
    const arm = 'management.azure.com';
    expect(since.filter(([host]) => host === arm)).toEqual([
      [arm, 401, false],
      [arm, 200, false],
    ]);
    expect(since).toContainEqual(['login.microsoftonline.com', 200, true]);
  });
});

describe('@azure/arm-keyvault and @azure/keyvault-secrets', () => {
  it('creates a vault, keeps secrets in it, deletes and recovers it', async () => {
    const { vaults } = new KeyVaultManagementClient(credential, served.subscriptionId, {
      httpClient: served.httpClient,
    });
    const { tenantId, httpClient } = served;
    expect(
      await vaults.checkNameAvailability({
        name: 'kv-wire-1',
        type: 'Microsoft.KeyVault/vaults',
      }),
    ).toMatchObject({ nameAvailable: true });
    const vault = await vaults.createOrUpdate(
      group(),
      'kv-wire-1',
      {
        location: 'westeurope',
        properties: {
          tenantId,
          sku: { family: 'A', name: 'standard' },
          enableRbacAuthorization: true,
          softDeleteRetentionInDays: 7,
        },
      },
      quick,
    );
    expect(vault.properties.vaultUri).toBe('https://kv-wire-1.vault.azure.net/');

    const secrets = new SecretClient(vault.properties.vaultUri ?? '', credential, { httpClient });
    await secrets.setSecret('broker-password', 'one');
    const second = await secrets.setSecret('broker-password', 'two', { contentType: 'text/plain' });
    expect(await secrets.getSecret('broker-password')).toMatchObject({
      value: 'two',
      properties: { version: second.properties.version, contentType: 'text/plain' },
    });
    expect((await collect(secrets.listPropertiesOfSecrets())).map(({ name }) => name)).toEqual([
      'broker-password',
    ]);
    expect(await collect(secrets.listPropertiesOfSecretVersions('broker-password'))).toHaveLength(
      2,
    );
    await secrets.updateSecretProperties('broker-password', second.properties.version ?? '', {
      enabled: false,
    });
    await expect(secrets.getSecret('broker-password')).rejects.toMatchObject({ statusCode: 403 });
    await secrets.beginDeleteSecret('broker-password', { intervalInMs: 1 });
    await expect(secrets.setSecret('broker-password', 'three')).rejects.toMatchObject({
      statusCode: 409,
    });
    await secrets.beginRecoverDeletedSecret('broker-password', { intervalInMs: 1 });

    await vaults.delete(group(), 'kv-wire-1');
    expect((await collect(vaults.listDeleted())).map(({ name }) => name)).toContain('kv-wire-1');
    expect(
      await vaults.checkNameAvailability({
        name: 'kv-wire-1',
        type: 'Microsoft.KeyVault/vaults',
      }),
    ).toMatchObject({ nameAvailable: false });
  });

  it('asks for a token first, as the challenge says', () => {
    const challenged = served.exchanges.filter(
      ({ host, status }) => host.endsWith('.vault.azure.net') && status === 401,
    );
    expect(challenged[0]).toMatchObject({ host: 'kv-wire-1.vault.azure.net' });
    expect(challenged[0]?.responseHeaders?.['www-authenticate']).toBe(
      `Bearer authorization="https://login.microsoftonline.com/${served.tenantId}", resource="https://vault.azure.net"`,
    );
  });
});

it('keeps secrets and tokens out of its notes', async () => {
  const { token } = await credential.getToken('https://management.azure.com/.default');
  const notes = JSON.stringify(served.exchanges);
  expect(notes).toContain('/oauth2/v2.0/token');
  for (const secret of [served.login.clientSecret, token, '"two"']) {
    expect(notes).not.toContain(secret);
  }
});
