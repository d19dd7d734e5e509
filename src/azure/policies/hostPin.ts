import { t } from '@vscode/l10n';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { ArmError } from '../../core/errors';
import { tokenScopeFor, type CloudEndpoints } from '../clouds';
import { pathOf } from '../sendContext';

/**
 * Refuses every request that does not go to the cloud's own hosts over https, wherever its URL came
 * from, before a token is even asked for.
 *
 * @throws {ArmError} refusedHost, naming the host.
 */
export const hostPinPolicy = (cloud: CloudEndpoints): PipelinePolicy => ({
  name: 'hostPin',
  sendRequest(request, next) {
    if (tokenScopeFor(request.url, cloud) === undefined) {
      throw refusedHost(request.url, request.method);
    }
    return next(request);
  },
});

export function refusedHost(url: string, method: string): ArmError {
  const where = URL.canParse(url) ? new URL(url).origin : t('an address that is none');
  return new ArmError(
    'refusedHost',
    t('An answer of Azure pointed to {0}, which does not belong to the chosen cloud.', where),
    { method, path: pathOf(url) },
  );
}
