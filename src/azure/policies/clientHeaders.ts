import type { PipelinePolicy } from '@azure/core-rest-pipeline';

/** Who asks and, for support, a name for each request that Azure logs too. */
export const clientHeadersPolicy = (
  userAgent: string,
  newRequestId: () => string,
): PipelinePolicy => ({
  name: 'clientHeaders',
  sendRequest(request, next) {
    request.headers.set('x-ms-client-request-id', newRequestId());
    const sdk = request.headers.get('User-Agent');
    if (sdk === undefined) request.headers.set('User-Agent', userAgent);
    else if (!sdk.startsWith(userAgent)) request.headers.set('User-Agent', `${userAgent} ${sdk}`);
    if (!request.headers.has('Accept')) request.headers.set('Accept', 'application/json');
    request.headers.set('Accept-Encoding', 'gzip, deflate');
    return next(request);
  },
});
