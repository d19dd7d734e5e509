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

export const refusedHost = (url: string, method: string): ArmError =>
  new ArmError('refusedHost', whyRefused(url), { method, path: pathOf(url) });

function whyRefused(url: string): string {
  if (!URL.canParse(url)) return t('An answer of Azure pointed to an address that is none.');
  const { protocol, host, username, password } = new URL(url);
  const where = `${protocol}//${host}`;
  return username === '' && password === ''
    ? t('An answer of Azure pointed to {0}, which does not belong to the chosen cloud.', where)
    : t('An answer of Azure pointed to {0} with a user or a password in the address.', where);
}
