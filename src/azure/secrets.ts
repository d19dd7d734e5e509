import { ArmError, UserFacingError } from '../core/errors';
import { at, booleanAt, stringAt, type JsonObject } from '../core/model/json';
import type { Secrets, SecretsAccess, VaultSecret } from '../core/ports';
import { listPages } from './listPages';
import type { Pipeline } from './pipeline';
import { jsonRequest } from './wire';

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

/**
 * What the vaults' own hosts say.
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
});
