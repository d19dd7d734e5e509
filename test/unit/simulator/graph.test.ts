import { beforeEach, describe, expect, it } from 'vitest';
import { objectsAt, stringAt, type JsonObject } from '../../../src/core/model/json';
import { findPerson } from '../../../src/simulator/scenarios/directory';
import { anAzure, type TestAzure } from './anAzure';

let azure: TestAzure;
beforeEach(() => {
  azure = anAzure('factory');
});

const host = 'https://graph.microsoft.com/v1.0';

/** `scope` is of the token; a path may have blanks. */
function ask(
  target: string,
  { body, scope = `https://graph.microsoft.com/.default` }: AskOptions = {},
) {
  const { token } = azure.simulator.tokenFor(azure.tenantId, scope);
  const [method = '', path = ''] = target.split(/ (.*)/s);
  return azure.call(`${method} ${host}${path}`, {
    authorization: `Bearer ${token}`,
    ...(body ? { body } : {}),
  });
}

interface AskOptions {
  readonly body?: JsonObject;
  readonly scope?: string;
}

const automation = () => {
  const found = [...azure.simulator.world.principals.values()].find(
    ({ secret, tenantId }) => secret !== undefined && tenantId === azure.tenantId,
  );
  if (!found?.appId) throw new Error('No automation account.');
  return { appId: found.appId, objectId: found.objectId };
};

const names = (body: JsonObject) =>
  objectsAt(body, 'value').map((one) => stringAt(one, 'displayName'));

describe('Microsoft Graph', () => {
  it('says who one is', () => {
    expect(ask('GET /me').body).toMatchObject({
      displayName: 'Olga Petersen',
      id: findPerson(azure.simulator.world, azure.tenantId, 'operator')?.objectId,
    });
  });

  it('takes its application id for its address', () => {
    const scope = '00000003-0000-0000-c000-000000000000/.default';
    expect(ask('GET /me', { scope }).status).toBe(200);
  });

  it.each(['eq', 'EQ'])('finds a service principal by its application id (%s)', (operator) => {
    const { appId } = automation();
    expect(ask(`GET /servicePrincipals?$filter=appId ${operator} '${appId}'`).body).toMatchObject({
      value: [{ appId, displayName: 'plant-automation', servicePrincipalType: 'Application' }],
    });
  });

  it('finds a service principal by any of its names', () => {
    const { appId } = automation();
    const filter = `servicePrincipalNames/any(c:c eq '${appId}')`;
    expect(names(ask(`GET /servicePrincipals?$filter=${filter}`).body)).toEqual([
      'plant-automation',
    ]);
  });

  it('finds one object by its id, and by its application id', () => {
    const { appId, objectId } = automation();
    for (const path of [
      `/servicePrincipals/${objectId}`,
      `/servicePrincipals(appId='${appId}')`,
      `/directoryObjects/${objectId}`,
    ]) {
      expect(ask(`GET ${path}`).body, path).toMatchObject({ id: objectId, appId });
    }
  });

  it('finds a person by name', () => {
    const { userPrincipalName = '' } =
      findPerson(azure.simulator.world, azure.tenantId, 'reader') ?? {};
    const filter = `userPrincipalName eq '${userPrincipalName.toUpperCase()}'`;
    expect(names(ask(`GET /users?$filter=${filter}`).body)).toEqual(['Rafael Lind']);
    expect(names(ask(`GET /users?$filter=displayName eq 'Nobody O''Neill'`).body)).toEqual([]);
  });

  it('finds principals by how their names begin', () => {
    const filter = (value: string) =>
      `GET /servicePrincipals?$filter=${encodeURIComponent(`startswith(displayName,'${value}')`)}`;
    expect(names(ask(filter('PLANT-auto')).body)).toEqual(['plant-automation']);
    expect(names(ask(filter('automation')).body)).toEqual([]);
  });

  it('finds several objects at once, and none of another tenant', () => {
    const all = [...azure.simulator.world.principals.values()];
    const here = all.filter(({ tenantId }) => tenantId === azure.tenantId).slice(0, 3);
    const there = all.find(({ tenantId }) => tenantId !== azure.tenantId);
    const ids = [...here, there].map((one) => one?.objectId.toUpperCase() ?? '');
    const { body } = ask('POST /directoryObjects/getByIds', { body: { ids } });
    const found = objectsAt(body, 'value').map((one) => stringAt(one, 'id'));
    expect(found.sort()).toEqual(here.map(({ objectId }) => objectId).sort());
  });

  it('does not know an identity before it has been replicated', () => {
    const path = `${azure.groupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-new`;
    const made = azure.call(`PUT ${path}?api-version=2024-11-30`, {
      body: { location: 'westeurope' },
    });
    const clientId = stringAt(made.body, 'properties', 'clientId') ?? '';
    const look = () => names(ask(`GET /servicePrincipals?$filter=appId eq '${clientId}'`).body);
    expect(look()).toEqual([]);
    azure.advance(30_000);
    expect(look()).toEqual(['id-new']);
  });

  it.each([
    ['GET /users/00000000-0000-0000-0000-000000000000', 404, 'Request_ResourceNotFound'],
    ["GET /users?$filter=endswith(displayName,'O')", 400, 'Request_UnsupportedQuery'],
    ["GET /users?$filter=shoeSize eq '43'", 400, 'Request_UnsupportedQuery'],
    ['POST /directoryObjects/getByIds', 400, 'BadRequest'],
    ['GET /groups', 501, 'NotSimulated'],
    ['DELETE /me', 501, 'NotSimulated'],
  ])('answers %s with %i', (target, status, code) => {
    const answer = ask(target);
    expect([answer.status, stringAt(answer.body, 'error', 'code')]).toEqual([status, code]);
  });

  it('takes no token of another audience, and none at all', () => {
    expect(ask('GET /me', { scope: 'https://management.azure.com/.default' }).status).toBe(401);
    const { status, body } = azure.call(`GET ${host}/me`, { who: null });
    expect([status, stringAt(body, 'error', 'code')]).toEqual([401, 'InvalidAuthenticationToken']);
  });
});
