import { isObject, type JsonObject } from '../../core/model/json';
import { vaultAudience } from '../entra/accessToken';
import type { HostHandler, WireRequest, WireResponse } from '../provider';
import { readToken } from '../readToken';
import { createRequestIds } from '../requestIds';
import { accessRefusal, findVault, grantAt, networkRefusal } from '../vaultAccess';
import type { StoredResource, World } from '../world';
import { findOperation, type SecretCall } from './secretOperations';
import { badParameter, forbidden, VaultError } from './vaultError';

const suffix = '.vault.azure.net';

/**
 * The secrets data plane of every vault.
 *
 * @see https://learn.microsoft.com/rest/api/keyvault/secrets (api-version 7.6)
 */
export function createSecretsHost(world: World): HostHandler {
  const newRequestId = createRequestIds(`vault ${world.signingKey}`);
  return {
    accepts: (host) =>
      host.endsWith(suffix) && findVault(world, host.slice(0, -suffix.length)) !== undefined,
    handle(request) {
      const ids = { 'x-ms-request-id': newRequestId(), 'x-ms-keyvault-service-version': '1.9.0.0' };
      try {
        const { status, body, told } = answer(world, request);
        return json(status, body, { ...ids, ...told });
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
        return json(error.status, error.toBody(), { ...ids, ...error.headers });
      }
    },
  };
}

const json = (
  status: number,
  body: JsonObject | undefined,
  headers: Readonly<Record<string, string>>,
): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: body === undefined ? '' : JSON.stringify(body),
});

interface Answer {
  readonly status: number;
  readonly body?: JsonObject;
  /** In headers. */
  readonly told: Readonly<Record<string, string>>;
}

function answer(world: World, request: WireRequest): Answer {
  const { method, url, headers } = request;
  const vault = findVault(world, url.hostname.slice(0, -suffix.length));
  if (!vault) throw new Error('Accepted a host without a vault.');
  // The vault says who can vouch for the caller before it looks at anything else.
  const check = readToken(world, headers.get('authorization'), [vaultAudience]);
  if (check.kind !== 'valid') throw challenge(vault, check.because);
  if (check.tenantId !== tenantOf(vault)) {
    throw challenge(vault, 'AKV10032: Invalid issuer. Expected one of the tenant of the vault.');
  }
  if (!url.searchParams.get('api-version')) {
    throw badParameter('The api-version query parameter is required.');
  }
  const [collection = '', name, ...rest] = url.pathname.split('/').filter((part) => part !== '');
  const operation = findOperation(method, collection, name, rest);
  if (!operation) {
    throw new VaultError(
      501,
      'NotSimulated',
      `The simulated Key Vault does not know the operation ${method} ${url.pathname}.`,
    );
  }
  const refused =
    networkRefusal(vault) ??
    accessRefusal(world, vault, check.principal, operation.permission, name);
  if (refused) throw forbidden(refused);
  const call: SecretCall = {
    world,
    vault,
    vaultUri: `https://${url.host}/`,
    url,
    name: name ?? '',
    version: rest[0],
    body: parseBody(request.body),
  };
  // Told where roles decide, and by nothing where access policies do.
  const grant = grantAt(world, vault, check.principal, operation.permission, name);
  const told = grant ? { 'x-ms-keyvault-rbac-assignment-id': grant.assignment.name } : {};
  return { ...operation.run(call), told };
}

function tenantOf(vault: StoredResource): string {
  const { properties } = vault.body;
  const tenantId = isObject(properties) ? properties['tenantId'] : undefined;
  return typeof tenantId === 'string' ? tenantId : vault.tenantId;
}

/** 401 with where to get a token, and for what. */
const challenge = (vault: StoredResource, message: string): VaultError =>
  new VaultError(401, 'Unauthorized', `AKV10000: ${message}`, undefined, {
    'www-authenticate': `Bearer authorization="https://login.microsoftonline.com/${tenantOf(vault)}", resource="${vaultAudience}"`,
  });

function parseBody(text: string | undefined): JsonObject {
  if (text === undefined || text === '') return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed)) return parsed;
  } catch {
    // Told below.
  }
  throw badParameter('The request body is not valid JSON.');
}
