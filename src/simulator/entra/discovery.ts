import type { JsonObject } from '../../core/model/json';
import { isSharedAuthority, resolveTenant } from './tenants';
import type { World } from '../world';

export const loginHosts: readonly string[] = [
  'login.microsoftonline.com',
  'login.windows.net',
  'login.microsoft.com',
  'sts.windows.net',
];

const authority = 'https://login.microsoftonline.com';

/**
 * The OpenID configuration of a tenant, or of `common` and `organizations`, whose issuer has a place
 * for the tenant's id.
 *
 * @throws {LoginError} AADSTS90002: there is no such tenant.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
 */
export function openIdConfiguration(world: World, name: string, version: 1 | 2): JsonObject {
  const tenant = isSharedAuthority(name) ? name : resolveTenant(world, name).id;
  const id = isSharedAuthority(name) ? '{tenantid}' : tenant;
  const base = `${authority}/${tenant}`;
  const oauth = version === 2 ? `${base}/oauth2/v2.0` : `${base}/oauth2`;
  return {
    token_endpoint: `${oauth}/token`,
    token_endpoint_auth_methods_supported: [
      'client_secret_post',
      'private_key_jwt',
      'client_secret_basic',
    ],
    jwks_uri: version === 2 ? `${base}/discovery/v2.0/keys` : `${authority}/common/discovery/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: version === 2 ? `${authority}/${id}/v2.0` : `https://sts.windows.net/${id}/`,
    request_uri_parameter_supported: false,
    userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo',
    authorization_endpoint: `${oauth}/authorize`,
    device_authorization_endpoint: `${oauth}/devicecode`,
    http_logout_supported: true,
    end_session_endpoint: `${oauth}/logout`,
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'nonce', 'preferred_username', 'tid'],
    tenant_region_scope: isSharedAuthority(name) ? null : 'EU',
    cloud_instance_name: 'microsoftonline.com',
    cloud_graph_host_name: 'graph.windows.net',
    msgraph_host: 'graph.microsoft.com',
    rbac_url: 'https://pas.windows.net',
  };
}

/** Which hosts are one and the same authority: sign-in libraries ask before they trust one. */
export const instanceDiscovery = (tenant: string): JsonObject => ({
  tenant_discovery_endpoint: `${authority}/${tenant}/v2.0/.well-known/openid-configuration`,
  'api-version': '1.1',
  metadata: [
    {
      preferred_network: 'login.microsoftonline.com',
      preferred_cache: 'login.windows.net',
      aliases: [...loginHosts],
    },
  ],
});
