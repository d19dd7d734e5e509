import { beforeEach, describe, expect, it } from 'vitest';
import { stringAt, type JsonObject } from '../../../src/core/model/json';
import { anAzure, type TestAzure } from './anAzure';

const login = 'https://login.microsoftonline.com';
const armScope = 'https://management.azure.com/.default';

let azure: TestAzure;
beforeEach(() => {
  azure = anAzure('factory');
});

const automation = () => {
  const found = [...azure.simulator.world.principals.values()].find(
    ({ secret, tenantId }) => secret !== undefined && tenantId === azure.tenantId,
  );
  if (!found?.appId || found.secret === undefined) throw new Error('No automation account.');
  return { clientId: found.appId, secret: found.secret };
};

/** A form to the token endpoint, as libraries send it. */
function askToken(fields: Readonly<Record<string, string>>, tenant = azure.tenantId) {
  const response = azure.simulator.handle({
    method: 'POST',
    url: new URL(`${login}/${tenant}/oauth2/v2.0/token`),
    headers: new Map([['content-type', 'application/x-www-form-urlencoded']]),
    body: new URLSearchParams(fields).toString(),
  });
  return { status: response.status, body: JSON.parse(response.body) as JsonObject };
}

const byClient = (scope: string, over: Readonly<Record<string, string>> = {}) =>
  askToken({
    grant_type: 'client_credentials',
    client_id: automation().clientId,
    client_secret: automation().secret,
    client_info: '1',
    claims: '{"access_token":{"xms_cc":{"values":["cp1"]}}}',
    scope,
    ...over,
  });

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as JsonObject;

describe('what libraries look up', () => {
  it.each(['organizations', 'common'])('knows the endpoints of %s', (name) => {
    const { status, body } = azure.call(
      `GET ${login}/${name}/v2.0/.well-known/openid-configuration`,
      { who: null },
    );
    expect(status).toBe(200);
    expect(stringAt(body, 'token_endpoint')).toBe(`${login}/${name}/oauth2/v2.0/token`);
  });

  it('knows a tenant by id and by domain', () => {
    const tenant = azure.simulator.world.tenants.get(azure.tenantId);
    for (const name of [azure.tenantId, tenant?.defaultDomain]) {
      const { body } = azure.call(
        `GET ${login}/${name ?? ''}/v2.0/.well-known/openid-configuration`,
        { who: null },
      );
      expect(stringAt(body, 'issuer')).toBe(`${login}/${azure.tenantId}/v2.0`);
    }
  });

  it('vouches for the login host', () => {
    const endpoint = encodeURIComponent(`${login}/${azure.tenantId}/oauth2/v2.0/authorize`);
    const { status, body } = azure.call(
      `GET ${login}/common/discovery/instance?api-version=1.1&authorization_endpoint=${endpoint}`,
      { who: null },
    );
    expect(status).toBe(200);
    expect(stringAt(body, 'tenant_discovery_endpoint')).toContain(azure.tenantId);
  });
});

describe('client credentials', () => {
  it.each([
    [armScope, 'https://management.azure.com'],
    ['https://management.core.windows.net//.default', 'https://management.core.windows.net/'],
    ['https://vault.azure.net/.default', 'https://vault.azure.net'],
    ['https://graph.microsoft.com/.default', 'https://graph.microsoft.com'],
  ])('give a token for %s', (scope, audience) => {
    const { status, body } = byClient(scope);
    expect(status).toBe(200);
    expect(claimsOf(stringAt(body, 'access_token') ?? '')).toMatchObject({
      aud: audience,
      tid: azure.tenantId,
      appid: automation().clientId,
    });
  });

  it.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'AADSTS7000215'],
    ['a resource that nobody knows', { scope: 'https://x.example/.default' }, 400, 'AADSTS500011'],
    ['a scope that is no default', { scope: 'https://vault.azure.net/a' }, 400, 'AADSTS1002012'],
    ['a grant that nobody gives', { grant_type: 'password' }, 400, 'AADSTS70003'],
  ])('are refused with %s', (_, over, status, code) => {
    const answer = byClient(armScope, over);
    expect(answer.status).toBe(status);
    expect(stringAt(answer.body, 'error_description')).toContain(code);
  });

  it('are refused in a tenant that does not exist', () => {
    const answer = askToken({ grant_type: 'client_credentials' }, 'nowhere.example');
    expect(stringAt(answer.body, 'error_description')).toContain('AADSTS90002');
  });
});

