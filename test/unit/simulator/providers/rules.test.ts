import { beforeEach, describe, expect, it } from 'vitest';
import { at, stringAt, type JsonObject } from '../../../../src/core/model/json';
import { anAzure, type Answer, type TestAzure } from '../anAzure';

let azure: TestAzure;
beforeEach(() => {
  azure = anAzure();
});

const outcome = ({ status, body }: Answer): readonly [number, string | undefined] => [
  status,
  stringAt(body, 'error', 'code') ?? stringAt(body, 'code'),
];

const only = (type: string) => {
  const [found] = azure.simulator.world.resources.ofType(type);
  if (!found) throw new Error(`There is no ${type}.`);
  return found;
};

describe('what is deleted', () => {
  it('takes its children with it, at once or at the end of the operation', () => {
    const { world } = azure.simulator;
    const identity = only('Microsoft.ManagedIdentity/userAssignedIdentities');
    const instance = only('Microsoft.IoTOperations/instances');
    const credential = `${identity.id}/federatedIdentityCredentials/cred`;
    azure.call(`PUT ${credential}?api-version=2024-11-30`, {
      body: {
        properties: { issuer: 'https://i.example/', subject: 's', audiences: ['a'] },
      },
    });
    expect(world.resources.under(identity.id)).toHaveLength(1);
    expect(world.resources.under(instance.id).length).toBeGreaterThan(0);

    expect(azure.call(`DELETE ${identity.id}?api-version=2024-11-30`).status).toBe(200);
    expect(world.resources.under(identity.id)).toEqual([]);
    expect(azure.call(`GET ${credential}?api-version=2024-11-30`).status).toBe(404);

    expect(azure.call(`DELETE ${instance.id}?api-version=2025-10-01`).status).toBe(202);
    expect(world.resources.under(instance.id).length).toBeGreaterThan(0);
    azure.advance(60_000);
    azure.call(`GET ${instance.id}?api-version=2025-10-01`);
    expect(world.resources.under(instance.id)).toEqual([]);
  });
});

describe('federated identity credentials', () => {
  const version = 'api-version=2024-11-30';
  const trust = {
    issuer: 'https://issuer.example/1/',
    subject: 'system:serviceaccount:ns:sa',
    audiences: ['api://AzureADTokenExchange'],
  };
  const path = (name: string) =>
    `${only('Microsoft.ManagedIdentity/userAssignedIdentities').id}/federatedIdentityCredentials/${name}`;
  const put = (name: string, properties: JsonObject = trust) =>
    azure.call(`PUT ${path(name)}?${version}`, { body: { properties } });

  it('are made, then changed, under one name', () => {
    expect(put('cred-a').status).toBe(201);
    expect(put('cred-a').status).toBe(200);
    expect(put('cred-a', { ...trust, issuer: 'https://issuer.example/2/' })).toMatchObject({
      status: 200,
      body: { name: 'cred-a', properties: { issuer: 'https://issuer.example/2/' } },
    });
  });

  it('hold issuer and subject once an identity', () => {
    put('cred-a');
    expect(put('cred-b').status).toBe(409);
    expect(put('cred-b', { ...trust, issuer: 'https://issuer.example/1' }).status).toBe(201);
  });

  it('are 20 at most', () => {
    for (let index = 0; index < 20; index++) {
      expect(put(`c-${index}`, { ...trust, subject: `s-${index}` }).status).toBe(201);
    }
    expect(put('c-21', { ...trust, subject: 's-21' }).status).toBeGreaterThanOrEqual(400);
    expect(put('c-1', { ...trust, subject: 's-changed' }).status).toBe(200);
  });

  it('need exactly one audience', () => {
    expect(put('cred-a', { ...trust, audiences: [] }).status).toBe(400);
    expect(put('cred-a', { ...trust, audiences: ['a', 'b'] }).status).toBe(400);
  });

  it('take one writer at a time', async () => {
    const { token } = azure.simulator.tokenFor(
      azure.tenantId,
      'https://management.azure.com/.default',
    );
    const send = (name: string) =>
      azure.simulator.send({
        method: 'PUT',
        url: new URL(`https://management.azure.com${path(name)}?${version}`),
        headers: new Map([['authorization', `Bearer ${token}`]]),
        body: JSON.stringify({ properties: { ...trust, subject: name } }),
      });
    const both = await Promise.all([send('cred-a'), send('cred-b')]);
    const statuses = both.map((each) => (each.kind === 'answered' ? each.response.status : 0));
    expect(statuses.sort()).toEqual([201, 409]);
  });

  it('are 204 when they were not there to be deleted', () => {
    put('cred-a');
    expect(azure.call(`DELETE ${path('cred-a')}?${version}`).status).toBe(200);
    expect(azure.call(`DELETE ${path('cred-a')}?${version}`).status).toBe(204);
  });
});

