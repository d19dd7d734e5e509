import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../core/model/json';
import type { ResourceGroup, StoredResource, World } from '../world';
import { tenantOf } from './directory';

/** Where the resources of one plant are put, and what marks them. */
export interface Place {
  readonly world: World;
  readonly group: ResourceGroup;
  /** Default: the group's. */
  readonly location?: string;
  readonly tags?: Record<string, string>;
}

/** What builders hand to each other about a resource. */
export interface Built {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
  readonly location: string;
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** The time `agoMs` before the simulated now, as Azure writes it. */
export const isoAgo = (world: World, agoMs: number): string =>
  new Date(world.now() - agoMs).toISOString();

/** First seven hexadecimal digits of a SHA-256, as the az extension names what it creates. */
export const hash7 = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 7);

/** Writes a tracked resource into the place and gives its handle. */
export function put(
  { world, group, location = group.location, tags = {} }: Place,
  type: string,
  name: string,
  body: JsonObject,
  hidden: Record<string, Json> = {},
): Built {
  const { id: tenantId } = tenantOf(world, group.subscriptionId);
  const id = `${group.id}/providers/${type}/${name}`;
  const stored = world.resources.put(id, type, tenantId, {
    location,
    tags,
    ...body,
    systemData: systemData(world),
  });
  Object.assign(stored.hidden, hidden);
  return { id, name, tenantId, location };
}

/** Writes a child or an extension resource under `parent`. */
export function putUnder(
  world: World,
  parent: Built,
  path: string,
  type: string,
  body: JsonObject,
): StoredResource {
  return world.resources.put(`${parent.id}/${path}`, type, parent.tenantId, {
    ...body,
    systemData: systemData(world),
  });
}

/** Who made it and when: long enough ago that no index lags behind. */
function systemData(world: World): JsonObject {
  const createdAt = isoAgo(world, 90 * dayMs);
  return {
    createdBy: 'operator@contoso.example',
    createdByType: 'User',
    createdAt,
    lastModifiedBy: 'operator@contoso.example',
    lastModifiedByType: 'User',
    lastModifiedAt: createdAt,
  };
}
