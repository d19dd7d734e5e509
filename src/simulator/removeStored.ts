import type { World } from './world';

/** Removes a resource with all that is in it or hangs at it: no child outlives its parent. */
export function removeStored(world: World, id: string): void {
  for (const child of world.resources.under(id)) world.resources.delete(child.id);
  world.resources.delete(id);
}
