import type { JsonObject } from '../core/model/json';
import type { ResourceStore, StoredResource, World } from './world';

const key = (id: string): string => id.replace(/\/+$/, '').toLowerCase();

interface Version {
  readonly atMs: number;
  /** Undefined: it was deleted at that moment. */
  readonly resource: StoredResource | undefined;
}

/** How long an index may be behind, in ms: older versions are forgotten. */
const historyMs = 10 * 60_000;

/** Resources with what they were a while ago, for whoever looks at an index. */
class Resources implements ResourceStore {
  private readonly live = new Map<string, StoredResource>();
  private readonly history = new Map<string, Version[]>();
  private readonly byType = new Map<string, Map<string, StoredResource>>();
  /** The arrays of `ofType`, until one of the type is written. */
  private readonly lists = new Map<string, readonly StoredResource[]>();

  constructor(private readonly now: () => number) {}

  get(id: string): StoredResource | undefined {
    return this.live.get(key(id));
  }

  put(id: string, type: string, tenantId: string, body: JsonObject): StoredResource {
    const existing = this.live.get(key(id));
    const atMs = this.now();
    const resource: StoredResource = existing ?? {
      id: id.replace(/\/+$/, ''),
      type,
      name: id.replace(/\/+$/, '').split('/').at(-1) ?? '',
      tenantId,
      createdAtMs: atMs,
      changedAtMs: atMs,
      body,
      hidden: {},
    };
    resource.body = body;
    resource.changedAtMs = atMs;
    this.live.set(key(id), resource);
    this.ofTypeMap(type).set(key(id), resource);
    this.lists.delete(type.toLowerCase());
    this.record(key(id), { atMs, resource: { ...resource } });
    return resource;
  }

  delete(id: string): boolean {
    const existing = this.live.get(key(id));
    if (!existing) return false;
    this.live.delete(key(id));
    this.ofTypeMap(existing.type).delete(key(id));
    this.lists.delete(existing.type.toLowerCase());
    this.record(key(id), { atMs: this.now(), resource: undefined });
    return true;
  }

  ofType(type: string): readonly StoredResource[] {
    const key = type.toLowerCase();
    const known = this.lists.get(key) ?? [...this.ofTypeMap(type).values()];
    this.lists.set(key, known);
    return known;
  }

  under(id: string): StoredResource[] {
    const prefix = `${key(id)}/`;
    const found: StoredResource[] = [];
    for (const [each, resource] of this.live) if (each.startsWith(prefix)) found.push(resource);
    return found;
  }

  all(): Iterable<StoredResource> {
    return this.live.values();
  }

  asOf(atMs: number): readonly StoredResource[] {
    const found: StoredResource[] = [];
    for (const versions of this.history.values()) {
      const version = versions.findLast((one) => one.atMs <= atMs);
      if (version?.resource) found.push(version.resource);
    }
    return found;
  }

  private ofTypeMap(type: string): Map<string, StoredResource> {
    const known = this.byType.get(type.toLowerCase()) ?? new Map<string, StoredResource>();
    this.byType.set(type.toLowerCase(), known);
    return known;
  }

  private record(id: string, version: Version): void {
    const versions = this.history.get(id) ?? [];
    const oldest = version.atMs - historyMs;
    // The newest of the old ones is what the index shows until the next one has reached it.
    const firstNeeded = Math.max(
      0,
      versions.findLastIndex((one) => one.atMs <= oldest),
    );
    this.history.set(id, [...versions.slice(firstNeeded), version]);
  }
}

interface Due {
  readonly atMs: number;
  readonly work: () => void;
}

const hexDigits = '0123456789abcdef';

/** The whole simulated state, with its clock and its dice. */
export class WorldState implements World {
  readonly tenants: World['tenants'] = new Map();
  readonly subscriptions: World['subscriptions'] = new Map();
  readonly resourceGroups: World['resourceGroups'] = new Map();
  readonly principals: World['principals'] = new Map();
  readonly issuers: World['issuers'] = new Map();
  readonly secrets: World['secrets'] = new Map();
  readonly deletedVaults: World['deletedVaults'] = new Map();
  readonly resources: Resources;
  readonly signingKey: string;
  private readonly clock: () => number;
  private state: number;
  /** Soonest first. */
  private readonly due: Due[] = [];
  /** While due work is done, it is the moment when it was due. */
  private heldAtMs: number | undefined;

  constructor(seed: number, clock: () => number) {
    this.clock = clock;
    this.state = seed >>> 0;
    this.resources = new Resources(() => this.now());
    this.signingKey = this.newGuid();
  }

  now(): number {
    return this.heldAtMs ?? this.clock();
  }

  /** Mulberry32: small, seeded, good enough for ids and delays. */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  newGuid(): string {
    const digits = (count: number): string => {
      let text = '';
      for (let index = 0; index < count; index += 1) {
        text += hexDigits.charAt(this.random() * 16);
      }
      return text;
    };
    const variant = (8 + Math.floor(this.random() * 4)).toString(16);
    return `${digits(8)}-${digits(4)}-4${digits(3)}-${variant}${digits(3)}-${digits(12)}`;
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.random() * (high - low + 1));
  }

  schedule(atMs: number, work: () => void): void {
    // Behind all that is due at the same moment.
    let low = 0;
    let high = this.due.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.due[middle]?.atMs ?? 0) <= atMs) low = middle + 1;
      else high = middle;
    }
    this.due.splice(low, 0, { atMs, work });
  }

  /** Does what has become due, in order of time; work may plan more work. */
  settle(): void {
    const untilMs = this.clock();
    try {
      for (let next = this.due[0]; next && next.atMs <= untilMs; next = this.due[0]) {
        this.due.shift();
        this.heldAtMs = next.atMs;
        next.work();
      }
    } finally {
      this.heldAtMs = undefined;
    }
  }
}
