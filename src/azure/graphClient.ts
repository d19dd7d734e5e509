import { t } from '@vscode/l10n';
import type { HttpHeaders, PipelineResponse } from '@azure/core-rest-pipeline';
import { at, isObject, stringAt, type JsonObject } from '../core/model/json';
import type { Clock, Log, RequestContext, ResourceGraph } from '../core/ports';
import { armUrl } from './armUrl';
import type { CloudEndpoints } from './clouds';
import type { Pipeline } from './pipeline';
import { getObject, jsonRequest } from './wire';
import { malformed } from './wireErrors';

const path = '/providers/Microsoft.ResourceGraph/resources';
const apiVersion = '2022-10-01';
const rowsPerPage = 1_000;
const mostPages = 1_000;
/** What one request may name. */
const mostSubscriptions = 1_000;
/** The quota's window has five seconds; a longer wait than this would be somebody's mistake. */
const longestQuotaWaitMs = 60_000;

export interface GraphClientOptions {
  readonly pipeline: Pipeline;
  readonly cloud: CloudEndpoints;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Azure Resource Graph with all pages of each query. When the service says that the user's quota is
 * used up, the next query waits for it instead of being refused.
 *
 * @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests
 */
export function createGraphClient(options: GraphClientOptions): ResourceGraph {
  const { pipeline, clock, log } = options;
  const url = armUrl(options.cloud, path, apiVersion);
  let quotaAtMs = 0;

  async function query(kql: string, context: RequestContext, subscriptions?: readonly string[]) {
    const rows: JsonObject[] = [];
    for (const some of inChunks(subscriptions)) rows.push(...(await queryAll(kql, context, some)));
    return rows;
  }

  async function queryAll(
    kql: string,
    context: RequestContext,
    subscriptions: readonly string[] | undefined,
  ): Promise<readonly JsonObject[]> {
    const rows: JsonObject[] = [];
    const seen = new Set<string>();
    for (let skipToken: string | undefined; ;) {
      const body = {
        ...(subscriptions === undefined ? {} : { subscriptions }),
        query: kql,
        options: {
          resultFormat: 'objectArray',
          $top: rowsPerPage,
          ...(skipToken === undefined ? {} : { $skipToken: skipToken }),
        },
      };
      const response = await send(body, context);
      const page = toPage(response);
      rows.push(...page.rows);
      if (page.isTruncated && page.skipToken === undefined) {
        log.warn('Resource Graph left out rows of a query: it should project id.');
      }
      if (page.skipToken === undefined || seen.has(page.skipToken)) return rows;
      if (seen.size >= mostPages) throw malformed(response, t('The list has no end.'));
      seen.add(page.skipToken);
      skipToken = page.skipToken;
    }
  }

  async function send(body: JsonObject, context: RequestContext): Promise<PipelineResponse> {
    const waitMs = quotaAtMs - clock.now();
    if (waitMs > 0) await clock.sleep(waitMs, context.signal);
    const request = jsonRequest('POST', url, body);
    const response = await pipeline.send(request, { ...context, isSafeToRepeat: true });
    quotaAtMs = Math.max(quotaAtMs, clock.now() + quotaWaitMs(response.headers));
    return response;
  }

  return { query };
}

/** How long there is no quota left, in ms. */
function quotaWaitMs(headers: HttpHeaders): number {
  if (headers.get('x-ms-user-quota-remaining') !== '0') return 0;
  const resetsAfter = headers.get('x-ms-user-quota-resets-after') ?? '';
  const [, hours, minutes, seconds] = /^(\d+):(\d\d):(\d\d)/.exec(resetsAfter) ?? [];
  const waitS = Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 5);
  return Math.min(waitS * 1_000, longestQuotaWaitMs);
}

/** No list: one query without it. An empty list means no subscription, so no query at all. */
function inChunks(all: readonly string[] | undefined): readonly (readonly string[] | undefined)[] {
  if (all === undefined) return [undefined];
  const count = Math.ceil(all.length / mostSubscriptions);
  return Array.from({ length: count }, (_, index) =>
    all.slice(index * mostSubscriptions, (index + 1) * mostSubscriptions),
  );
}

interface Page {
  readonly rows: readonly JsonObject[];
  readonly skipToken: string | undefined;
  readonly isTruncated: boolean;
}

function toPage(response: PipelineResponse): Page {
  const body = getObject(response);
  const data = at(body, 'data');
  if (!Array.isArray(data)) {
    throw malformed(response, t('Azure answered with JSON of another shape than expected.'));
  }
  return {
    rows: data.filter(isObject),
    skipToken: stringAt(body, '$skipToken'),
    isTruncated: stringAt(body, 'resultTruncated')?.toLowerCase() === 'true',
  };
}