describe('the sign-in of a person', () => {
  const clientId = 'aebc6443-996d-45c2-90f0-388ff96faa56';
  const redirect = 'http://127.0.0.1:9999/callback';

  /** Follows the page to the place it leads back to. */
  function authorize(redirectUri = redirect, hint = 'operator@contoso.example') {
    const query = new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid offline_access https://management.azure.com/.default',
      login_hint: hint,
      state: 'kept',
    });
    return azure.simulator.handle({
      method: 'GET',
      url: new URL(`${login}/organizations/oauth2/v2.0/authorize?${query.toString()}`),
      headers: new Map(),
      body: undefined,
    });
  }

  const codeOf = (location: string) => new URL(location).searchParams.get('code') ?? '';

  const redeem = (code: string) =>
    askToken(
      {
        grant_type: 'authorization_code',
        client_id: clientId,
        code,
        redirect_uri: redirect,
        scope: 'openid offline_access https://management.azure.com/.default',
      },
      'organizations',
    );

  it('leads to tokens, and those to fresh ones in another tenant', () => {
    const location = authorize().headers['location'] ?? '';
    expect(new URL(location).searchParams.get('state')).toBe('kept');
    const first = redeem(codeOf(location));
    expect(first.status).toBe(200);
    const other = [...azure.simulator.world.tenants.keys()].find((id) => id !== azure.tenantId);
    const fresh = askToken(
      {
        grant_type: 'refresh_token',
        client_id: clientId,
        refresh_token: stringAt(first.body, 'refresh_token') ?? '',
        scope: `${armScope} openid offline_access`,
      },
      other,
    );
    const claims = [first, fresh].map(({ body }) => claimsOf(stringAt(body, 'access_token') ?? ''));
    expect(claims.map(({ tid }) => tid)).toEqual([azure.tenantId, other]);
    expect(claims[0]?.['oid']).not.toBe(claims[1]?.['oid']);
    const answer = azure.call('GET /subscriptions?api-version=2022-12-01', {
      authorization: `Bearer ${stringAt(first.body, 'access_token') ?? ''}`,
    });
    expect(answer.status).toBe(200);
  });

  it('takes no code that it did not give', () => {
    expect(redeem('made-up').status).toBe(400);
  });

  it('leads nowhere but to this machine and the editor', () => {
    expect(authorize('https://evil.example/').status).toBe(400);
    expect(authorize('https://vscode.dev/redirect').status).toBe(302);
  });
});

describe('Microsoft Graph', () => {
  const ask = (target: string, body?: JsonObject) => {
    const { token } = azure.simulator.tokenFor(
      azure.tenantId,
      'https://graph.microsoft.com/.default',
    );
    const [method = '', path = ''] = target.split(' ');
    return azure.call(`${method} https://graph.microsoft.com/v1.0${path}`, {
      authorization: `Bearer ${token}`,
      ...(body ? { body } : {}),
    });
  };

  it('says who one is', () => {
    expect(ask('GET /me').body).toMatchObject({ displayName: 'Olga Petersen' });
  });

  it('finds a service principal by its application id', () => {
    const filter = encodeURIComponent(`appId eq '${automation().clientId}'`);
    expect(ask(`GET /servicePrincipals?$filter=${filter}`).body['value']).toMatchObject([
      { appId: automation().clientId, displayName: 'plant-automation' },
    ]);
  });

  it('finds several objects at once', () => {
    const ids = [...azure.simulator.world.principals.values()]
      .filter(({ tenantId }) => tenantId === azure.tenantId)
      .slice(0, 3)
      .map(({ objectId }) => objectId);
    const { body } = ask('POST /directoryObjects/getByIds', { ids });
    expect((body['value'] as { id: string }[]).map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  it('takes no token of another audience', () => {
    const { token } = azure.simulator.tokenFor(azure.tenantId, armScope);
    expect(
      azure.call('GET https://graph.microsoft.com/v1.0/me', { authorization: `Bearer ${token}` })
        .status,
    ).toBe(401);
  });
});
