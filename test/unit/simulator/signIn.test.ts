import { createHash } from 'node:crypto';
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

  it('may stand in the header instead of the form', () => {
    const { clientId, secret } = automation();
    const ask = (password: string) =>
      azure.simulator.handle({
        method: 'POST',
        url: new URL(`${login}/${azure.tenantId}/oauth2/v2.0/token`),
        headers: new Map([
          ['content-type', 'application/x-www-form-urlencoded'],
          [
            'authorization',
            `Basic ${Buffer.from(`${clientId}:${encodeURIComponent(password)}`).toString('base64')}`,
          ],
        ]),
        body: new URLSearchParams({ grant_type: 'client_credentials', scope: armScope }).toString(),
      }).status;
    expect([ask(secret), ask('wrong')]).toEqual([200, 401]);
  });

  it('have an older form, with a resource in place of a scope', () => {
    const { clientId, secret } = automation();
    const response = azure.simulator.handle({
      method: 'POST',
      url: new URL(`https://login.windows.net/${azure.tenantId}/oauth2/token`),
      headers: new Map(),
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
        resource: 'https://management.core.windows.net/',
      }).toString(),
    });
    expect(JSON.parse(response.body)).toMatchObject({
      resource: 'https://management.core.windows.net/',
      expires_in: '3599',
    });
  });

  it('let an application in that no directory knows, as the automation account', () => {
    const { body } = byClient(armScope, {
      client_id: '00000000-1111-2222-3333-444444444444',
      client_secret: 'anything',
    });
    const oid = stringAt(claimsOf(stringAt(body, 'access_token') ?? ''), 'oid') ?? '';
    expect(azure.simulator.world.principals.get(oid)?.displayName).toBe('plant-automation');
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
  function authorize(over: Readonly<Record<string, string>> = {}) {
    const query = new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirect,
      response_type: 'code',
      scope: 'openid offline_access https://management.azure.com/.default',
      login_hint: 'operator@contoso.example',
      ...over,
      // The last, as with editors that do not escape it.
      state: 'kept',
    });
    return azure.simulator.handle({
      method: 'GET',
      url: new URL(`${login}/organizations/oauth2/v2.0/authorize?${query.toString()}`),
      headers: new Map(),
      body: undefined,
    });
  }

  const codeOf = ({ headers }: ReturnType<typeof authorize>) =>
    new URL(headers['location'] ?? '').searchParams.get('code') ?? '';

  const redeem = (code: string, over: Readonly<Record<string, string>> = {}) =>
    askToken(
      {
        grant_type: 'authorization_code',
        client_id: clientId,
        code,
        redirect_uri: redirect,
        scope: 'openid offline_access https://management.azure.com/.default',
        ...over,
      },
      'organizations',
    );

  const refusalOf = ({ status, body }: ReturnType<typeof askToken>) =>
    `${status} ${/^AADSTS\d+/.exec(stringAt(body, 'error_description') ?? '')?.[0] ?? ''}`;

  it('leads to tokens, and those to fresh ones in another tenant', () => {
    const page = authorize();
    expect(new URL(page.headers['location'] ?? '').searchParams.get('state')).toBe('kept');
    const first = redeem(codeOf(page));
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

  it('signs whoever is hinted at in, and says so in the id token', () => {
    const page = authorize({ login_hint: 'reader@contoso.example', nonce: 'n-1' });
    const { body } = redeem(codeOf(page));
    expect(claimsOf(stringAt(body, 'id_token') ?? '')).toMatchObject({
      name: 'Rafael Lind',
      nonce: 'n-1',
      aud: clientId,
      tid: azure.tenantId,
    });
  });

  it.each([
    ['S256', createHash('sha256').update('verifier-1').digest('base64url')],
    ['plain', 'verifier-1'],
  ])('gives tokens to nobody but who asked for the code (%s)', (method, challenge) => {
    const page = authorize({ code_challenge: challenge, code_challenge_method: method });
    const code = codeOf(page);
    expect(redeem(code, { code_verifier: 'verifier-1' }).status).toBe(200);
    expect(refusalOf(redeem(code, { code_verifier: 'verifier-2' }))).toBe('400 AADSTS501481');
    expect(refusalOf(redeem(code))).toBe('400 AADSTS501481');
  });

  it('gives tokens for a code only at the place that it was sent to', () => {
    const code = codeOf(authorize());
    const elsewhere = { redirect_uri: 'http://127.0.0.1:9998/callback' };
    expect(refusalOf(redeem(code, elsewhere))).toBe('400 AADSTS500112');
    expect(refusalOf(redeem(code, { client_id: azure.tenantId }))).toBe('400 AADSTS700005');
  });

  it('takes no code that it did not give, nor one that is too old', () => {
    expect(refusalOf(redeem('made-up'))).toBe('400 AADSTS9002313');
    const page = authorize();
    azure.advance(10 * 60_000);
    expect(refusalOf(redeem(codeOf(page)))).toBe('400 AADSTS70008');
  });

  it('takes no refresh token for a code', () => {
    const { body } = redeem(codeOf(authorize()));
    const token = stringAt(body, 'refresh_token') ?? '';
    expect(refusalOf(redeem(token))).toBe('400 AADSTS9002313');
  });

  it('leads nowhere but to this machine and the editor', () => {
    expect(authorize({ redirect_uri: 'https://evil.example/' }).status).toBe(400);
    expect(authorize({ redirect_uri: 'https://vscode.dev/redirect' }).status).toBe(302);
  });

  it('leads on by a form where that is asked for', () => {
    const page = authorize({ response_mode: 'form_post' });
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.body).toContain(`<form method="post" action="${redirect}">`);
    const code = /name="code" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    expect(redeem(code).status).toBe(200);
  });
});
