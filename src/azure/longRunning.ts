import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { ArmError } from '../core/errors';
import type { JsonObject } from '../core/model/json';
import type { Clock, RequestContext } from '../core/ports';
import {
  asFailedWrite,
  asOperationFailure,
  ended,
  isOver,
  isUnderWay,
  pollTarget,
  stillRunning,
  vanished,
  type PollTarget,
} from './operationState';
import type { Pipeline } from './pipeline';
import { createWaits } from './pollWaits';
import { getObject, jsonRequest, objectIn } from './wire';

/** A poll URL may be unknown to the region that is asked for the first moments. */
const toleratedUnknownPolls = 4;

/** Follows writes to the end of what they started. */
export interface Operations {
  /** The resource as it is after the operation. */
  followPut(url: string, first: PipelineResponse, context: RequestContext): Promise<JsonObject>;
  /** The answer of the action. */
  followPost(first: PipelineResponse, context: RequestContext): Promise<JsonObject | undefined>;
  followDelete(url: string, first: PipelineResponse, context: RequestContext): Promise<void>;
  /** Waits until the resource is in no operation, whoever started it. Absent counts as settled. */
  untilSettled(url: string, context: RequestContext): Promise<void>;
}

export interface OperationsOptions {
  readonly pipeline: Pipeline;
  readonly clock: Clock;
}

/**
 * ARM's asynchronous operations in all of their styles: `Azure-AsyncOperation`, `Location`, or nothing
 * but `provisioningState`. The first look is taken at once, unless the service asked to wait.
 *
 * @throws {ArmError} operationFailed with the service's code; unavailable when it does not end.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
 */
export function createOperations({ pipeline, clock }: OperationsOptions): Operations {
  async function followPut(url: string, first: PipelineResponse, context: RequestContext) {
    const written = objectIn(first);
    const started = pollTarget(first, written);
    if (started) {
      const end = await pollToEnd(started, first, context);
      if (end !== 'lost') {
        const response = await pipeline.send(jsonRequest('GET', url), context);
        const resource = getObject(response);
        if (!isUnderWay(resource)) return ended(resource, response);
        // A Location may be the resource's own address, which answers 200 all along.
        if (started.style === 'status') return resource;
      }
    } else if (written !== undefined && !isUnderWay(written) && first.status !== 202) {
      return ended(written, first);
    }
    return untilFinal(url, first, context);
  }

  async function followPost(first: PipelineResponse, context: RequestContext) {
    const started = pollTarget(first, undefined);
    if (!started) return objectIn(first);
    const end = await pollToEnd(started, first, context);
    if (end === 'lost') throw stillRunning(first.request.url);
    return end.result;
  }

  async function followDelete(url: string, first: PipelineResponse, context: RequestContext) {
    if (first.status === 204) return;
    const started = pollTarget(first, undefined);
    if (started) {
      const end = await pollToEnd(started, first, context);
      if (end !== 'lost') return;
    } else if (first.status !== 202) {
      return;
    }
    await untilGone(url, first, context);
  }

  async function untilSettled(url: string, context: RequestContext) {
    const waits = createWaits(clock, context.signal, url);
    for (let polls = 1; ; polls++) {
      const response = await look(url, polls, context);
      if (response === undefined || !isUnderWay(objectIn(response))) return;
      await waits.before(response);
    }
  }

  async function pollToEnd(
    target: PollTarget,
    first: PipelineResponse,
    context: RequestContext,
  ): Promise<{ readonly result: JsonObject | undefined } | 'lost'> {
    const waits = createWaits(clock, context.signal, first.request.url);
    await waits.beforeFirst(first);
    let unknownPolls = 0;
    try {
      for (let polls = 1; ; polls++) {
        const response = await pollOnce(target, polls, context);
        if (response === undefined) {
          if (++unknownPolls > toleratedUnknownPolls) return 'lost';
          await waits.before(undefined);
          continue;
        }
        const body = objectIn(response);
        if (isOver(target, response, body)) return { result: body };
        await waits.before(response);
      }
    } catch (error) {
      throw asFailedWrite(error, first);
    }
  }

  /** Undefined: the poll URL is not known. */
  async function pollOnce(target: PollTarget, polls: number, context: RequestContext) {
    try {
      return await look(target.url, polls, context);
    } catch (error) {
      if (target.style === 'location' && ArmError.is(error)) throw asOperationFailure(error);
      throw error;
    }
  }

  async function untilFinal(url: string, first: PipelineResponse, context: RequestContext) {
    const waits = createWaits(clock, context.signal, url);
    await waits.beforeFirst(first);
    let unknownPolls = 0;
    for (let polls = 1; ; polls++) {
      const response = await look(url, polls, context);
      if (response === undefined) {
        // Reads may be behind writes for a moment.
        if (++unknownPolls > toleratedUnknownPolls) throw vanished(first);
      } else {
        const resource = getObject(response);
        if (!isUnderWay(resource)) return ended(resource, response);
      }
      await waits.before(response);
    }
  }

  async function untilGone(url: string, first: PipelineResponse, context: RequestContext) {
    const waits = createWaits(clock, context.signal, url);
    await waits.beforeFirst(first);
    for (let polls = 1; ; polls++) {
      const response = await look(url, polls, context);
      if (response === undefined) return;
      const resource = objectIn(response) ?? {};
      if (!isUnderWay(resource)) ended(resource, response);
      await waits.before(response);
    }
  }

  async function look(url: string, polls: number, context: RequestContext) {
    try {
      return await pipeline.send(jsonRequest('GET', url), { ...context, polls });
    } catch (error) {
      if (ArmError.is(error, 'notFound')) return undefined;
      throw error;
    }
  }

  return { followPut, followPost, followDelete, untilSettled };
}
