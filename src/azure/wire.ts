import { t } from '@vscode/l10n';
import {
  createHttpHeaders,
  createPipelineRequest,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { isObject, type JsonObject } from '../core/model/json';
import { malformed, parseBody } from './wireErrors';

type Method = 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';

export function jsonRequest(method: Method, url: string, body?: JsonObject): PipelineRequest {
  return createPipelineRequest({
    method,
    url,
    headers: createHttpHeaders(body ? { 'Content-Type': 'application/json; charset=utf-8' } : {}),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

/** The object in an answer; undefined when the body is empty. @throws {ArmError} malformed. */
export function objectIn(response: PipelineResponse): JsonObject | undefined {
  const body = parseBody(response);
  if (body === undefined || isObject(body)) return body;
  throw malformed(response, t('Azure answered with JSON of another shape than expected.'));
}

/** As {@link objectIn}, where there must be one. @throws {ArmError} malformed. */
export function getObject(response: PipelineResponse): JsonObject {
  const body = objectIn(response);
  if (body === undefined) throw malformed(response, t('Azure gave an empty answer.'));
  return body;
}

/** A link out of an answer as a full URL. Whether it may be followed is for the host pin to say. */
export function absoluteLink(link: string, response: PipelineResponse): string {
  if (URL.canParse(link, response.request.url)) return new URL(link, response.request.url).href;
  throw malformed(response, t('Azure answered with a link that is none.'));
}
