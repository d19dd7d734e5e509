import { beforeEach, describe, expect, it } from 'vitest';
import { at, stringAt, type JsonObject } from '../../../../src/core/model/json';
import { anAzure, type TestAzure } from '../anAzure';

const version = 'api-version=2024-11-01';

let azure: TestAzure;
let vault: string;
beforeEach(() => {
  azure = anAzure();
  vault = `${azure.groupId}/providers/Microsoft.KeyVault/vaults/kv-policies-1`;
  const properties = {
    tenantId: azure.tenantId,
    sku: { family: 'A', name: 'standard' },
    enableRbacAuthorization: false,
  };
  const made = azure.call(`PUT ${vault}?${version}`, {
    body: { location: 'westeurope', properties },
  });
  expect(made.status).toBe(201);
});

const policy = (objectId: string, secrets: readonly string[]): JsonObject => ({
  tenantId: azure.tenantId,
  objectId,
  permissions: { secrets: [...secrets] },
});

const write = (kind: string, ...accessPolicies: readonly JsonObject[]) =>
  azure.call(`PUT ${vault}/accessPolicies/${kind}?${version}`, {
    body: { properties: { accessPolicies: [...accessPolicies] } },
  });

const kept = () =>
  at(azure.call(`GET ${vault}?${version}`).body, 'properties', 'accessPolicies') as readonly Json[];

type Json = JsonObject;

describe('access policies of a vault', () => {
  it('are added to those that are there, right by right', () => {
    expect(write('add', policy('a', ['get']), policy('b', ['list']))).toMatchObject({
      status: 200,
      body: { type: 'Microsoft.KeyVault/vaults/accessPolicies' },
    });
    write('add', policy('a', ['list', 'get']));
    expect(kept()).toEqual([policy('a', ['get', 'list']), policy('b', ['list'])]);
  });

  it('are replaced, principal by principal', () => {
    write('add', policy('a', ['get']), policy('b', ['list']));
    write('replace', policy('A', ['set']));
    expect(kept()).toEqual([policy('A', ['set']), policy('b', ['list'])]);
  });

  it('are taken away, and go when nothing is left of them', () => {
    write('add', policy('a', ['get', 'list']), policy('b', ['list']));
    write('remove', policy('a', ['list']), policy('b', ['list']));
    expect(kept()).toEqual([policy('a', ['get'])]);
  });

  it('need a principal each, a vault, and the right to write them', () => {
    expect(write('add', { permissions: { secrets: ['get'] } }).status).toBe(400);
    expect(write('add').status).toBe(400);
    const elsewhere = `PUT ${vault}-2/accessPolicies/add?${version}`;
    expect(azure.call(elsewhere, { body: {} }).status).toBe(404);
    expect(
      azure.call(`PUT ${vault}/accessPolicies/add?${version}`, { who: 'reader', body: {} }).status,
    ).toBe(403);
    expect(write('merge', policy('a', ['get'])).status).toBe(501);
  });
});

describe('private endpoints of a vault', () => {
  it('are none, and it says how one would be reached', () => {
    const list = azure.call(`GET ${vault}/privateEndpointConnections?${version}`);
    expect(list).toMatchObject({ status: 200, body: { value: [] } });
    const links = azure.call(`GET ${vault}/privateLinkResources?${version}`);
    expect(links).toMatchObject({
      status: 200,
      body: { value: [{ name: 'vault', properties: { groupId: 'vault' } }] },
    });
    expect(azure.call(`GET ${vault}-2/privateLinkResources?${version}`).status).toBe(404);
  });
});

describe('whether something is there', () => {
  it('is answered by HEAD without a body', () => {
    expect(azure.call(`HEAD ${vault}?${version}`)).toMatchObject({ status: 204, body: {} });
    expect(azure.call(`HEAD ${vault}-2?${version}`).status).toBe(404);
  });
});

describe('the system-assigned identity of a resource', () => {
  const ask = (scope: string, who = 'operator') =>
    azure.call(
      `GET ${scope}/providers/Microsoft.ManagedIdentity/identities/default?api-version=2024-11-30`,
      { who },
    );

  it('is found by the resource, if it has one', () => {
    const [cluster] = azure.simulator.world.resources.ofType(
      'Microsoft.Kubernetes/connectedClusters',
    );
    const principalId = stringAt(cluster?.body, 'identity', 'principalId');
    expect(principalId).toBeDefined();
    expect(ask(cluster?.id ?? '')).toMatchObject({
      status: 200,
      body: { name: 'default', properties: { principalId, tenantId: azure.tenantId } },
    });
    expect(ask(vault).status).toBe(404);
  });
});
