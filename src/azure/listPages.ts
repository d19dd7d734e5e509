import { t } from '@vscode/l10n';
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { at, isObject, type JsonObject } from '../core/model/json';
import type { RequestContext } from '../core/ports';
import type { Pipeline } from './pipeline';
import { absoluteLink, jsonRequest, objectIn } from './wire';
import { malformed } from './wireErrors';

/** No list that this extension asks for comes near; an endless one must end. */
const mostPages = 1_000;

/**
 * GET of a collection, page after page by `nextLink`; a link that was followed already ends it.
 *
 * @throws {ArmError} malformed: the list has no end, or is none
 */
export async function listPages(
  pipeline: Pick<Pipeline, 'send'>,
  first: string,
  context: RequestContext,
): Promise<readonly JsonObject[]> {
  const seen = new Set<string>();
  const items: JsonObject[] = [];
  for (let url: string | undefined = first; url !== undefined && !seen.has(url);) {
    seen.add(url);
    const response = await pipeline.send(jsonRequest('GET', url), context);
    const page = toPage(response);
    items.push(...page.items);
    if (page.next !== undefined && seen.size >= mostPages) {
      throw malformed(response, t('The list has no end.'));
    }
    url = page.next;
  }
  return items;
}

interface Page {
  readonly items: readonly JsonObject[];
  readonly next: string | undefined;
}

function toPage(response: PipelineResponse): Page {
  const body = objectIn(response) ?? {};
  const items = at(body, 'value') ?? [];
  const next = at(body, 'nextLink') ?? '';
  if (!Array.isArray(items) || typeof next !== 'string') {
    throw malformed(response, t('Azure answered with JSON of another shape than expected.'));
  }
  return {
    items: items.filter(isObject),
    next: next === '' ? undefined : absoluteLink(next, response),
  };
}
