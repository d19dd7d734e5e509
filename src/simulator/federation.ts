import { at, stringAt } from '../core/model/json';
import { issuerKey } from './arcAgents';
import type { Principal, StoredResource, World } from './world';

/** What a pod shows to Entra to log in as a managed identity. */
export interface Assertion {
  readonly tenantId: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  /** The cluster whose API server signed it. */
  readonly clusterId: string;
}

export type Exchange =
  | { readonly kind: 'token'; readonly principal: Principal }
  | { readonly kind: 'refused'; readonly message: string };

const credentialType =
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';

const refused = (message: string): Exchange => ({ kind: 'refused', message });

/**
 * Entra's token exchange: tenant, then identity, then a federated credential that is the same in
 * every character, then the keys under the issuer.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export function exchangeToken(world: World, assertion: Assertion): Exchange {
  const { tenantId, clientId } = assertion;
  if (!world.tenants.has(tenantId.toLowerCase())) {
    return refused(
      `AADSTS90002: Tenant '${tenantId}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
    );
  }
  const principal = findIdentity(world, tenantId, clientId);
  const identityId = principal?.managedIdentityId;
  if (principal === undefined || identityId === undefined) {
    return refused(
      `AADSTS700016: Application with identifier '${clientId}' was not found in the directory '${tenantId}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    );
  }
  const mismatch =
    unmatchedCredential(credentialsInForce(world, identityId), assertion) ??
    unreadableIssuer(world, assertion);
  return mismatch === undefined ? { kind: 'token', principal } : refused(mismatch);
}

/** The identity's principal, unless the identity is gone or was made again with other ids. */
function findIdentity(world: World, tenantId: string, clientId: string): Principal | undefined {
  for (const principal of world.principals.values()) {
    if (principal.appId?.toLowerCase() !== clientId.toLowerCase()) continue;
    if (principal.tenantId !== tenantId.toLowerCase()) continue;
    const identity = world.resources.get(principal.managedIdentityId ?? '');
    const current = stringAt(identity?.body, 'properties', 'clientId');
    if (current?.toLowerCase() === clientId.toLowerCase()) return principal;
  }
  return undefined;
}

function credentialsInForce(world: World, identityId: string): readonly StoredResource[] {
  const prefix = `${identityId.toLowerCase()}/`;
  return world.resources
    .ofType(credentialType)
    .filter(
      ({ id, hidden }) =>
        id.toLowerCase().startsWith(prefix) && Number(hidden['effectiveAtMs'] ?? 0) <= world.now(),
    );
}

function unmatchedCredential(
  credentials: readonly StoredResource[],
  { issuer, subject, audience }: Assertion,
): string | undefined {
  if (credentials.length === 0) {
    return `AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: '${issuer}'. Assertion Subject: '${subject}'. Assertion Audience: '${audience}'. https://learn.microsoft.com/entra/workload-id/workload-identity-federation`;
  }
  const sameIssuer = credentials.filter(({ body }) => at(body, 'properties', 'issuer') === issuer);
  if (sameIssuer.length === 0) {
    return `AADSTS700211: No matching federated identity record found for presented assertion issuer '${issuer}'.`;
  }
  const sameSubject = sameIssuer.filter(
    ({ body }) => at(body, 'properties', 'subject') === subject,
  );
  if (sameSubject.length === 0) {
    return `AADSTS700213: No matching federated identity record found for presented assertion subject '${subject}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.`;
  }
  const hasAudience = sameSubject.some(({ body }) => {
    const audiences = at(body, 'properties', 'audiences');
    return Array.isArray(audiences) && audiences.includes(audience);
  });
  return hasAudience
    ? undefined
    : `AADSTS700212: No matching federated identity record found for presented assertion audience '${audience}'.`;
}

/** The discovery document must answer, name the same issuer, and lead to the cluster's keys. */
function unreadableIssuer(world: World, { issuer, clusterId }: Assertion): string | undefined {
  const key = issuerKey(issuer);
  const document = key === undefined ? undefined : world.issuers.get(key);
  if (document?.issuer !== issuer) {
    return `AADSTS50166: Request to External OIDC endpoint failed. Issuer: '${issuer}'.`;
  }
  return document.clusterId.toLowerCase() === clusterId.toLowerCase()
    ? undefined
    : 'AADSTS700027: Client assertion contains an invalid signature. The key was not found.';
}
