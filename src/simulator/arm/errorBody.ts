import type { ArmFault, WireResponse } from '../provider';

/** The error body that ARM answers; some providers leave out the `error` around it. */
export function toErrorResponse(fault: ArmFault): WireResponse {
  const { details, additionalInfo, headers, isUnwrapped } = fault.extra;
  const inner = {
    code: fault.code,
    message: fault.message,
    ...(details === undefined ? {} : { details }),
    ...(additionalInfo === undefined ? {} : { additionalInfo }),
  };
  return {
    status: fault.status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-ms-failure-cause': 'gateway',
      ...headers,
    },
    body: JSON.stringify(isUnwrapped === true ? inner : { error: inner }),
  };
}
