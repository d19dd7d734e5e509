import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { Clock } from '../../core/ports';
import { toArmError } from '../wireErrors';

/** Turns answers of 400 and above into {@link ArmError}s, for our client and the SDK's alike. */
export const failurePolicy = (clock: Clock): PipelinePolicy => ({
  name: 'failures',
  async sendRequest(request, next) {
    const response = await next(request);
    if (response.status >= 400) throw toArmError(response, clock.now());
    return response;
  },
});
