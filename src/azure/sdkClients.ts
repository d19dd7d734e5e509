import { t } from '@vscode/l10n';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { ArmError, UserFacingError } from '../core/errors';
import { parseArmIdOf, type ArmId } from '../core/model/armId';
import type { RequestContext } from '../core/ports';
import type { CloudEndpoints } from './clouds';
import type { Pipeline } from './pipeline';
import type { SendContext } from './sendContext';

/** Policies of the SDK's own whose work our pipeline does. */
const replacedPolicies = [
  'bearerTokenAuthenticationPolicy',
  'defaultRetryPolicy',
  'proxyPolicy',
  'redirectPolicy',
] as const;

/** The SDK wants a credential, but tokens are given out by our pipeline, below. */
export const noCredential = { getToken: () => Promise.resolve(null) };

/**
 * What makes an SDK client send by our pipeline. A client is cheap and made for each call, so that its
 * requests carry the call's context.
 */
export const sdkOptions = (
  pipeline: Pipeline,
  cloud: CloudEndpoints,
  context: SendContext,
): { readonly endpoint: string; readonly httpClient: HttpClient } => ({
  endpoint: cloud.armEndpoint,
  httpClient: pipeline.transportFor(context),
});

interface SdkClient {
  readonly pipeline: { removePolicy(options: { name?: string }): unknown };
}

/** The client without tokens, retries, redirects and proxies of its own. */
export function bare<T extends SdkClient>(client: T): T {
  for (const name of replacedPolicies) client.pipeline.removePolicy({ name });
  return client;
}

/**
 * Calls an SDK client. What our pipeline threw passes; what the client itself throws means that it
 * could not make sense of an answer.
 *
 * @throws {ArmError} malformed, or what the pipeline threw.
 */
export async function callSdk<T>(call: () => Promise<T>, context: RequestContext): Promise<T> {
  try {
    return await call();
  } catch (error) {
    context.signal.throwIfAborted();
    if (ArmError.is(error) || UserFacingError.is(error)) throw error;
    throw new ArmError(
      'malformed',
      t('Azure answered with JSON of another shape than expected.'),
      {},
      { cause: error },
    );
  }
}

/** @throws {ArmError} invalid: the id is of another type, or of none. */
export function getArmId(type: string, id: string): ArmId {
  const parsed = parseArmIdOf(type, id);
  if (parsed) return parsed;
  throw new ArmError('invalid', t('This is not the id of a resource of type {0}: {1}', type, id));
}
