import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { untilAborted } from '../abort';
import { claimsOf } from '../challenge';
import { tokenScopeFor, type CloudEndpoints } from '../clouds';
import type { ContextOf } from '../sendContext';
import type { Tokens } from '../tokens';
import { refusedHost } from './hostPin';

/**
 * Gives each request the token of its host. A 401 that asks for claims is answered once with a token
 * that has them, any other 401 once with a token that is not from the cache.
 */
export const authenticationPolicy = (
  tokens: Tokens,
  cloud: CloudEndpoints,
  contextOf: ContextOf,
): PipelinePolicy => ({
  name: 'authentication',
  async sendRequest(request, next) {
    const scope = tokenScopeFor(request.url, cloud);
    if (scope === undefined) throw refusedHost(request.url, request.method);
    const { signal } = contextOf(request);
    const send = (token: string) => {
      request.headers.set('Authorization', `Bearer ${token}`);
      return next(request).finally(() => {
        request.headers.delete('Authorization');
      });
    };

    let token = await untilAborted(tokens.get(scope), signal);
    let response = await send(token);
    let isRefreshed = false;
    let isAnswered = false;
    while (response.status === 401) {
      const challenge = response.headers.get('www-authenticate');
      const claims = claimsOf(challenge);
      if (claims !== undefined && challenge !== undefined && !isAnswered) {
        isAnswered = true;
        token = await untilAborted(tokens.answer(scope, claims, challenge), signal);
      } else if (claims === undefined && !isRefreshed) {
        isRefreshed = true;
        tokens.drop(scope, token);
        token = await untilAborted(tokens.get(scope), signal);
      } else {
        break;
      }
      response = await send(token);
    }
    // A vault looks at the token's groups; who was just put into one needs a new token.
    if (response.status === 403 && scope === cloud.vaultScope) tokens.drop(scope, token);
    return response;
  },
});