describe('role assignments', () => {
  const version = 'api-version=2022-04-01';
  const secretsUser = '4633458b-17de-408a-b874-0445c86b69e6';
  const vault = () => only('Microsoft.KeyVault/vaults').id;
  const identity = () => only('Microsoft.ManagedIdentity/userAssignedIdentities');
  const role = (id: string) =>
    `/subscriptions/${azure.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${id}`;
  const put = (guid: string, principalId: string, who = 'operator', more: JsonObject = {}) =>
    azure.call(
      `PUT ${vault()}/providers/Microsoft.Authorization/roleAssignments/${guid}?${version}`,
      {
        body: {
          properties: {
            roleDefinitionId: role(secretsUser),
            principalId,
            principalType: 'ServicePrincipal',
            ...more,
          },
        },
        who,
      },
    );
  const principal = () => stringAt(identity().body, 'properties', 'principalId') ?? '';
  const guid = (digit: number) => `0000000${digit}-0000-4000-8000-000000000000`;

  it('give the role back in the form in which it was sent', () => {
    expect(put(guid(1), principal())).toMatchObject({
      status: 201,
      body: { properties: { roleDefinitionId: role(secretsUser), principalId: principal() } },
    });
  });

  it('exist once for role, principal and scope', () => {
    put(guid(1), principal());
    expect(outcome(put(guid(2), principal()))).toEqual([409, 'RoleAssignmentExists']);
  });

  it('change nothing but condition and description, which an empty text takes away', () => {
    const condition = "@Resource[name] StringEquals 'x'";
    const first = put(guid(1), principal(), 'operator', { condition, conditionVersion: '2.0' });
    expect(first.body).toMatchObject({ properties: { condition, conditionVersion: '2.0' } });
    expect(outcome(put(guid(2), principal()))).toEqual([409, 'RoleAssignmentExists']);
    const edited = put(guid(1), principal(), 'operator', {
      condition: '',
      conditionVersion: '',
      description: 'for secrets',
    });
    expect(edited).toMatchObject({
      status: 200,
      body: {
        properties: { condition: null, conditionVersion: null, description: 'for secrets' },
      },
    });
  });

  it('do not know a fresh identity for a while', () => {
    const made = azure.call(
      `PUT ${azure.groupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-new?api-version=2024-11-30`,
      { body: { location: 'westeurope' } },
    );
    const fresh = stringAt(made.body, 'properties', 'principalId') ?? '';
    expect(outcome(put(guid(1), fresh))).toEqual([400, 'PrincipalNotFound']);
    azure.advance(60_000);
    expect(put(guid(1), fresh).status).toBe(201);
  });

  it('are not for everybody to write', () => {
    expect(outcome(put(guid(1), principal(), 'contributor'))).toEqual([403, 'AuthorizationFailed']);
    expect(put(guid(1), principal(), 'vaultAccessAdmin').status).toBe(201);
  });

  it('are listed for a principal, with those from above', () => {
    put(guid(1), principal());
    const list = (filter: string) =>
      at(
        azure.call(
          `GET ${vault()}/providers/Microsoft.Authorization/roleAssignments?$filter=${encodeURIComponent(filter)}&${version}`,
        ).body,
        'value',
      );
    expect(list(`principalId eq '${principal()}'`)).toHaveLength(1);
    expect(list('atScope()')).not.toHaveLength(0);
  });
});

