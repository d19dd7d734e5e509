import { ArmError, stillRunningCode } from '../errors';
import type { Exchange } from '../ports';

/** Whether an exchange may have changed something. */
export const isWrite = ({
  method,
  path = '',
}: Partial<Pick<Exchange, 'method' | 'path'>>): boolean =>
  method !== undefined &&
  (['PUT', 'PATCH', 'DELETE'].includes(method) ||
    (method === 'POST' && !path.toLowerCase().includes('/microsoft.resourcegraph/')));

/** Azure is known to be at work on the write. */
export const isStillRunning = (error: unknown): error is ArmError =>
  ArmError.is(error) && error.details.code === stillRunningCode;

/** A write whose answer never came, or whose end could not be learnt, is neither done nor failed. */
export const isLostWrite = (error: unknown): boolean =>
  ArmError.is(error) &&
  (error.details.isOutcomeOpen === true ||
    error.details.code === stillRunningCode ||
    ((error.reason === 'network' || error.reason === 'unavailable') && isWrite(error.details)));

/** It says nothing about the resource, only that it could not be seen. */
export const isUnseen = (error: unknown): boolean =>
  isLostWrite(error) ||
  (ArmError.is(error) &&
    (['network', 'unavailable', 'throttled', 'unauthenticated', 'malformed'].includes(
      error.reason,
    ) ||
      error.details.method === 'GET'));
