import { isObject, type Json, type JsonObject } from '../../core/model/json';
import type { Row, Table } from '../kql/compile';
import type { ResourceGroup, StoredResource, Subscription, World } from '../world';

/** Columns of every Resource Graph table that this index has. */
const columns = [
  'id',
  'name',
  'type',
  'tenantId',
  'kind',
  'location',
  'resourceGroup',
  'subscriptionId',
  'managedBy',
  'sku',
  'plan',
  'properties',
  'tags',
  'identity',
  'zones',
  'extendedLocation',
  'systemData',
  'apiVersion',
] as const;

const tableNames = [
  'resources',
  'resourcecontainers',
  'kubernetesconfigurationresources',
  'extendedlocationresources',
  'authorizationresources',
] as const;

type TableName = (typeof tableNames)[number];

/** What one caller sees: a tenant, perhaps only some of its subscriptions, and a right to read. */
export interface Viewer {
  readonly tenantId: string;
  /** Lower-case subscription ids; undefined: all of the tenant. */
  readonly subscriptions: ReadonlySet<string> | undefined;
  can(action: string, scope: string): boolean;
}

/**
 * The tables as they stand in the index at `atMs`, ordered by id. A table is made when a query first
 * asks for it.
 */
export function indexedTables(
  world: World,
  atMs: number,
  viewer: Viewer,
): (name: string) => Table | undefined {
  const made = new Map<TableName, Table>();
  const mayRead = readable(viewer);
  return (name) => {
    const table = tableNames.find((known) => known === name.toLowerCase());
    if (!table) return undefined;
    const rows =
      made.get(table) ??
      toTable(
        table === 'resourcecontainers'
          ? containers(world, viewer, mayRead)
          : resources(world, atMs, viewer, mayRead, table),
      );
    made.set(table, rows);
    return rows;
  };
}

type Entry = readonly [key: string, row: Row];

function toTable(entries: Entry[]): Table {
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { columns, rows: entries.map(([, row]) => row) };
}

type MayRead = (type: string, id: string) => boolean;

/**
 * Asks for the right to read a type, from the subscription down. A right is inherited, so most
 * answers are one look-up for all of a subscription.
 */
function readable(viewer: Viewer): MayRead {
  const answers = new Map<string, boolean>();
  const ask = (action: string, scope: string): boolean => {
    const key = `${action}|${scope.toLowerCase()}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = viewer.can(action, scope);
    answers.set(key, answer);
    return answer;
  };
  return (type, id) => {
    const action = `${type}/read`;
    const [, subscriptions, subscriptionId, groups, group] = id.split('/', 5);
    if (subscriptions?.toLowerCase() !== 'subscriptions') return viewer.can(action, id);
    if (ask(action, `/subscriptions/${subscriptionId}`)) return true;
    if (groups?.toLowerCase() !== 'resourcegroups') return viewer.can(action, id);
    const groupId = `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
    return ask(action, groupId) || viewer.can(action, id);
  };
}

const isInView = (viewer: Viewer, tenantId: string, subscriptionId: string): boolean =>
  tenantId === viewer.tenantId && (viewer.subscriptions?.has(subscriptionId) ?? true);

function resources(
  world: World,
  atMs: number,
  viewer: Viewer,
  mayRead: MayRead,
  table: TableName,
): Entry[] {
  const entries: Entry[] = [];
  for (const resource of world.resources.asOf(atMs)) {
    if (resource.tenantId !== viewer.tenantId || tableOf(resource) !== table) continue;
    const subscriptionId = segment(resource.id, 'subscriptions');
    if (!isInView(viewer, resource.tenantId, subscriptionId.toLowerCase())) continue;
    if (!mayRead(resource.type, resource.id)) continue;
    entries.push([resource.id.toLowerCase(), rowOf(resource, subscriptionId)]);
  }
  return entries;
}