describe('connected clusters', () => {
  const version = 'api-version=2026-05-01';
  const cluster = () => only('Microsoft.Kubernetes/connectedClusters');
  const read = (apiVersion = version) => azure.call(`GET ${cluster().id}?${apiVersion}`).body;

  it('take back all that they gave, and nothing less', () => {
    const body = read();
    expect([200, 201, 202]).toContain(
      azure.call(`PUT ${cluster().id}?${version}`, { body }).status,
    );
    azure.advance(60_000);
    expect(read()).toMatchObject({ properties: { oidcIssuerProfile: { enabled: true } } });
    expect(
      azure.call(`PUT ${cluster().id}?${version}`, {
        body: { location: 'westeurope', identity: { type: 'SystemAssigned' }, properties: {} },
      }).status,
    ).toBe(400);
  });

  it('show an old client nothing of what it does not know, and lose it by its PUT', () => {
    const old = read('api-version=2024-01-01');
    expect(old['properties']).not.toHaveProperty('oidcIssuerProfile');
    azure.call(`PUT ${cluster().id}?api-version=2024-01-01`, { body: old });
    azure.advance(60_000);
    expect(at(read(), 'properties', 'oidcIssuerProfile', 'enabled')).not.toBe(true);
  });

  it('publish their issuer minutes after the flag was set', () => {
    const dark = anAzure('factory');
    azure = dark;
    const found = dark.simulator.world.resources
      .ofType('Microsoft.Kubernetes/connectedClusters')
      .find(({ name }) => name === 'arc-lyon-01');
    const get = () => dark.call(`GET ${found?.id ?? ''}?${version}`).body;
    const { properties, ...rest } = get();
    const flags = {
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: true } },
    };
    dark.call(`PUT ${found?.id ?? ''}?${version}`, {
      body: { ...rest, properties: { ...(properties as JsonObject), ...flags } },
    });
    dark.advance(60_000);
    expect(stringAt(get(), 'properties', 'oidcIssuerProfile', 'issuerUrl')).toBeUndefined();
    dark.advance(10 * 60_000);
    const issuer = stringAt(get(), 'properties', 'oidcIssuerProfile', 'issuerUrl') ?? '';
    expect(issuer).toMatch(/^https:\/\//);
    const document = dark.call(
      `GET ${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
      { who: null },
    );
    expect(document).toMatchObject({ status: 200, body: { issuer } });
  });
});

describe('IoT Operations instances', () => {
  const version = 'api-version=2025-10-01';
  const instance = () => only('Microsoft.IoTOperations/instances');
  const read = () => azure.call(`GET ${instance().id}?${version}`).body;

  it('are replaced by a PUT: what is left out is gone', () => {
    const before = read();
    azure.call(`PUT ${instance().id}?${version}`, {
      body: { ...before, tags: { line: '4' }, properties: { ...(before['properties'] as object) } },
    });
    azure.advance(60_000);
    expect(read()['tags']).toEqual({ line: '4' });
    const without = { ...read() };
    Reflect.deleteProperty(without, 'tags');
    azure.call(`PUT ${instance().id}?${version}`, { body: without });
    azure.advance(60_000);
    expect(read()['tags'] ?? {}).toEqual({});
  });

  it('give identity keys back in the form in which they were sent', () => {
    const id = only('Microsoft.ManagedIdentity/userAssignedIdentities').id.toUpperCase();
    azure.call(`PUT ${instance().id}?${version}`, {
      body: {
        ...read(),
        identity: { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } },
      },
    });
    azure.advance(60_000);
    const identities = at(read(), 'identity', 'userAssignedIdentities') as JsonObject;
    expect(Object.keys(identities)).toEqual([id]);
    expect(stringAt(identities[id], 'clientId')).toMatch(/^[\da-f-]{36}$/);
  });

  it('need the right to deploy to their custom location', () => {
    const answer = azure.call(`PUT ${instance().id}?${version}`, { body: read(), who: 'reader' });
    expect(outcome(answer)).toEqual([403, 'AuthorizationFailed']);
  });
});

describe('key vaults', () => {
  const version = 'api-version=2026-02-01';
  const path = (name: string) => `${azure.groupId}/providers/Microsoft.KeyVault/vaults/${name}`;
  const put = (name: string, properties: JsonObject = {}) =>
    azure.call(`PUT ${path(name)}?${version}`, {
      body: {
        location: 'westeurope',
        properties: {
          tenantId: azure.tenantId,
          sku: { family: 'A', name: 'standard' },
          ...properties,
        },
      },
    });
  const state = (name: string) =>
    stringAt(azure.call(`GET ${path(name)}?${version}`).body, 'properties', 'provisioningState');

  it('have names that are unique in the world, of letters, digits and single hyphens', () => {
    expect(put('kv-ours').status).toBeLessThan(300);
    expect(put('1-kv').status).toBe(400);
    expect(put('kv--x').status).toBe(400);
  });

  it('get their name into DNS first', () => {
    put('kv-ours');
    expect(state('kv-ours')).toBe('RegisteringDns');
    azure.advance(60_000);
    expect(state('kv-ours')).toBe('Succeeded');
  });

  it('keep their name when they are deleted, and can be recovered', () => {
    put('kv-ours', { enableRbacAuthorization: true });
    azure.advance(60_000);
    expect([200, 202, 204]).toContain(azure.call(`DELETE ${path('kv-ours')}?${version}`).status);
    azure.advance(60_000);
    expect(azure.call(`GET ${path('kv-ours')}?${version}`).status).toBe(404);
    expect(put('kv-ours').status).toBe(409);
    expect(put('kv-ours', { createMode: 'recover' }).status).toBeLessThan(300);
    azure.advance(60_000);
    expect(state('kv-ours')).toBe('Succeeded');
  });

  it('are listed by clients that ask for managed HSMs, too', () => {
    const list = (type: string) =>
      azure.call(
        `GET /subscriptions/${azure.subscriptionId}/providers/Microsoft.KeyVault/${type}?api-version=2022-07-01`,
      );
    expect(list('deletedManagedHSMs')).toMatchObject({ status: 200, body: { value: [] } });
    expect(list('managedHSMs')).toMatchObject({ status: 200, body: { value: [] } });
  });

  it('go by roles from 2026-02-01 on unless told otherwise, by policies before', () => {
    put('kv-new');
    azure.call(`PUT ${path('kv-old')}?api-version=2023-07-01`, {
      body: {
        location: 'westeurope',
        properties: {
          tenantId: azure.tenantId,
          sku: { family: 'A', name: 'standard' },
          accessPolicies: [],
        },
      },
    });
    const mode = (name: string) =>
      at(azure.call(`GET ${path(name)}?${version}`).body, 'properties', 'enableRbacAuthorization');
    expect([mode('kv-new'), mode('kv-old')]).toEqual([true, false]);
  });
});

describe('provider classes', () => {
  const version = 'api-version=2024-08-21-preview';
  const path = () =>
    `${azure.groupId}/providers/Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses/spc-1`;

  const body = (): JsonObject => {
    const identity = only('Microsoft.ManagedIdentity/userAssignedIdentities');
    return {
      location: 'westeurope',
      extendedLocation: {
        name: only('Microsoft.ExtendedLocation/customLocations').id,
        type: 'CustomLocation',
      },
      properties: {
        clientId: stringAt(identity.body, 'properties', 'clientId') ?? '',
        keyvaultName: only('Microsoft.KeyVault/vaults').name,
        tenantId: azure.tenantId,
      },
    };
  };

  it('are accepted, then there; deleted with both poll headers', () => {
    const made = azure.call(`PUT ${path()}?${version}`, { body: body() });
    expect(made.status).toBe(201);
    expect(made.headers.get('azure-asyncoperation')).toBeDefined();
    azure.advance(60_000);
    const gone = azure.call(`DELETE ${path()}?${version}`);
    expect(gone.status).toBe(202);
    expect(gone.headers.get('location')).toContain('/operationResults/');
    azure.advance(60_000);
    expect(azure.call(`DELETE ${path()}?${version}`).status).toBe(204);
  });

  it('need the right to deploy to the custom location', () => {
    const answer = azure.call(`PUT ${path()}?${version}`, { body: body(), who: 'reader' });
    expect(answer.status).toBe(403);
  });

  it('need a vault name, a client id and a tenant', () => {
    const { properties, ...rest } = body();
    for (const name of ['clientId', 'keyvaultName', 'tenantId']) {
      const others = { ...(properties as JsonObject) };
      Reflect.deleteProperty(others, name);
      expect(
        azure.call(`PUT ${path()}?${version}`, { body: { ...rest, properties: others } }).status,
      ).toBe(400);
    }
  });
});
