import { catchUp } from '../resourceGraph/service';
import type { World } from '../world';
import { buildFactory } from './factory/factory';
import { buildFleet } from './fleet';
import { buildReady } from './ready';

/** The scenario that `name` asks for when none is named. */
export const defaultScenario = 'factory';

const maximumFleet = 20_000;

/**
 * Fills an empty world.
 *
 * @param name `factory`, `ready` or `fleet:N` with N from 1 to 20,000.
 * @throws {RangeError} there is no such scenario.
 */
export function applyScenario(world: World, name: string): void {
  const count = Number(/^fleet:(\d{1,5})$/.exec(name)?.[1]);
  if (name === 'ready') {
    buildReady(world);
  } else if (name === defaultScenario) {
    buildFactory(world);
  } else if (count >= 1 && count <= maximumFleet) {
    buildFleet(world, count);
  } else {
    throw new RangeError(
      `There is no scenario "${name}". Known: factory, ready, fleet:N (N from 1 to 20000).`,
    );
  }
  catchUp(world);
}
