import { sameId } from '../model/armId';
import type { Instance, ProviderClass } from './observation';

/** What the names of the classes made by the az extension and by this one begin with. */
const ownPrefix = 'spc-ops-';

/**
 * The provider class that secret synchronization of the instance runs on: the one it references,
 * else the only one made for it (instances from before mid-2025 have one without a reference).
 * Classes of others on the same custom location, such as the OPC UA connector's, are not it.
 */
export function currentClass(
  instance: Instance | undefined,
  classes: readonly ProviderClass[],
): ProviderClass | undefined {
  const reference = instance?.defaultClassId;
  if (reference !== undefined) return classes.find((item) => sameId(item.id, reference));
  const own = classes.filter((item) => item.name.startsWith(ownPrefix));
  return own.length === 1 ? own[0] : undefined;
}
