import type { JsonObject } from '../../../src/core/model/json';
import type { StoredResource, World } from '../../../src/simulator/world';

export type TestWorld = World & { advance(ms: number): void };

export function aWorld(seed = 1): TestWorld {
  let state = seed >>> 0;
  let nowMs = Date.UTC(2026, 4, 1, 12);
  const random = (): number => (state = (state * 1664525 + 1013904223) >>> 0);
  const hex = (): string => random().toString(16).padStart(8, '0');
  const live = new Map<string, StoredResource>();
  const history = new Map<string, { atMs: number; resource: StoredResource | undefined }[]>();
  const record = (key: string, resource: StoredResource | undefined): void => {
    const entry = { atMs: nowMs, resource: resource && { ...resource } };
    history.set(key, [...(history.get(key) ?? []), entry]);
  };
  return {
    signingKey: String(seed),
    now: () => nowMs,
    advance: (ms) => void (nowMs += ms),
    newGuid: () => {
      const all = hex() + hex() + hex() + hex();
      return [
        all.slice(0, 8),
        all.slice(8, 12),
        `4${all.slice(13, 16)}`,
        `8${all.slice(17, 20)}`,
        all.slice(20),
      ].join('-');
    },
    between: (low, high) => low + (random() % (high - low + 1)),
    schedule: () => undefined,
    tenants: new Map(),
    subscriptions: new Map(),
    resourceGroups: new Map(),
    principals: new Map(),
    issuers: new Map(),
    secrets: new Map(),
    deletedVaults: new Map(),
    resources: {
      get: (id) => live.get(id.toLowerCase()),
      put: (id: string, type: string, tenantId: string, body: JsonObject) => {
        const key = id.toLowerCase();
        const resource: StoredResource = live.get(key) ?? {
          id,
          type,
          tenantId,
          body,
          name: id.split('/').at(-1) ?? '',
          createdAtMs: nowMs,
          changedAtMs: nowMs,
          hidden: {},
        };
        resource.body = body;
        live.set(key, resource);
        record(key, resource);
        return resource;
      },
      delete: (id) => {
        record(id.toLowerCase(), undefined);
        return live.delete(id.toLowerCase());
      },
      ofType: (type) =>
        [...live.values()].filter((one) => one.type.toLowerCase() === type.toLowerCase()),
      under: (id) =>
        [...live.values()].filter((one) => one.id.toLowerCase().startsWith(`${id.toLowerCase()}/`)),
      all: () => live.values(),
      asOf: (atMs) =>
        [...history.values()].flatMap(
          (versions) => versions.findLast((one) => one.atMs <= atMs)?.resource ?? [],
        ),
    },
  };
}
