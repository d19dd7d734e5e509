import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { ArmError } from '../core/errors';
import type { JsonObject } from '../core/model/json';
import type { ArmClient, Clock, RequestContext } from '../core/ports';
import { armUrl, resourceUrl } from './armUrl';
import type { CloudEndpoints } from './clouds';
import { createOperations } from './longRunning';
import type { Pipeline } from './pipeline';
import { listPages } from './listPages';
import { getObject, jsonRequest } from './wire';
import { isAbsence } from './wireErrors';

export interface ArmClientOptions {
  readonly pipeline: Pipeline;
  readonly cloud: CloudEndpoints;
  readonly clock: Clock;
}

/**
 * Azure Resource Manager in raw JSON. Bodies are passed on as they are, so that properties which this
 * extension does not know survive a GET and PUT.
 */
export function createArmClient({ pipeline, cloud, clock }: ArmClientOptions): ArmClient {
  const operations = createOperations({ pipeline, clock });

  async function find(id: string, apiVersion: string, context: RequestContext) {
    const request = jsonRequest('GET', resourceUrl(cloud, id, apiVersion));
    try {
      return getObject(await pipeline.send(request, context));
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  }

  const list = (path: string, apiVersion: string, context: RequestContext) =>
    listPages(pipeline, armUrl(cloud, path, apiVersion), context);

  /** Sends a write that may be sent again, and follows it to its end. */
  async function write<T>(
    request: {
      readonly method: 'PUT' | 'PATCH' | 'DELETE';
      readonly url: string;
      readonly body?: JsonObject;
      readonly isSentOnce?: true;
    },
    follow: (first: PipelineResponse) => Promise<T>,
    context: RequestContext,
  ): Promise<T> {
    const { method, url, body, ...sending } = request;
    const attempt = { isRepeated: false };
    const send = () =>
      pipeline.send(jsonRequest(method, url, body), {
        ...context,
        ...sending,
        onRepeat: () => {
          attempt.isRepeated = true;
        },
      });
    const toEnd = async (accepted: PipelineResponse): Promise<T> => {
      try {
        return await follow(accepted);
      } catch (error) {
        throw withOpenOutcome(error, request.method);
      }
    };
    try {
      return await toEnd(await send());
    } catch (error) {
      // The first try was accepted though its answer was lost, and the second ran into it.
      if (!(attempt.isRepeated && ArmError.is(error, 'conflict'))) throw error;
      await operations.untilSettled(url, context);
      return toEnd(await send());
    }
  }

  async function put(id: string, apiVersion: string, body: JsonObject, context: RequestContext) {
    const url = resourceUrl(cloud, id, apiVersion);
    return write(
      { method: 'PUT', url, body },
      (first) => operations.followPut(url, first, context),
      context,
    );
  }

  const sendOnce =
    (method: 'PUT' | 'PATCH') =>
    (id: string, apiVersion: string, body: JsonObject, context: RequestContext) => {
      const url = resourceUrl(cloud, id, apiVersion);
      return write(
        { method, url, body, isSentOnce: true },
        (first) => operations.followPut(url, first, context),
        context,
      );
    };

  async function post(path: string, apiVersion: string, body: JsonObject, context: RequestContext) {
    const url = armUrl(cloud, path, apiVersion);
    const response = await pipeline.send(jsonRequest('POST', url, body), context);
    return (await operations.followPost(response, context)) ?? {};
  }

  async function remove(id: string, apiVersion: string, context: RequestContext) {
    const url = resourceUrl(cloud, id, apiVersion);
    try {
      await write(
        { method: 'DELETE', url },
        (first) => operations.followDelete(url, first, context),
        context,
      );
    } catch (error) {
      if (!isAbsence(error)) throw error;
    }
  }

  return {
    find,
    list,
    put,
    replace: sendOnce('PUT'),
    patch: sendOnce('PATCH'),
    post,
    delete: remove,
  };
}

/** What went wrong while an accepted write was followed says nothing about the write. */
function withOpenOutcome(error: unknown, method: string): unknown {
  if (!ArmError.is(error) || error.reason === 'operationFailed' || isAbsence(error)) return error;
  const { reason, message, details } = error;
  return new ArmError(
    reason,
    message,
    { ...details, method, isOutcomeOpen: true },
    { cause: error },
  );
}
