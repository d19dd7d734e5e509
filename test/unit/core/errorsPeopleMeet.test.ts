import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { toNetworkError } from '../../../src/azure/networkErrors';
import { toArmError } from '../../../src/azure/wireErrors';
import { explainArmError, toShownFailure } from '../../../src/core/explain';
import type { PartId } from '../../../src/core/verify/verification';
import { understandFailure } from '../../../src/core/verify/meanings';

interface Row {
  readonly code: string;
  readonly status: number;
  /** Words of what it means here, and of what to do. */
  readonly means: RegExp;
  readonly todo: RegExp;
}

const row = (code: string, status: number, means: RegExp, todo: RegExp): Row => ({
  code,
  status,
  means,
  todo,
});

/** What Azure answers to a request of a person. */
const answered: readonly Row[] = [
  row('AuthorizationFailed', 403, /lacks the permission/, /administrator.*10 minutes/),
  row('LinkedAuthorizationFailed', 403, /one that it refers to/, /Contributor there/),
  row('RequestDisallowedByPolicy', 403, /Azure Policy/, /exemption/),
  row('ScopeLocked', 409, /lock/, /Remove the lock/),
  row('InvalidAuthenticationToken', 401, /sign-in is not accepted/, /Sign in again/),
  row('ExpiredAuthenticationToken', 401, /sign-in has expired/, /Sign in again/),
  row('InvalidAuthenticationTokenTenant', 401, /another tenant/, /Sign in to the tenant/),
  row('ResourceNotFound', 404, /does not exist/, /account may not see it/),
  row('ResourceGroupNotFound', 404, /does not exist/, /account may not see it/),
  row('SubscriptionNotFound', 404, /another tenant/, /account may not see it/),
  row('MissingSubscriptionRegistration', 409, /not registered/, /Check Prerequisites/),
  row('NoRegisteredProviderFound', 400, /does not offer/, /another region/),
  row('InvalidResourceType', 404, /does not offer/, /another region/),
  row('Conflict', 409, /Another change/, /Try again when it has ended/),
  row('OperationNotAllowed', 400, /Another change/, /Try again when it has ended/),
  row('OperationNotAllowed', 409, /Another change/, /Try again when it has ended/),
  row('TooManyRequests', 429, /slow down/, /in a few minutes/),
  row('SubscriptionRequestsThrottled', 429, /slow down/, /in a few minutes/),
  row('PrincipalNotFound', 400, /does not know the managed identity yet/, /try again/),
  row('RoleAssignmentExists', 409, /has this role there already/, /Verify again/),
  row('RoleAssignmentUpdateNotPermitted', 400, /taken by another/, /Look at the plan again/),
  row('RoleAssignmentLimitExceeded', 400, /limit of role assignments/, /Delete unused/),
  row('RoleDefinitionDoesNotExist', 404, /does not know the role/, /Check the chosen cloud/),
  row(
    'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity',
    409,
    /Somebody else/,
    /Try again/,
  ),
  row('VaultAlreadyExists', 409, /taken somewhere in the world/, /another name, or recover/),
  row('VaultNameNotValid', 400, /does not accept the name/, /Choose another name/),
  row('ConflictError', 409, /deleted key vault keeps this name/, /Recover it/),
  row('Forbidden', 403, /lacks the permission/, /Ask an administrator/),
  row('ForbiddenByRbac', 403, /no role for the secrets/, /Secrets Officer.*10 minutes/),
  row('ForbiddenByFirewall', 403, /firewall/, /Allow its network/),
  row('ForbiddenByConnection', 403, /no public access/, /private endpoint/),
  row('AccessDenied', 403, /access policies/, /Azure RBAC/),
  row('ObjectIsDeletedButRecoverable', 409, /deleted secret keeps this name/, /Recover it/),
  row('ObjectIsBeingDeleted', 409, /being deleted/, /Try again in a minute/),
  row('SecretNotFound', 404, /has no secret of this name/, /Set it there/),
  row('SecretDisabled', 403, /is disabled/, /Enable it/),
  row('ExtendedLocationNotFound', 404, /does not answer/, /cluster is connected/),
  row('InvalidExtendedLocation', 400, /does not answer/, /cluster is connected/),
  row('GatewayTimeout', 504, /does not answer properly/, /Try again/),
];

const path = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-one';
const url = `https://management.azure.com${path}?api-version=1`;

/** The error of a real answer; codes of a vault stand in its inner error. */
const errorOf = ({ code, status }: Pick<Row, 'code' | 'status'>, message = 'A text of Azure.') =>
  toArmError(
    {
      request: createPipelineRequest({ url, method: 'PUT' }),
      status,
      headers: createHttpHeaders(),
      bodyAsText: JSON.stringify({
        error: /^(?:ForbiddenBy|AccessDenied|SecretDisabled)/.test(code)
          ? { code: 'Forbidden', message, innererror: { code } }
          : { code, message },
      }),
    },
    0,
  );

