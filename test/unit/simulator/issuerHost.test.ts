import { beforeEach, describe, expect, it } from 'vitest';
import { stringAt, type JsonObject } from '../../../src/core/model/json';
import { createIssuerHost } from '../../../src/simulator/issuerHost';
import type { HostHandler } from '../../../src/simulator/provider';
import { aWorld } from './aWorld';

const discovery = '/.well-known/openid-configuration';
const arc = 'westeurope.oic.prod-arc.azure.com';
const issuer = `https://${arc}/tenant/guid/`;

let host: HostHandler;
beforeEach(() => {
  const world = aWorld();
  world.issuers.set(`${arc}/tenant/guid`, { issuer, clusterId: '/clusters/a' });
  world.issuers.set('oidc.eks.example/id/B', {
    issuer: 'https://oidc.eks.example/id/B',
    clusterId: '/clusters/b',
  });
  host = createIssuerHost(world);
});

function get(url: string, method = 'GET') {
  const { status, body } = host.handle({
    method,
    url: new URL(url),
    headers: new Map(),
    body: undefined,
  });
  return { status, body: (body.startsWith('{') ? JSON.parse(body) : {}) as JsonObject };
}

describe('the issuer of a cluster', () => {
  it('says its name exactly as tokens carry it, and where its keys are', () => {
    const { status, body } = get(`https://${arc}/tenant/guid${discovery}`);
    expect([status, stringAt(body, 'issuer')]).toEqual([200, issuer]);
    const keys = get(stringAt(body, 'jwks_uri') ?? '');
    expect(keys.status).toBe(200);
    expect(keys.body).toMatchObject({ keys: [{ kty: 'RSA', alg: 'RS256', e: 'AQAB' }] });
  });

  it('has other keys than other clusters', () => {
    const own = get(`https://${arc}/tenant/guid/openid/v1/jwks`);
    const other = get('https://oidc.eks.example/id/B/openid/v1/jwks');
    expect(other.status).toBe(200);
    expect(other.body).not.toEqual(own.body);
  });

  it.each([
    ['a doubled slash', `https://${arc}/tenant/guid/${discovery}`],
    ['another path', `https://${arc}/tenant/other${discovery}`],
    ['another casing', `https://oidc.eks.example/id/b${discovery}`],
    ['no document', `https://${arc}/tenant/guid`],
  ])('is not found under %s', (_, url) => {
    expect(get(url).status).toBe(404);
  });

  it('cannot be written', () => {
    expect(get(`https://${arc}/tenant/guid${discovery}`, 'PUT').status).toBe(405);
  });

  it.each([
    [arc, true],
    ['italynorth.oic.prod-arc.azure.com', true],
    ['oidcdiscovery-europe-endpoint-abc.z01.azurefd.net', true],
    ['oidc.eks.example', true],
    ['elsewhere.azurefd.net', false],
    ['prod-arc.azure.com', false],
  ])('answers at %s: %s', (name, isServed) => {
    expect(host.accepts(name)).toBe(isServed);
  });
});
