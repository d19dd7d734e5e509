import { ArmError, UserFacingError } from '../core/errors';
import { at, booleanAt, stringAt, type JsonObject } from '../core/model/json';
import type {
  DeletedSecret,
  Secrets,
  SecretsAccess,
  SecretVersion,
  VaultSecret,
} from '../core/ports';
import { listPages } from './listPages';
import type { Pipeline } from './pipeline';
import { getObject, jsonRequest } from './wire';
import { isAbsence } from './wireErrors';

const apiVersion = '7.6';

/**
 * The id of the role assignment that let the caller in; vaults with access policies do not send it. It
 * stands in no reference: that it is missing must mean no more than that nothing is known.
 */
const assignmentHeader = 'x-ms-keyvault-rbac-assignment-id';

const byCode: Readonly<Record<string, SecretsAccess['kind'] & ('denied' | 'policy' | 'network')>> =
  {
    forbiddenbyrbac: 'denied',
    accessdenied: 'policy',
    forbiddenbypolicy: 'policy',
    forbiddenbyfirewall: 'network',
    forbiddenbyconnection: 'network',
  };

/** The vault's own dates are seconds. */
const epochMs = (value: unknown): number | undefined =>
  typeof value === 'number' ? value * 1_000 : undefined;

/** A row of the list: an id that ends with the name, and attributes. */
function toSecret(row: JsonObject): VaultSecret | undefined {
  const name = stringAt(row, 'id')?.split('/secrets/')[1]?.split('/')[0];
  if (!name) return undefined;
  return {
    name,
    isEnabled: booleanAt(row, 'attributes', 'enabled') !== false,
    expiresAtMs: epochMs(at(row, 'attributes', 'exp')),
    updatedAtMs: epochMs(at(row, 'attributes', 'updated')),
  };
}

/** An id that ends with name and version, and attributes: no more of a row is looked at. */
function toVersion(row: JsonObject): SecretVersion | undefined {
  const version = stringAt(row, 'id')?.split('/secrets/')[1]?.split('/')[1];
  if (!version) return undefined;
  return {
    version,
    isEnabled: booleanAt(row, 'attributes', 'enabled') !== false,
    expiresAtMs: epochMs(at(row, 'attributes', 'exp')),
  };
}

const createdOf = (row: JsonObject): number => epochMs(at(row, 'attributes', 'created')) ?? 0;

const toDeleted = (body: JsonObject): DeletedSecret => ({
  current: toVersion(body),
  deletedAtMs: epochMs(at(body, 'deletedDate')),
  keptUntilMs: epochMs(at(body, 'scheduledPurgeDate')),
});

/** Below the vault; each part of the path is one name. */
function vaultUrl(vaultUri: string, ...path: readonly string[]): string {
  const url = new URL(path.map(encodeURIComponent).join('/'), vaultUri);
  url.searchParams.set('api-version', apiVersion);
  return url.href;
}

async function unlessAbsent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/**
 * What the vaults' own hosts say. A secret itself is never asked for, and of what a vault answers only
 * ids, names, dates and whether something is enabled is taken.
 *
 * @see https://learn.microsoft.com/rest/api/keyvault/secrets/get-secrets (7.6)
 */
export const createSecrets = (pipeline: Pipeline): Secrets => ({
  async probe(vaultUri, context) {
    const url = new URL('secrets', vaultUri);
    url.search = `api-version=${apiVersion}&maxresults=1`;
    try {
      await pipeline.send(jsonRequest('GET', url.href), context);
      return { kind: 'allowed' };
    } catch (error) {
      context.signal.throwIfAborted();
      if (ArmError.is(error, 'forbidden')) {
        return { kind: byCode[error.details.code?.toLowerCase() ?? ''] ?? 'denied' };
      }
      // Said for a person: the proxy keeps the request from the vault.
      if (ArmError.is(error, 'network') || UserFacingError.is(error)) {
        return { kind: 'unreachable', because: error.message };
      }
      throw error;
    }
  },
  async list(vaultUri, context) {
    const url = new URL('secrets', vaultUri);
    url.search = `api-version=${apiVersion}&maxresults=25`;
    let isByRole = false;
    const send: Pipeline['send'] = async (...asked) => {
      const response = await pipeline.send(...asked);
      isByRole = response.headers.has(assignmentHeader);
      return response;
    };
    const rows = await listPages({ send }, url.href, context);
    return { secrets: rows.flatMap((row) => toSecret(row) ?? []), isByRole };
  },
  findCurrent: (vaultUri, name, context) =>
    unlessAbsent(async () => {
      const url = `${vaultUrl(vaultUri, 'secrets', name, 'versions')}&maxresults=25`;
      const rows = await listPages(pipeline, url, context);
      // In whatever order they come: the newest is the current one.
      const [newest] = [...rows].reverse().sort((a, b) => createdOf(b) - createdOf(a));
      return newest && toVersion(newest);
    }),
  findDeleted: (vaultUri, name, context) =>
    unlessAbsent(async () => {
      const url = vaultUrl(vaultUri, 'deletedsecrets', name);
      return toDeleted(getObject(await pipeline.send(jsonRequest('GET', url), context)));
    }),
  async enable(vaultUri, name, version, context) {
    const url = vaultUrl(vaultUri, 'secrets', name, version);
    const request = jsonRequest('PATCH', url, { attributes: { enabled: true } });
    // What it answers is not looked at.
    await pipeline.send(request, { ...context, isSentOnce: true });
  },
  async recover(vaultUri, name, context) {
    const request = jsonRequest('POST', vaultUrl(vaultUri, 'deletedsecrets', name, 'recover'));
    await pipeline.send(request, context);
  },
});
