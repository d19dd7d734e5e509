import { t } from '@vscode/l10n';
import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';
import { ArmError } from '../../core/errors';
import { pathOf } from '../sendContext';

const redirecting: ReadonlySet<number> = new Set([301, 302, 307, 308]);
const mostHops = 3;

/** Follows redirects of reads. Each hop passes the host pin, which comes after this policy. */
export const redirectPolicy = (): PipelinePolicy => ({
  name: 'redirects',
  async sendRequest(request, next) {
    let response = await next(request);
    for (let hops = 0; redirecting.has(response.status); hops++) {
      const target = redirectTarget(response);
      if (target === undefined || hops === mostHops) throw unusable(response);
      request.url = target;
      response = await next(request);
    }
    // Of a list, an empty answer like this would say that there is nothing.
    if (response.status >= 300 && response.status < 400) throw unusable(response);
    return response;
  },
});

function redirectTarget({ request, headers }: PipelineResponse): string | undefined {
  const location = headers.get('location');
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead || location === undefined || !URL.canParse(location, request.url)) return undefined;
  return new URL(location, request.url).href;
}

const unusable = ({ request, status }: PipelineResponse): ArmError =>
  new ArmError('malformed', t('Azure answered with a redirect that cannot be followed.'), {
    status,
    method: request.method,
    path: pathOf(request.url),
  });
