import { ArmError } from '../core/errors';
import type { Secrets, SecretsAccess } from '../core/ports';
import type { Pipeline } from './pipeline';
import { jsonRequest } from './wire';

const apiVersion = '7.6';

const byCode: Readonly<Record<string, SecretsAccess['kind'] & ('denied' | 'policy' | 'network')>> =
  {
    forbiddenbyrbac: 'denied',
    accessdenied: 'policy',
    forbiddenbypolicy: 'policy',
    forbiddenbyfirewall: 'network',
    forbiddenbyconnection: 'network',
  };

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
      if (ArmError.is(error, 'network')) return { kind: 'unreachable', because: error.message };
      throw error;
    }
  },
});
