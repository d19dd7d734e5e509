import { t } from '@vscode/l10n';
import { sovereignCloudFinding } from '../checks/sovereignCloud';
import { distributionName, identitySetup, type IdentitySetup } from '../model/distribution';
import { idKey, parseArmId, resourceTypes } from '../model/armId';
import { at, stringAt, type JsonObject } from '../model/json';
import type { Finding } from '../model/finding';
import type { Node, NodeOf, Tenant } from '../model/node';
import { toConnectivity } from '../observe/parse';
import type { Cloud, RequestContext } from '../ports';

/** The clusters and instances of one tenant, as the index shows them: enough to colour the tree. */
export interface Inventory {
  readonly tenant: Tenant;
  /** Epoch ms. */
  readonly readAtMs: number;
  readonly clusters: readonly NodeOf<'cluster'>[];
  readonly unreadableClusters: readonly NodeOf<'unreadableCluster'>[];
  /** By the key of the cluster's id; see `childNodes`. */
  readonly instances: ReadonlyMap<string, readonly NodeOf<'instance'>[]>;
}

const types = [
  resourceTypes.cluster,
  resourceTypes.customLocation,
  resourceTypes.instance,
  resourceTypes.providerClass,
];

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name.localeCompare(b.name);

/** One query for all: joined here, because a join would lose clusters without instances. */
const inventoryQuery = `resources
| where type in~ (${types.map((type) => `'${type}'`).join(', ')})
| project id, name, type = tolower(type), kind, location, identity,
    cl = tolower(tostring(extendedLocation.name)), host = tolower(tostring(properties.hostResourceId)),
    status = tostring(properties.connectivityStatus), seen = tostring(properties.lastConnectivityTime),
    distro = tostring(properties.distribution),
    spcRef = tolower(tostring(properties.defaultSecretProviderClassRef.resourceId))
| order by id asc`;

const isOfType = (row: JsonObject, type: string): boolean =>
  stringAt(row, 'type')?.toLowerCase() === type.toLowerCase();

const isProvisioned = (row: JsonObject): boolean =>
  stringAt(row, 'kind')?.toLowerCase() === 'provisionedcluster';

const distributionOf = (row: JsonObject): string =>
  distributionName(stringAt(row, 'distro') ?? '', isProvisioned(row));

const setupOf = (row: JsonObject): IdentitySetup =>
  identitySetup(stringAt(row, 'distro') ?? '', isProvisioned(row));

function toClusterNode(row: JsonObject, tenantId: string, instanceCount: number) {
  const seen = Date.parse(stringAt(row, 'seen') ?? '');
  return {
    kind: 'cluster',
    id: stringAt(row, 'id') ?? '',
    tenantId,
    name: stringAt(row, 'name') ?? '',
    distribution: distributionOf(row),
    setup: setupOf(row),
    connectivity: toConnectivity(stringAt(row, 'status')),
    ...(Number.isNaN(seen) ? {} : { lastSeenAtMs: seen }),
    instanceCount,
    location: stringAt(row, 'location') ?? '',
  } satisfies NodeOf<'cluster'>;
}

/** What the index can tell; a missing reference is only certain where no provider class exists. */
function indexedSecretSync(
  row: JsonObject,
  locationsWithClass: ReadonlySet<string>,
  sovereignCloud: string | undefined,
): Finding {
  const elsewhere = sovereignCloudFinding(sovereignCloud);
  if (elsewhere) return elsewhere;
  if (stringAt(row, 'spcRef') !== undefined) {
    return {
      state: 'notProved',
      words: t('Enabled, not proved'),
      evidence: [{ label: t('Read from'), value: 'Resource Graph' }],
    };
  }
  return locationsWithClass.has(stringAt(row, 'cl') ?? '')
    ? { state: 'unknown', words: t('Expand to read it'), evidence: [] }
    : { state: 'notStarted', words: t('Not enabled'), evidence: [] };
}

function indexedCloudIdentity(row: JsonObject): Finding {
  const identities = at(row, 'identity', 'userAssignedIdentities');
  const isAssigned =
    typeof identities === 'object' && identities !== null && Object.keys(identities).length > 0;
  return isAssigned
    ? { state: 'notProved', words: t('Assigned'), evidence: [] }
    : { state: 'notStarted', words: t('Not assigned'), evidence: [] };
}

