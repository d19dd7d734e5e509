import type { WireResponse } from '../provider';

/** Thrown anywhere in the login host; becomes an OAuth error body with an AADSTS number. */
export class LoginError extends Error {
  constructor(
    readonly status: number,
    /** OAuth error code, `invalid_client` and the like. */
    readonly error: string,
    /** AADSTS number. */
    readonly number: number,
    message: string,
  ) {
    super(message);
  }
}

export interface Trace {
  readonly traceId: string;
  readonly correlationId: string;
  /** Epoch, in ms. */
  readonly nowMs: number;
}

/** @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export function toLoginErrorResponse(error: LoginError, trace: Trace): WireResponse {
  const timestamp = `${new Date(trace.nowMs).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return {
    status: error.status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify({
      error: error.error,
      error_description: `AADSTS${error.number}: ${error.message} Trace ID: ${trace.traceId} Correlation ID: ${trace.correlationId} Timestamp: ${timestamp}`,
      error_codes: [error.number],
      timestamp,
      trace_id: trace.traceId,
      correlation_id: trace.correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${error.number}`,
    }),
  };
}

export const missingField = (name: string): LoginError =>
  new LoginError(
    400,
    'invalid_request',
    900144,
    `The request body must contain the following parameter: '${name}'.`,
  );

export const tenantNotFound = (tenant: string): LoginError =>
  new LoginError(
    400,
    'invalid_request',
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  );

export const malformedRequest = (error: 'invalid_request' | 'invalid_grant'): LoginError =>
  new LoginError(400, error, 9002313, 'Invalid request. Request is malformed or invalid.');
