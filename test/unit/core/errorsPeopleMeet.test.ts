import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { toNetworkError } from '../../../src/azure/networkErrors';
import { toArmError } from '../../../src/azure/wireErrors';
import { explainArmError, toShownFailure } from '../../../src/core/explain';
import type { PartId } from '../../../src/core/verify/verification';
import { understandFailure } from '../../../src/core/verify/meanings';
import { partTitle } from '../../../src/core/verify/partTitle';
import { verify } from '../../../src/core/verify/verify';
import { anObservation, aSecretSync, fromArm } from '../../builders/observation';

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

/** A code or a reason; the part to look at; what it means here, and what to do. */
type Reported = readonly [code: string, at: PartId, words: RegExp, todo: RegExp];

/** What the cluster meets: as code of a message, else as reason of a SecretSync. */
const reported: readonly Reported[] = [
  [
    'AADSTS700211',
    'issuerToCredential',
    /names the issuer/,
    /repair the credential, or configure the API server/,
  ],
  ['AADSTS700212', 'issuerToCredential', /audience/, /Repair the credential/],
  ['AADSTS700213', 'issuerToCredential', /names the subject/, /Repair the credential/],
  [
    'AADSTS70021',
    'issuerToCredential',
    /no federated credential that is in force/,
    /again in a minute/,
  ],
  ['AADSTS50166', 'issuer', /discovery document/, /by the Azure CLI/],
  ['AADSTS700027', 'issuer', /key that the issuer does not publish/, /check its agents/],
  ['AADSTS700016', 'credentialToIdentity', /client id/, /Choose the identity again/],
  ['AADSTS90002', 'providerClass', /tenant that does not exist/, /Repair the provider class/],
  ['ForbiddenByRbac', 'identityToVault', /roles at the vault/, /Grant the roles/],
  ['ForbiddenByFirewall', 'vault', /firewall/, /by a rule/],
  ['ForbiddenByConnection', 'vault', /no public access/, /Add a private endpoint/],
  ['AccessDenied', 'vault', /access policies/, /role-based access control/],
  ['AKV10032', 'vault', /another tenant/, /of the same tenant/],
  ['SecretNotFound', 'vault', /no secret of that name/, /Set or recover it/],
  ['SecretDisabled', 'vault', /disabled/, /Enable it/],
];

const reasons: readonly Reported[] = [
  ['ProviderError', 'instanceToSecrets', /could not be fetched/, /links before it/],
  ['PartialSync', 'instanceToSecrets', /others not/, /each of its secrets/],
  ['ControllerSpcError', 'providerClass', /not on the cluster/, /Repair the class/],
  ['UserInputValidationFailed', 'providerClass', /does not fit the list/, /correct the mapping/],
  [
    'InvalidClusterSecretLabelError',
    'secrets',
    /not made by the Secret Store extension/,
    /Delete or rename/,
  ],
  ['InvalidClusterSecretAnnotationError', 'secrets', /changed by somebody else/, /makes it again/],
  ['ValidatingAdmissionPolicyCheckFailed', 'secrets', /admission policy/, /Ask whoever/],
  ['ControllerSyncFailed', 'secrets', /could not write/, /logs of its pods and/],
  ['ControllerInternalError', 'instanceToSecrets', /failed by itself/, /after its next round/],
  ['UnknownError', 'instanceToSecrets', /does not know why/, /logs of its pods/],
];

describe('what a cluster reports', () => {
  /** What is shown of a SecretSync that fails so. */
  function adviceOn(reason: string, message: string): string {
    const condition = { isTrue: false, reason, message };
    const seen = anObservation({
      // Long after anything was changed.
      endedAtMs: Date.UTC(2026, 10, 29),
      secretSyncs: fromArm([aSecretSync({ condition })]),
    });
    const check = verify(seen).checks.find(({ id }) => id.startsWith('sync '));
    return check?.finding.advice ?? '';
  }

  it.each([
    ...reported.map(([code, ...rest]) => ['ProviderError', `${code}: y`, ...rest] as const),
    ...reasons.map(([reason, ...rest]) => [reason, 'y', ...rest] as const),
  ])('says of %s (%s) where to look, and what to do', (reason, message, at, words, todo) => {
    const advice = adviceOn(reason, message);
    expect(advice).toMatch(words);
    expect(advice).toMatch(todo);
    const isElsewhere = at !== 'instanceToSecrets' && at !== 'secrets';
    expect(advice.includes(`Look at “${partTitle(at)}”.`)).toBe(isElsewhere);
  });

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

  it.each([
    ['SomethingNew', 'whatever it says', /^The Secret Store extension reports SomethingNew\.$/],
    ['ProviderError', 'AADSTS9002313: x', /Microsoft Entra refuses .*: AADSTS9002313\.$/],
  ])('says a reason or a code that is not known as it is: %s, %s', (reason, message, words) => {
    expect(adviceOn(reason, message)).toMatch(words);
  });

  it('takes no part of a longer code for a code', () => {
    expect(understandFailure('ProviderError', 'AADSTS7002119: x').code).toBe('AADSTS7002119');
    expect(understandFailure('ProviderError', 'AADSTS7002119: x').meaning).toBeUndefined();
  });
});
