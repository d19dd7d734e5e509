import { isObject, type Json, type JsonObject } from '../../src/core/model/json';
import type { StoredResource, World } from '../../src/simulator/world';

const without = (body: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

/** What changes by itself as time goes on, or tells only who was here last. */
function settled({ body }: StoredResource): JsonObject {
  const properties = isObject(body['properties']) ? body['properties'] : {};
  return {
    ...without(body, 'systemData'),
    properties: without(properties, 'status', 'lastConnectivityTime'),
  };
}

/** Everything that exists in the world, by what it is called: for comparing it as a whole. */
export function wholeStateOf(world: World): Readonly<Record<string, Json>> {
  const state: Record<string, Json> = {};
  for (const resource of world.resources.all()) {
    state[resource.id.toLowerCase()] = structuredClone<JsonObject>(settled(resource));
  }
  for (const [vault, secrets] of world.secrets) {
    state[`secrets of ${vault}`] = [...secrets.values()].map(
      ({ name, versions, deletedAtMs }) =>
        `${name} ${versions.map(({ version }) => version).join(',')} ${deletedAtMs ?? ''}`,
    );
  }
  state['principals'] = [...world.principals.keys()].sort();
  state['deleted vaults'] = [...world.deletedVaults.keys()].sort();
  return state;
}

/** The ids of what is in one state and not, or otherwise, in the other. */
export function differences(
  before: Readonly<Record<string, Json>>,
  after: Readonly<Record<string, Json>>,
): readonly string[] {
  const ids = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...ids]
    .filter((id) => JSON.stringify(sorted(before[id])) !== JSON.stringify(sorted(after[id])))
    .map((id) => {
      const sign = before[id] === undefined ? '+' : after[id] === undefined ? '-' : '~';
      return `${sign} ${id.split('/').slice(-2).join('/')}`;
    })
    .sort();
}

/** With the keys of all objects in order: their order means nothing. */
function sorted(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((each) => sorted(each as Json) ?? null);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, below]) => [key, sorted(below)]),
  );
}
