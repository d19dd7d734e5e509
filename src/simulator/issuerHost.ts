import { createHash } from 'node:crypto';
import type { HostHandler, WireRequest, WireResponse } from './provider';
import type { IssuerDocument, World } from './world';

const discoveryPath = '/.well-known/openid-configuration';
const keysPath = '/openid/v1/jwks';

/**
 * The hosts of the clusters' issuers: a discovery document and the public keys under each issuer,
 * 404 for anything else.
 */
export const createIssuerHost = (world: World): HostHandler => ({
  accepts: (host) =>
    isArcIssuerHost(host) || [...world.issuers.keys()].some((key) => key.split('/')[0] === host),
  handle: (request) => answer(world, request),
});

/** Hosts that belong to Azure Arc, whether an issuer of that name exists or not. */
const isArcIssuerHost = (host: string): boolean =>
  host.endsWith('.oic.prod-arc.azure.com') || /^oidcdiscovery-.*\.azurefd\.net$/.test(host);

function answer(world: World, { method, url }: WireRequest): WireResponse {
  if (method !== 'GET' && method !== 'HEAD') return text(405, 'Method Not Allowed');
  for (const path of [discoveryPath, keysPath]) {
    if (!url.pathname.endsWith(path)) continue;
    // Storage behind the issuer takes a doubled slash for another name.
    const document = world.issuers.get(`${url.host}${url.pathname.slice(0, -path.length)}`);
    if (document) return json(path === keysPath ? keysOf(document) : discoveryOf(document));
  }
  return text(404, 'The specified resource does not exist.');
}

const discoveryOf = ({ issuer }: IssuerDocument): unknown => ({
  issuer,
  jwks_uri: `${issuer.replace(/\/$/, '')}${keysPath}`,
  response_types_supported: ['id_token'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
});

/** A key of the right look, the same for a cluster each time; nobody has its private half. */
function keysOf({ clusterId }: IssuerDocument): unknown {
  const bytes = (count: number): Buffer =>
    Buffer.concat(
      Array.from({ length: Math.ceil(count / 32) }, (_, index) =>
        createHash('sha256').update(`${clusterId.toLowerCase()}#${index}`).digest(),
      ),
    ).subarray(0, count);
  return {
    keys: [
      {
        use: 'sig',
        kty: 'RSA',
        kid: bytes(24).toString('base64url'),
        alg: 'RS256',
        n: bytes(256).toString('base64url'),
        e: 'AQAB',
      },
    ],
  };
}

const json = (body: unknown): WireResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' },
  body: JSON.stringify(body),
});

const text = (status: number, body: string): WireResponse => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body,
});
