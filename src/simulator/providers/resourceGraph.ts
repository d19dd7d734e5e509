import type { Json, JsonObject } from '../../core/model/json';
import type { Table } from '../kql/compile';
import { KqlError, semanticError } from '../kql/kqlError';
import { parseQuery } from '../kql/parseQuery';
import { run } from '../kql/run';
import type { Query } from '../kql/syntax';
import { toJson, type Value } from '../kql/values';
import { ArmFault, type ArmRequest, type Provider, type WriteResult } from '../provider';
import { badRequest, queryFault, throttled } from '../resourceGraph/faults';
import { makeToken, readRequest, type GraphRequest } from '../resourceGraph/request';
import { indexedAtMs, serviceOf } from '../resourceGraph/service';
import { indexedTables } from '../resourceGraph/tables';
import type { World } from '../world';

const apiVersions = [
  '2019-04-01',
  '2020-04-01-preview',
  '2021-03-01',
  '2021-06-01-preview',
  '2022-10-01',
  '2024-04-01',
] as const;

/** Versions whose answer is a table unless the caller wants objects. */
const tabularVersions: ReadonlySet<string> = new Set(['2019-04-01', '2020-04-01-preview']);

/** Subscriptions beyond which the service does not look any further. */
const subscriptionLimit = 10_000;

const maximumJoins = 3;

/**
 * Azure Resource Graph: queries over everything that the caller may read in the token's tenant, as
 * it was a while ago.
 *
 * @see https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources
 */
export const resourceGraph: Provider = {
  namespace: 'Microsoft.ResourceGraph',
  types: [],
  other: (request) =>
    request.method === 'POST' && isResources(request.path) ? answer(request) : undefined,
};

const isResources = (path: string): boolean =>
  path.toLowerCase() === '/providers/microsoft.resourcegraph/resources';

function answer(request: ArmRequest): WriteResult {
  const { world } = request;
  checkApiVersion(request.apiVersion);
  const quota = serviceOf(world).quota.take(request.caller.objectId, world.now());
  const headers = {
    'x-ms-user-quota-remaining': String(quota.remaining),
    'x-ms-user-quota-resets-after': `00:00:${String(quota.resetsAfterSeconds).padStart(2, '0')}`,
    'x-ms-tenant-subscription-limit-hit': String(subscriptionsOf(request) > subscriptionLimit),
  };
  if (!quota.isAllowed) {
    throw throttled(world, { ...headers, 'Retry-After': String(quota.resetsAfterSeconds) });
  }
  const asked = readRequest(
    request.body,
    world,
    tabularVersions.has(request.apiVersion) ? 'table' : 'objectArray',
  );
  checkSubscriptions(world, asked, request.tenantId);
  const { table, isLimited } = evaluate(request, asked);
  return { status: 200, headers, body: page(table, asked, isLimited) };
}

function checkApiVersion(apiVersion: string): void {
  if (apiVersions.some((known) => known === apiVersion.toLowerCase())) return;
  throw new ArmFault(
    404,
    'InvalidResourceType',
    `The resource type 'resources' could not be found in the namespace 'Microsoft.ResourceGraph' for api version '${apiVersion}'. The supported api-versions are '${apiVersions.join(',')}'.`,
  );
}

const subscriptionsOf = ({ world, tenantId }: ArmRequest): number => {
  if (world.subscriptions.size <= subscriptionLimit) return 0;
  return [...world.subscriptions.values()].filter((one) => one.tenantId === tenantId).length;
};

/** Subscriptions of others are left out silently, as long as one remains. */
function checkSubscriptions(world: World, asked: GraphRequest, tenantId: string): void {
  const { subscriptions } = asked;
  if (!subscriptions) return;
  const isKnown = [...world.subscriptions.values()].some(
    (one) => one.tenantId === tenantId && subscriptions.has(one.id.toLowerCase()),
  );
  if (isKnown) return;
  throw badRequest(world, {
    code: 'NoValidSubscriptionsInQueryRequest',
    message: `There must be at least one subscription that is eligible to contain resources. Given: '${[...subscriptions].join(', ')}'.`,
  });
}

function evaluate(
  request: ArmRequest,
  asked: GraphRequest,
): { readonly table: Table; readonly isLimited: boolean } {
  const { world, tenantId } = request;
  try {
    const query = parseQuery(asked.query);
    checkJoins(query);
    const table = indexedTables(world, indexedAtMs(world), {
      tenantId,
      subscriptions: asked.subscriptions,
      can: (action, scope) => request.can(action, scope),
    });
    return {
      table: run(query, { nowMs: world.now(), table }),
      isLimited: query.operators.some(({ kind }) => kind === 'take' || kind === 'top'),
    };
  } catch (error) {
    throw error instanceof KqlError ? queryFault(world, error) : error;
  }
}

/** Counts the joins of a query and of the queries inside it. */
const joinsOf = ({ operators }: Query): number =>
  operators.reduce((sum, operator) => {
    if (operator.kind === 'join') return sum + 1 + joinsOf(operator.right);
    if (operator.kind !== 'union') return sum;
    return sum + operator.others.reduce((inner, other) => inner + joinsOf(other), 0);
  }, 0);

function checkJoins(query: Query): void {
  if (joinsOf(query) <= maximumJoins) return;
  throw semanticError(`The query has more than ${maximumJoins} join operators.`);
}

/** Paging needs the `id` of each row, and gives no token where the query itself limits the rows. */
function page(table: Table, asked: GraphRequest, isLimited: boolean): JsonObject {
  const end = asked.offset + asked.top;
  const rows = table.rows.slice(asked.offset, end);
  const hasMore = end < table.rows.length;
  const canPage = !isLimited && table.columns.includes('id');
  return {
    totalRecords: table.rows.length,
    count: rows.length,
    resultTruncated: hasMore && !canPage ? 'true' : 'false',
    ...(hasMore && canPage ? { $skipToken: makeToken(asked.fingerprint, end) } : {}),
    data: asked.resultFormat === 'table' ? asTable(table, rows) : asObjects(table, rows),
    facets: [],
  };
}

const asObjects = ({ columns }: Table, rows: Table['rows']): Json =>
  rows.map((row) =>
    Object.fromEntries(columns.map((name, index) => [name, toJson(row[index] ?? null)])),
  );

const asTable = ({ columns }: Table, rows: Table['rows']): Json => ({
  columns: columns.map((name, index) => ({
    name,
    type: typeOf(rows.find((row) => (row[index] ?? null) !== null)?.[index] ?? null),
  })),
  rows: rows.map((row) => row.map(toJson)),
});

function typeOf(value: Value): string {
  if (typeof value === 'number') return 'integer';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'object' && value !== null ? 'object' : 'string';
}
