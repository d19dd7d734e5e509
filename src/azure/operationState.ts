import { t } from '@vscode/l10n';
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { ArmError, stillRunningCode } from '../core/errors';
import { stringAt, type JsonObject } from '../core/model/json';
import { toSpan } from '../core/verify/span';
import { pathOf } from './sendContext';
import { absoluteLink } from './wire';
import { correlationIdOf, malformed, readError } from './wireErrors';

/** Final values of `provisioningState`; every other one, known or not, means that work goes on. */
const statesThatEnd = new Set(['succeeded', 'failed', 'canceled', 'cancelled']);

export interface PollTarget {
  readonly style: 'status' | 'location';
  readonly url: string;
}

/** Where an operation that is still running can be asked; undefined when it is over or can't be. */
export function pollTarget(
  first: PipelineResponse,
  written: JsonObject | undefined,
): PollTarget | undefined {
  const status =
    first.headers.get('azure-asyncoperation') ?? first.headers.get('operation-location');
  if (status !== undefined) return { style: 'status', url: absoluteLink(status, first) };
  const location = first.headers.get('location');
  // With a 201 it may just be the new resource's own address.
  if (location === undefined || !(first.status === 202 || isUnderWay(written))) return undefined;
  return { style: 'location', url: absoluteLink(location, first) };
}

/** True when the operation succeeded. @throws {ArmError} operationFailed, malformed. */
export function isOver(
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

export function isUnderWay(resource: JsonObject | undefined): boolean {
  const state = stringAt(resource, 'properties', 'provisioningState');
  return state !== undefined && !statesThatEnd.has(state.toLowerCase());
}

/** The resource, unless its state says that the write failed. */
export function ended(resource: JsonObject, response: PipelineResponse): JsonObject {
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
export function asOperationFailure(error: ArmError): ArmError {
  return error.reason === 'invalid' || error.reason === 'conflict'
    ? new ArmError('operationFailed', error.message, error.details, { cause: error })
    : error;
}

/** A failed operation as the failure of the write that began it: nobody knows a poll URL. */
export const asFailedWrite = (error: unknown, { request }: PipelineResponse): unknown =>
  ArmError.is(error, 'operationFailed')
    ? new ArmError(
        error.reason,
        error.message,
        { ...error.details, method: request.method, path: pathOf(request.url) },
        { cause: error },
      )
    : error;

/** @param askedMs how long Azure asks to wait before the next look, where that is too long */
export const stillRunning = (url: string, askedMs?: number): ArmError =>
  new ArmError(
    'unavailable',
    askedMs === undefined
      ? t('Azure accepted the change, but does not tell how it ended. Look again in a while.')
      : t('Azure accepted the change and is at work on it. Look again in {0}.', toSpan(askedMs)),
    {
      code: stillRunningCode,
      path: pathOf(url),
      ...(askedMs === undefined ? {} : { retryAfterMs: askedMs }),
    },
  );

export const vanished = ({ request }: PipelineResponse): ArmError =>
  new ArmError('operationFailed', t('Azure accepted the change, but the resource is not there.'), {
    code: 'ResourceNotFound',
    method: request.method,
    path: pathOf(request.url),
  });
