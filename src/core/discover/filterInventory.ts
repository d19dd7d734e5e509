import { parseArmId } from '../model/armId';
import type { Inventory } from './inventory';

/** What the user does not want to see; lower-case ids. What is new is shown. */
export interface Hidden {
  readonly tenants: ReadonlySet<string>;
  readonly subscriptions: ReadonlySet<string>;
}

export const nothingHidden: Hidden = { tenants: new Set(), subscriptions: new Set() };

/**
 * The inventory without what lies in hidden subscriptions. A cluster stays as long as one of its
 * instances is shown: there they hang.
 */
export function filterInventory(inventory: Inventory, { subscriptions }: Hidden): Inventory {
  if (subscriptions.size === 0) return inventory;
  const isShown = ({ id }: { readonly id: string }): boolean => {
    const subscriptionId = parseArmId(id)?.subscriptionId.toLowerCase();
    return subscriptionId === undefined || !subscriptions.has(subscriptionId);
  };
  const instances = new Map(
    [...inventory.instances].flatMap(([key, siblings]) => {
      const shown = siblings.filter(isShown);
      return shown.length === 0 ? [] : [[key, shown] as const];
    }),
  );
  const staysFor = (cluster: { readonly id: string }): boolean =>
    isShown(cluster) || instances.has(cluster.id.toLowerCase());
  return {
    ...inventory,
    clusters: inventory.clusters.filter(staysFor),
    unreadableClusters: inventory.unreadableClusters.filter(({ id }) => instances.has(id)),
    instances,
  };
}
