import { beforeEach, describe, expect, it } from 'vitest';
import { at, objectsAt, stringAt } from '../../../../src/core/model/json';
import { anAzure, type TestAzure } from '../anAzure';

let azure: TestAzure;
beforeEach(() => {
  azure = anAzure();
});

const subscription = () => `/subscriptions/${azure.subscriptionId}`;

describe('what clients look up first', () => {
  it('describes the cloud to whoever asks, in the form of the version', () => {
    const of = (version: string) =>
      azure.call(`GET /metadata/endpoints?api-version=${version}`, { who: null });
    expect(stringAt(of('2022-09-01').body, 'authentication', 'loginEndpoint')).toBe(
      'https://login.microsoftonline.com',
    );
    expect(of('2019-05-01').body).toMatchObject([{ name: 'AzureCloud' }]);
    expect(stringAt(of('2015-01-01').body, 'galleryEndpoint')).toBeDefined();
  });

  it.each(['2019-11-01', '2022-12-01'])('lists subscriptions in version %s', (version) => {
    expect(azure.call(`GET /subscriptions?api-version=${version}`).body['value']).toMatchObject([
      { subscriptionId: azure.subscriptionId, tenantId: azure.tenantId, state: 'Enabled' },
    ]);
  });

  it('shows nothing to somebody without a role', () => {
    expect(
      azure.call('GET /subscriptions?api-version=2022-12-01', { who: 'stranger' }).body,
    ).toEqual({ value: [] });
  });

  it('knows a group under both spellings, by GET and HEAD', () => {
    const path = azure.groupId.replace('resourceGroups', 'resourcegroups');
    expect(azure.call(`GET ${path}?api-version=2021-04-01`).body['id']).toBe(azure.groupId);
    expect(azure.call(`HEAD ${path}?api-version=2021-04-01`).status).toBe(204);
    expect(
      azure.call(`HEAD ${subscription()}/resourceGroups/none?api-version=2021-04-01`).status,
    ).toBe(404);
  });

  it('makes a group and keeps its place', () => {
    const target = `PUT ${subscription()}/resourceGroups/rg-new?api-version=2021-04-01`;
    const put = (location: string) => azure.call(target, { body: { location } });
    expect(put('West Europe')).toMatchObject({ status: 201, body: { location: 'westeurope' } });
    expect(put('westeurope').status).toBe(200);
    expect(put('eastus').status).toBe(409);
  });

  it('lists what is in a subscription by type, without properties', () => {
    const filter = encodeURIComponent("resourceType eq 'Microsoft.KeyVault/vaults'");
    const { body } = azure.call(
      `GET ${subscription()}/resources?$filter=${filter}&api-version=2021-04-01`,
    );
    const found = objectsAt(body, 'value');
    expect(found.map((each) => each['type'])).toEqual(['Microsoft.KeyVault/vaults']);
    expect(found[0]).not.toHaveProperty('properties');
    const all = azure.call(`GET ${azure.groupId}/resources?api-version=2021-04-01`);
    expect(objectsAt(all.body, 'value').length).toBeGreaterThan(3);
  });

  it('refuses a filter that it does not understand', () => {
    const filter = encodeURIComponent("substringof('a', name)");
    expect(
      azure.call(`GET ${subscription()}/resources?$filter=${filter}&api-version=2021-04-01`).status,
    ).toBe(400);
  });
});

describe('resource providers', () => {
  const provider = (namespace: string) =>
    `${subscription()}/providers/${namespace}?api-version=2021-04-01`;

  it('name their types with all api-versions, newest first', () => {
    const { body } = azure.call(`GET ${provider('microsoft.kubernetes')}`);
    expect(body).toMatchObject({
      namespace: 'Microsoft.Kubernetes',
      registrationState: 'Registered',
    });
    const [clusters] = objectsAt(body, 'resourceTypes');
    const versions = at(clusters, 'apiVersions') as string[];
    expect(stringAt(clusters, 'resourceType')).toBe('connectedClusters');
    expect(versions).toEqual([...versions].sort().reverse());
    expect(versions).toContain('2026-05-01');
  });

  it('are listed for the subscription and for the tenant', () => {
    const names = (target: string) =>
      objectsAt(azure.call(`GET ${target}/providers?api-version=2021-04-01`).body, 'value').map(
        (each) => each['namespace'],
      );
    expect(names(subscription())).toContain('Microsoft.SecretSyncController');
    expect(names('')).toContain('Microsoft.ManagedIdentity');
  });

  it('are registered in a while; until then writes are refused', () => {
    const path = `${azure.groupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-1`;
    const write = () =>
      azure.call(`PUT ${path}?api-version=2024-11-30`, { body: { location: 'westeurope' } });
    const change = (verb: string, who = 'operator') =>
      azure.call(
        `POST ${subscription()}/providers/Microsoft.ManagedIdentity/${verb}?api-version=2021-04-01`,
        { who },
      );
    expect(change('unregister').body['registrationState']).toBe('Unregistering');
    azure.advance(60_000);
    expect(write()).toMatchObject({
      status: 409,
      body: { error: { code: 'MissingSubscriptionRegistration' } },
    });
    expect(change('register', 'reader').status).toBe(403);
    expect(change('register').body['registrationState']).toBe('Registering');
    azure.advance(60_000);
    expect(azure.call(`GET ${provider('Microsoft.ManagedIdentity')}`).body).toMatchObject({
      registrationState: 'Registered',
    });
    expect(write().status).toBe(201);
  });

  it('are unknown by any other name', () => {
    expect(azure.call(`GET ${provider('Contoso.Toys')}`)).toMatchObject({
      status: 404,
      body: { error: { code: 'InvalidResourceNamespace' } },
    });
  });
});
