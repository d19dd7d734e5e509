import { t } from '@vscode/l10n';
import type { HttpHeaders, PipelineResponse } from '@azure/core-rest-pipeline';
import { ArmError, type ArmErrorReason } from '../core/errors';
import { at, isObject, objectsAt, stringAt, type JsonObject } from '../core/model/json';
import { parseRetryAfterMs } from './retryAfter';
import { pathOf } from './sendContext';

/** Codes that say more than the status they come with. Lower case: services vary in theirs. */
const reasonByCode: Readonly<Record<string, ArmErrorReason>> = {
  authorizationfailed: 'forbidden',
  linkedauthorizationfailed: 'forbidden',
  expiredauthenticationtoken: 'unauthenticated',
  invalidauthenticationtoken: 'unauthenticated',
  invalidauthenticationtokentenant: 'unauthenticated',
  invalidresourcetype: 'invalid',
  noregisteredproviderfound: 'invalid',
  subscriptionrequeststhrottled: 'throttled',
  toomanyrequests: 'throttled',
};

const reasonByStatus: Readonly<Record<number, ArmErrorReason>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'notFound',
  408: 'unavailable',
  409: 'conflict',
  412: 'conflict',
  429: 'throttled',
  501: 'invalid',
  505: 'invalid',
};

/** What a message may be long; longer ones are somebody's stack trace or worse. */
const longestMessage = 4_000;

/** The id under which Azure's support finds a request. */
export const correlationIdOf = (headers: HttpHeaders): string | undefined =>
  headers.get('x-ms-correlation-request-id') ?? headers.get('x-ms-request-id');

/** An answer's JSON; undefined when it is empty. @throws {ArmError} malformed: it is no JSON. */
export function parseBody(response: PipelineResponse): unknown {
  const text = response.bodyAsText?.trim() ?? '';
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw malformed(response, t('Azure answered with something other than JSON.'), error);
  }
}

/** An answer that Azure should never give. */
export const malformed = (
  { request, status, headers }: PipelineResponse,
  message: string,
  cause?: unknown,
): ArmError => {
  const correlationId = correlationIdOf(headers);
  return new ArmError(
    'malformed',
    message,
    {
      status,
      method: request.method,
      path: pathOf(request.url),
      ...(correlationId === undefined ? {} : { correlationId }),
    },
    { cause },
  );
};

/**
 * A 404 that means "there is no such resource". A subscription that can't be found is none: it is
 * there, but in another tenant or not readable.
 */
export const isAbsence = (error: unknown): boolean =>
  ArmError.is(error, 'notFound') && error.details.code?.toLowerCase() !== 'subscriptionnotfound';

/** The error of an answer with status 400 or above. */
export function toArmError(response: PipelineResponse, nowMs: number): ArmError {
  const { request, status, headers } = response;
  const path = pathOf(request.url);
  const body = tolerantParse(response.bodyAsText);
  const found = isObject(body) ? readError(body) : undefined;
  const correlationId = correlationIdOf(headers);
  const retryAfterMs = parseRetryAfterMs(headers, nowMs);
  return new ArmError(
    reasonOf(status, found?.code, typeof body === 'string'),
    found?.message ?? plainMessage(status, typeof body === 'string'),
    {
      status,
      method: request.method,
      path,
      ...(found?.code === undefined ? {} : { code: found.code }),
      ...(found?.policies === undefined ? {} : { policies: found.policies }),
      ...(found?.code?.toLowerCase() === 'invalidauthenticationtokentenant'
        ? tenantNamedBy(headers)
        : {}),
      ...(correlationId === undefined ? {} : { correlationId }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  );
}

interface WireError {
  readonly code?: string;
  readonly message?: string;
  readonly policies?: readonly string[];
}

const mostPolicies = 10;

/** The names of the policies that an error lists beside its message. */
const policiesOf = (error: JsonObject): readonly string[] =>
  objectsAt(error, 'additionalInfo').flatMap(
    ({ info }) =>
      stringAt(info, 'policyAssignmentDisplayName') ??
      stringAt(info, 'policyDefinitionDisplayName') ??
      stringAt(info, 'policyAssignmentName') ??
      stringAt(info, 'policyDefinitionName') ??
      [],
  );

/** Of a 401: the tenant whose tokens the resource takes. Anything but an id is not believed. */
function tenantNamedBy(headers: HttpHeaders): { readonly tenantId?: string } {
  const [, tenantId] =
    /authorization_uri="https:\/\/[^/"]+\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"/i.exec(
      headers.get('www-authenticate') ?? '',
    ) ?? [];
  return tenantId === undefined ? {} : { tenantId };
}

/**
 * Code and message of an error body, with or without the `error` wrapper, from its deepest detail that
 * has them. Key Vault puts the telling code into `innererror`.
 */
export function readError(body: JsonObject): WireError {
  const root = at(body, 'error') ?? at(body, 'odata.error') ?? body;
  if (typeof root === 'string') {
    const message = stringAt(body, 'error_description') ?? stringAt(body, 'message');
    return { code: root, ...(message === undefined ? {} : { message: cut(message) }) };
  }
  let code: string | undefined;
  let message: string | undefined;
  const policies: string[] = [];
  let here: unknown = root;
  for (let depth = 0; depth < 10 && isObject(here); depth++) {
    code = stringAt(here, 'code') ?? code;
    message = stringAt(here, 'message') ?? stringAt(here, 'message', 'value') ?? message;
    policies.push(...policiesOf(here));
    here = firstDetail(here) ?? at(here, 'innererror') ?? at(here, 'innerError');
  }
  return {
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message: cut(message) }),
    ...(policies.length === 0 ? {} : { policies: [...new Set(policies)].slice(0, mostPolicies) }),
  };
}

function firstDetail(error: JsonObject): JsonObject | undefined {
  const details = at(error, 'details');
  if (!Array.isArray(details)) return undefined;
  return details.find(
    (detail): detail is JsonObject => isObject(detail) && stringAt(detail, 'code') !== undefined,
  );
}

/** Text that is no JSON stays text: a proxy's web page, most of the time. */
function tolerantParse(text: string | null | undefined): unknown {
  if (text === null || text === undefined || text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function reasonOf(status: number, code: string | undefined, isText: boolean): ArmErrorReason {
  const byCode = code === undefined ? undefined : reasonByCode[code.toLowerCase()];
  if (byCode) return byCode;
  // A page that says 404 comes from something on the way. It proves no absence.
  if (status === 404 && isText) return 'malformed';
  return reasonByStatus[status] ?? (status >= 500 ? 'unavailable' : 'invalid');
}

const plainMessage = (status: number, isText: boolean): string =>
  isText
    ? t('Something on the way to Azure answered with a page of its own (HTTP {0}).', status)
    : t('Azure answered with HTTP {0} and gave no reason.', status);

const cut = (message: string): string =>
  message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
