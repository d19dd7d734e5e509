import { timings } from '../timings';
import type { World } from '../world';
import { Quota } from './quota';

/** What the service remembers of a world. */
export interface Service {
  readonly quota: Quota;
  readonly lagMs: number;
  /** What was written up to this moment is in the index already. Epoch, in ms. */
  caughtUpAtMs: number;
  /** Instead of `lagMs`, for the next query. */
  nextLagMs?: number;
}

/** One service a world, gone with it. */
const services = new WeakMap<World, Service>();

export function serviceOf(world: World): Service {
  const known = services.get(world);
  if (known) return known;
  const [low, high] = timings.graphLagMs;
  const service = { quota: new Quota(), lagMs: world.between(low, high), caughtUpAtMs: 0 };
  services.set(world, service);
  return service;
}

/** Makes the index show all that is there now: a scenario has existed for long when it starts. */
export function catchUp(world: World): void {
  serviceOf(world).caughtUpAtMs = world.now();
}

/** Lets the index be so far behind when it is asked the next time. */
export function delayIndex(world: World, lagMs: number): void {
  serviceOf(world).nextLagMs = lagMs;
}

/** The moment that the index shows now. Epoch, in ms. */
export function indexedAtMs(world: World): number {
  const service = serviceOf(world);
  const { lagMs, caughtUpAtMs, nextLagMs = lagMs } = service;
  delete service.nextLagMs;
  return Math.max(world.now() - nextLagMs, caughtUpAtMs);
}