describe('what Azure answers to a person', () => {
  it.each(answered)('is explained: $code ($status)', (each) => {
    const words = explainArmError(errorOf(each));
    expect(words).toMatch(each.means);
    expect(words).toMatch(each.todo);
    // Services vary in how they write their codes.
    expect(explainArmError(errorOf({ ...each, code: each.code.toLowerCase() }))).toBe(words);
    const { meaning, code } = toShownFailure(errorOf(each));
    expect(meaning).toBe(`vaults/kv-one: ${words}`);
    expect(code).toBe(each.code);
  });

  it.each(answered)('is not explained by its message: $code ($status)', (each) => {
    const other = 'ScopeLocked AuthorizationFailed throttled not found conflict AADSTS700211';
    const error = errorOf(each, other);
    expect(error.reason).toBe(errorOf(each).reason);
    expect(explainArmError(error)).toBe(explainArmError(errorOf(each)));
  });

  it.each([
    [400, /does not accept the request/],
    [401, /Sign in again/],
    [403, /lacks the permission/],
    [404, /does not exist/],
    [409, /Another change/],
    [429, /slow down/],
    [500, /does not answer properly/],
  ])('is shown by its own code if that is unknown, and goes by status %s', (status, words) => {
    const shown = toShownFailure(errorOf({ code: 'SomethingNew', status }));
    expect(shown.code).toBe('SomethingNew');
    expect(shown.meaning).toMatch(words);
  });

  it('says of the host of a vault that is not found that it may be new or private', () => {
    const lost = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    const hosts = ['kv.vault.azure.net', 'kv.vault.azure.cn', 'kv.vault.usgovcloudapi.net'];
    for (const host of hosts) {
      expect(toNetworkError(lost, 'GET', `https://${host}/secrets`).message).toMatch(
        /new key vault takes some minutes; a vault with private access/,
      );
    }
    expect(toNetworkError(lost, 'GET', url).message).toMatch(/Check the network connection/);
  });
});

/** What the cluster meets: as code of a message, else as reason of a SecretSync. */
const reported: readonly (readonly [code: string, at: PartId, words: RegExp])[] = [
  ['AADSTS700211', 'issuerToCredential', /names the issuer/],
  ['AADSTS700212', 'issuerToCredential', /audience/],
  ['AADSTS700213', 'issuerToCredential', /names the subject/],
  ['AADSTS70021', 'issuerToCredential', /no federated credential that is in force/],
  ['AADSTS50166', 'issuer', /discovery document/],
  ['AADSTS700027', 'issuer', /key that the issuer does not publish/],
  ['AADSTS700016', 'credentialToIdentity', /client id/],
  ['AADSTS90002', 'providerClass', /tenant that does not exist/],
  ['ForbiddenByRbac', 'identityToVault', /roles at the vault/],
  ['ForbiddenByFirewall', 'vault', /firewall/],
  ['ForbiddenByConnection', 'vault', /no public access/],
  ['AccessDenied', 'vault', /access policies/],
  ['AKV10032', 'vault', /another tenant/],
  ['SecretNotFound', 'vault', /no secret of that name/],
  ['SecretDisabled', 'vault', /disabled/],
];

const reasons: readonly (readonly [reason: string, at: PartId, words: RegExp])[] = [
  ['ProviderError', 'instanceToSecrets', /could not be fetched/],
  ['PartialSync', 'instanceToSecrets', /others not/],
  ['ControllerSpcError', 'providerClass', /not on the cluster/],
  ['UserInputValidationFailed', 'providerClass', /does not fit the list/],
  ['InvalidClusterSecretLabelError', 'secrets', /not made by the Secret Store extension/],
  ['InvalidClusterSecretAnnotationError', 'secrets', /changed by somebody else/],
  ['ValidatingAdmissionPolicyCheckFailed', 'secrets', /admission policy/],
  ['ControllerSyncFailed', 'secrets', /could not write/],
  ['ControllerInternalError', 'instanceToSecrets', /failed by itself/],
  ['UnknownError', 'instanceToSecrets', /does not know why/],
];

describe('what a cluster reports', () => {
  it.each(reported)('is explained by its code: %s, at %s', (code, at, words) => {
    for (const message of [`x ${code}: y.`, `"${code}": y`, code, `x (${code.toLowerCase()}) y`]) {
      const { meaning } = understandFailure('ProviderError', message);
      expect(meaning?.at).toBe(at);
      expect(meaning?.words).toMatch(words);
    }
  });

  it.each(reasons)('is explained by its reason: %s, at %s', (reason, at, words) => {
    for (const each of [reason, reason.toUpperCase()]) {
      const { meaning } = understandFailure(each, 'whatever it says');
      expect(meaning?.at).toBe(at);
      expect(meaning?.words).toMatch(words);
    }
  });

  it('takes no part of a longer code for a code', () => {
    expect(understandFailure('ProviderError', 'AADSTS7002119: x').code).toBe('AADSTS7002119');
    expect(understandFailure('ProviderError', 'AADSTS7002119: x').meaning).toBeUndefined();
  });
});