/** Joins the rows of the inventory query. Pure. */
export function toInventory(
  rows: readonly JsonObject[],
  tenant: Tenant,
  readAtMs: number,
  sovereignCloud?: string,
): Inventory {
  const clusterRows = rows.filter((row) => isOfType(row, resourceTypes.cluster));
  const clusterKeys = new Map(
    clusterRows.map((row) => [idKey(stringAt(row, 'id') ?? ''), row] as const),
  );
  const hostOf = new Map(
    rows
      .filter((row) => isOfType(row, resourceTypes.customLocation))
      .map((row) => [idKey(stringAt(row, 'id') ?? ''), stringAt(row, 'host')] as const),
  );
  const locationsWithClass = new Set(
    rows
      .filter((row) => isOfType(row, resourceTypes.providerClass))
      .flatMap((row) => stringAt(row, 'cl') ?? []),
  );

  const instances = new Map<string, NodeOf<'instance'>[]>();
  const unreadable = new Map<string, NodeOf<'unreadableCluster'>>();
  for (const row of rows.filter((each) => isOfType(each, resourceTypes.instance))) {
    const id = stringAt(row, 'id');
    if (id === undefined) continue;
    const location = stringAt(row, 'cl') ?? '';
    const host = hostOf.get(idKey(location));
    const cluster = host === undefined ? undefined : clusterKeys.get(idKey(host));
    // Without a readable cluster the custom location, or the instance itself, stands in for it.
    const key = idKey(host ?? (location || id));
    if (!cluster) {
      unreadable.set(key, {
        kind: 'unreadableCluster',
        id: key,
        tenantId: tenant.id,
        name: parseArmId(key)?.name ?? t('Unknown cluster'),
      });
    }
    const siblings = instances.get(key) ?? [];
    instances.set(key, siblings);
    siblings.push({
      kind: 'instance',
      id,
      tenantId: tenant.id,
      name: stringAt(row, 'name') ?? id,
      ...(cluster
        ? {
            clusterId: stringAt(cluster, 'id') ?? key,
            clusterSetup: setupOf(cluster),
            clusterDistribution: distributionOf(cluster),
          }
        : {}),
      isClusterOffline:
        cluster !== undefined &&
        ['offline', 'expired'].includes(toConnectivity(stringAt(cluster, 'status'))),
      // The index may not show the settings yet: only a cluster that is cut off speaks against it.
      outlook:
        cluster !== undefined && toConnectivity(stringAt(cluster, 'status')) === 'connected'
          ? 'unknown'
          : 'blocked',
      secretSync: indexedSecretSync(row, locationsWithClass, sovereignCloud),
      cloudIdentity: indexedCloudIdentity(row),
    });
  }

  for (const siblings of instances.values()) siblings.sort(byName);
  return {
    tenant,
    readAtMs,
    clusters: clusterRows
      .map((row) => {
        const key = idKey(stringAt(row, 'id') ?? '');
        return toClusterNode(row, tenant.id, instances.get(key)?.length ?? 0);
      })
      .sort(byName),
    unreadableClusters: [...unreadable.values()].sort(byName),
    instances,
  };
}

/** One tenant's clusters and instances: one Resource Graph query per page, nothing per item. */
export async function loadInventory(
  cloud: Cloud,
  tenant: Tenant,
  context: RequestContext,
): Promise<Inventory> {
  const { graph, sovereignCloud } = cloud.azure(tenant.id);
  const rows = await graph.query(inventoryQuery, context);
  return toInventory(rows, tenant, cloud.clock.now(), sovereignCloud);
}

/** The nodes under `parent`, or the tenant's own. An instance's settings come from its reading. */
export function childNodes(inventory: Inventory, parent?: Node): readonly Node[] {
  if (parent === undefined || parent.kind === 'tenant') {
    if (inventory.clusters.length + inventory.unreadableClusters.length === 0) {
      return [
        {
          kind: 'note',
          id: `${inventory.tenant.id}#empty`,
          text: t('No Arc-enabled cluster that your account can see'),
        },
      ];
    }
    return [...inventory.clusters, ...inventory.unreadableClusters].sort(byName);
  }
  if (parent.kind === 'cluster' || parent.kind === 'unreadableCluster') {
    return inventory.instances.get(idKey(parent.id)) ?? [];
  }
  return [];
}
