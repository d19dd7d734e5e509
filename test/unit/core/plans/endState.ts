import { stringAt, type Json } from '../../../../src/core/model/json';
import type { Simulator } from '../../../../src/simulator/simulator';
import type { World } from '../../../../src/simulator/world';
import type { Estate } from '../../../fakes/startingStates';
import { wholeStateOf } from '../../../fakes/wholeState';
import { meaningOf } from './enableAllProperty';

/** Ids, names that are hashes of ids, and times, also in ms. */
const drawn =
  /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\b[\da-f]{7}\b|\b\d{4}-\d\d-\d\dT[\d:.]+Z|\b\d{13}\b/gi;

const anything = new URL('https://management.azure.com/tenants?api-version=2022-12-01');

/** What is drawn, or a moment, in lower case. */
export const drawnIn = (world: World): ReadonlySet<string> =>
  new Set(JSON.stringify(wholeStateOf(world)).toLowerCase().match(drawn));

/** All that there is, property by property; what was drawn since the beginning stands as one. */
function allOf(world: World, known: ReadonlySet<string>): readonly string[] {
  const mask = (text: string): string =>
    text.replace(drawn, (each) => (known.has(each.toLowerCase()) ? each : '*'));
  return Object.entries(wholeStateOf(world))
    .map(([id, value]) => {
      const list = Array.isArray(value) ? value.map((each) => mask(String(each))).sort() : value;
      return mask(`${id} ${JSON.stringify(list)}`);
    })
    .sort();
}

export interface EndState {
  readonly meaning: Json;
  /** How much there is of each type: nothing was made twice. */
  readonly counts: Readonly<Record<string, number>>;
  readonly all: readonly string[];
}

/**
 * How a simulated Azure ends, to be compared with how another one does.
 *
 * @param known what of `drawnIn` is the same in both, as they began
 */
export function endStateOf(
  simulator: Simulator,
  estate: Estate,
  known: ReadonlySet<string>,
): EndState {
  // Before it looks at any request, it does what is due by then.
  simulator.handle({ method: 'GET', url: anything, headers: new Map(), body: undefined });
  const { world } = simulator;
  const counts: Record<string, number> = {};
  for (const { type } of world.resources.all()) {
    counts[type.toLowerCase()] = (counts[type.toLowerCase()] ?? 0) + 1;
  }
  const cluster = world.resources.get(estate.clusterId)?.body;
  const issuer = stringAt(cluster, 'properties', 'oidcIssuerProfile', 'issuerUrl') ?? 'none';
  // Each simulated Azure publishes one of its own.
  const meaning = JSON.stringify(meaningOf(world, estate)).replaceAll(issuer, 'the issuer');
  return { meaning: JSON.parse(meaning) as Json, counts, all: allOf(world, known) };
}
