import { t } from '@vscode/l10n';
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { ArmError } from '../core/errors';
import { stringAt, type JsonObject } from '../core/model/json';
import type { Clock, RequestContext } from '../core/ports';
import { parseRetryAfterMs } from './retryAfter';
import type { Pipeline } from './pipeline';
import { longestRetryAfterMs } from './policies/retry';
import { pathOf } from './sendContext';
import { getObject, jsonRequest, objectIn } from './wire';
import { correlationIdOf, malformed, readError } from './wireErrors';

/** Waits between looks when the service names none. */
const firstPollDelayMs = 1_000;
const longestPollDelayMs = 10_000;
const pollDelayGrowth = 1.5;
/** A poll URL may be unknown to the region that is asked for the first moments. */
const toleratedUnknownPolls = 4;
/** az waits as long. A run that meets it observes anew. */
const longestOperationMs = 60 * 60_000;

const statesThatEnd = new Set(['succeeded', 'failed', 'canceled', 'cancelled']);

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
        const resource = await read(url, context);
        // A Location may be the resource's own address, which answers 200 all along.
        if (started.style === 'status' || !isUnderWay(resource)) return resource;
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

  async function read(url: string, context: RequestContext): Promise<JsonObject> {
    return getObject(await pipeline.send(jsonRequest('GET', url), context));
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

interface PollTarget {
  readonly style: 'status' | 'location';
  readonly url: string;
}

/** Where an operation that is still running can be asked; undefined when it is over or can't be. */
function pollTarget(
  first: PipelineResponse,
  written: JsonObject | undefined,
): PollTarget | undefined {
  const status =
    first.headers.get('azure-asyncoperation') ?? first.headers.get('operation-location');
  if (status !== undefined) return { style: 'status', url: absolute(status, first) };
  const location = first.headers.get('location');
  // With a 201 it may just be the new resource's own address.
  if (location === undefined || !(first.status === 202 || isUnderWay(written))) return undefined;
  return { style: 'location', url: absolute(location, first) };
}

function absolute(link: string, response: PipelineResponse): string {
  if (URL.canParse(link, response.request.url)) return new URL(link, response.request.url).href;
  throw malformed(response, t('Azure answered with a link that is none.'));
}

/** True when the operation succeeded. @throws {ArmError} operationFailed, malformed. */
function isOver(
  target: PollTarget,
  response: PipelineResponse,
  body: JsonObject | undefined,
): boolean {
  if (target.style === 'location') return response.status !== 202;
  const state = stringAt(body, 'status') ?? stringAt(body, 'properties', 'provisioningState');
  if (state === undefined) {
    if (response.status === 202) return false;
    if (response.status === 204) return true;
    throw malformed(response, t('Azure did not tell the state of the operation.'));
  }
  switch (state.toLowerCase()) {
    case 'succeeded':
      return true;
    case 'failed':
    case 'canceled':
    case 'cancelled':
      throw operationFailed(state, body ?? {}, response);
    default:
      return false;
  }
}

function isUnderWay(resource: JsonObject | undefined): boolean {
  const state = stringAt(resource, 'properties', 'provisioningState');
  return state !== undefined && !statesThatEnd.has(state.toLowerCase());
}

/** The resource, unless its state says that the write failed. */
function ended(resource: JsonObject, response: PipelineResponse): JsonObject {
  const state = stringAt(resource, 'properties', 'provisioningState') ?? 'Succeeded';
  if (state.toLowerCase() === 'succeeded') return resource;
  throw operationFailed(state, resource, response);
}

function operationFailed(state: string, body: JsonObject, response: PipelineResponse): ArmError {
  const { code, message } = 'error' in body ? readError(body) : {};
  const correlationId = correlationIdOf(response.headers);
  return new ArmError(
    'operationFailed',
    message ?? t('Azure accepted the change, but ended it as {0} without a reason.', state),
    {
      code: code ?? state,
      method: response.request.method,
      path: pathOf(response.request.url),
      ...(correlationId === undefined ? {} : { correlationId }),
    },
  );
}

/** A `Location` URL answers with what the write itself would have: its 4xx is the write's failure. */
function asOperationFailure(error: ArmError): ArmError {
  return error.reason === 'invalid' || error.reason === 'conflict'
    ? new ArmError('operationFailed', error.message, error.details, { cause: error })
    : error;
}

const stillRunning = (url: string): ArmError =>
  new ArmError(
    'unavailable',
    t('Azure accepted the change, but does not tell how it ended. Look again in a while.'),
    { code: 'OperationStillRunning', path: pathOf(url) },
  );

const vanished = ({ request }: PipelineResponse): ArmError =>
  new ArmError('operationFailed', t('Azure accepted the change, but the resource is not there.'), {
    code: 'ResourceNotFound',
    method: request.method,
    path: pathOf(request.url),
  });

interface Waits {
  /** Only if the service asked for it: nobody waits for an operation that may be over already. */
  beforeFirst(first: PipelineResponse): Promise<void>;
  /** After the answer to a look, and before the next one. */
  before(last: PipelineResponse | undefined): Promise<void>;
}

function createWaits(clock: Clock, signal: AbortSignal, url: string): Waits {
  const deadlineMs = clock.now() + longestOperationMs;
  let delayMs = firstPollDelayMs;
  const askedFor = (response: PipelineResponse | undefined) => {
    const askedMs = response && parseRetryAfterMs(response.headers, clock.now());
    return askedMs === undefined ? undefined : Math.min(askedMs, longestRetryAfterMs);
  };
  return {
    async beforeFirst(first) {
      const askedMs = askedFor(first);
      if (askedMs !== undefined) await clock.sleep(askedMs, signal);
    },
    async before(last) {
      if (clock.now() >= deadlineMs) throw stillRunning(url);
      const askedMs = askedFor(last);
      // A service that asks for no wait at all would be asked in a tight loop.
      await clock.sleep(Math.max(askedMs ?? delayMs, firstPollDelayMs), signal);
      if (askedMs === undefined) delayMs = Math.min(longestPollDelayMs, delayMs * pollDelayGrowth);
    },
  };
}
