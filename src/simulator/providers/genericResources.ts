import { stringAt, type JsonObject } from '../../core/model/json';
import { page } from '../arm/page';
import { ArmFault, type ArmRequest, type WriteResult } from '../provider';
import { pick } from '../requestBody';
import type { StoredResource } from '../world';

/** What lists of resources of any type show: no `properties`. */
const shownParts = [
  'location',
  'tags',
  'kind',
  'sku',
  'identity',
  'plan',
  'managedBy',
  'extendedLocation',
];

type Test = (resource: StoredResource) => boolean;

const comparison = /^\s*(\w+)\s+(eq|ne)\s+'((?:[^']|'')*)'\s*$/i;

/** The parts of a filter that resource lists know, all of which must hold. */
function parseFilter(filter: string): readonly Test[] {
  return filter.split(/\s+and\s+/i).map((part) => {
    const [, name = '', operator = '', quoted = ''] = comparison.exec(part) ?? [];
    const read = readers[name.toLowerCase()];
    if (!read) {
      throw new ArmFault(
        400,
        'InvalidFilterInQueryString',
        `Invalid $filter '${filter}' specified in the query string.`,
      );
    }
    const wanted = quoted.replaceAll("''", "'").toLowerCase();
    const isEqual = operator.toLowerCase() === 'eq';
    return (resource) => (read(resource)?.toLowerCase() === wanted) === isEqual;
  });
}

const readers: Readonly<Record<string, (resource: StoredResource) => string | undefined>> = {
  resourcetype: ({ type }) => type,
  name: ({ name }) => name,
  location: ({ body }) => stringAt(body, 'location'),
  resourcegroup: ({ id }) => id.split('/')[4],
};

/**
 * The top-level resources of a subscription or group that the caller may read.
 *
 * @see https://learn.microsoft.com/rest/api/resources/resources/list (api-version 2021-04-01)
 */
export function listResources(request: ArmRequest, scope: string): WriteResult {
  const tests = parseFilterOf(request);
  const prefix = `${scope.toLowerCase()}/`;
  const shown: JsonObject[] = [];
  for (const resource of request.world.resources.all()) {
    const isTopLevel =
      /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/[^/]+\/[^/]+\/[^/]+$/i;
    if (!resource.id.toLowerCase().startsWith(prefix) || !isTopLevel.test(resource.id)) continue;
    if (!tests.every((test) => test(resource))) continue;
    if (!request.can(`${resource.type}/read`, resource.id)) continue;
    const { id, name, type, body } = resource;
    shown.push({ id, name, type, ...pick(body, shownParts) });
  }
  return { status: 200, body: page(shown, request.url) };
}

function parseFilterOf({ url }: ArmRequest): readonly Test[] {
  const filter = url.searchParams.get('$filter');
  return filter === null || filter.trim() === '' ? [] : parseFilter(filter);
}