/** Tracked resources have a location; the others are indexed in tables of their own, or nowhere. */
function tableOf({ type, body }: StoredResource): TableName | undefined {
  const key = type.toLowerCase();
  if (key.startsWith('microsoft.kubernetesconfiguration/')) {
    return 'kubernetesconfigurationresources';
  }
  if (key === 'microsoft.extendedlocation/customlocations/enabledresourcetypes') {
    return 'extendedlocationresources';
  }
  if (key.startsWith('microsoft.authorization/')) return 'authorizationresources';
  return typeof body['location'] === 'string' ? 'resources' : undefined;
}

function rowOf(resource: StoredResource, subscriptionId: string): Row {
  const { id, name, tenantId, body } = resource;
  const type = resource.type.toLowerCase();
  return [
    id,
    name,
    type,
    tenantId,
    textOf(body['kind']),
    textOf(body['location']).toLowerCase(),
    segment(id, 'resourcegroups').toLowerCase(),
    subscriptionId,
    textOf(body['managedBy']),
    body['sku'] ?? null,
    body['plan'] ?? null,
    type.startsWith('microsoft.kubernetesconfiguration/')
      ? capitalized(body['properties'])
      : (body['properties'] ?? null),
    body['tags'] ?? null,
    body['identity'] ?? null,
    body['zones'] ?? null,
    body['extendedLocation'] ?? null,
    body['systemData'] ?? null,
    null,
  ];
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** The segment after `name` in an id; empty when there is none. */
function segment(id: string, name: string): string {
  const parts = id.split('/');
  const at = parts.findIndex((part, index) => index % 2 === 1 && part.toLowerCase() === name);
  return at < 0 ? '' : (parts[at + 1] ?? '');
}

/** The index holds cluster extensions as their provider's own model spells them: `ExtensionType`. */
function capitalized(properties: Json | undefined): JsonObject | null {
  if (!isObject(properties)) return null;
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [
      `${key.charAt(0).toUpperCase()}${key.slice(1)}`,
      value,
    ]),
  );
}

/** Subscriptions and resource groups; what happened to them is indexed at once. */
function containers(world: World, viewer: Viewer, mayRead: MayRead): Entry[] {
  const entries: Entry[] = [];
  for (const subscription of world.subscriptions.values()) {
    const id = `/subscriptions/${subscription.id}`;
    if (!isInView(viewer, subscription.tenantId, subscription.id.toLowerCase())) continue;
    if (subscription.state === 'Deleted') continue;
    if (!mayRead('Microsoft.Resources/subscriptions', id)) continue;
    entries.push([id.toLowerCase(), subscriptionRow(id, subscription)]);
  }
  for (const group of world.resourceGroups.values()) {
    const tenantId = world.subscriptions.get(group.subscriptionId)?.tenantId ?? '';
    if (!isInView(viewer, tenantId, group.subscriptionId.toLowerCase())) continue;
    if (!mayRead('Microsoft.Resources/subscriptions/resourceGroups', group.id)) continue;
    entries.push([group.id.toLowerCase(), groupRow(group, tenantId)]);
  }
  return entries;
}

const subscriptionRow = (
  id: string,
  { displayName, state, tenantId, ...rest }: Subscription,
): Row =>
  containerRow({
    id,
    name: displayName,
    type: 'microsoft.resources/subscriptions',
    tenantId,
    subscriptionId: rest.id,
    properties: { state, managementGroupAncestorsChain: [] },
  });

const groupRow = (
  { id, name, location, subscriptionId, tags }: ResourceGroup,
  tenantId: string,
): Row =>
  containerRow({
    id,
    name,
    type: 'microsoft.resources/subscriptions/resourcegroups',
    tenantId,
    location,
    resourceGroup: name.toLowerCase(),
    subscriptionId,
    properties: { provisioningState: 'Succeeded' },
    tags,
  });

type ContainerCells = Partial<Record<(typeof columns)[number], Json>>;

const textColumns: ReadonlySet<string> = new Set([
  'kind',
  'location',
  'resourceGroup',
  'managedBy',
]);

const containerRow = (cells: ContainerCells): Row =>
  columns.map((name) => cells[name] ?? (textColumns.has(name) ? '' : null));
