import { t } from '@vscode/l10n';
import { UserFacingError } from '../../core/errors';
import { parseArmIdOf, resourceTypes, sameId } from '../../core/model/armId';
import { stringAt } from '../../core/model/json';
import type { Node, NodeOf } from '../../core/model/node';
import type { Estate } from '../tree/estate';

const kinds: readonly Node['kind'][] = [
  'tenant',
  'cluster',
  'unreadableCluster',
  'instance',
  'setting',
  'error',
  'note',
];

/** A node as the tree passes it. */
export function toNode(argument: unknown): Node | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const kind: unknown = Reflect.get(argument, 'kind');
  const id: unknown = Reflect.get(argument, 'id');
  const isNode = kinds.some((known) => known === kind) && typeof id === 'string';
  return isNode && hasWhatIsRead(argument, kind) ? (argument as Node) : undefined;
}

/** Beyond its kind and id, nothing else of a node is read before the estate gives its own. */
function hasWhatIsRead(argument: object, kind: unknown): boolean {
  switch (kind) {
    case 'setting':
      return stringAt(argument, 'instanceId') !== undefined;
    case 'tenant':
      return stringAt(argument, 'tenant', 'id') !== undefined;
    default:
      return true;
  }
}

/**
 * What a command was called with; anybody may call it with anything.
 *
 * @throws {UserFacingError} it is nothing that tree, palette or panel would pass
 */
export function toArgument(argument: unknown): Node | string | undefined {
  if (argument === undefined || argument === null) return undefined;
  const known = typeof argument === 'string' ? argument : toNode(argument);
  if (known !== undefined) return known;
  throw new UserFacingError(
    t('This command was called with something that is neither a row of the tree nor an id.'),
  );
}

function instanceIdOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  const node = toNode(argument);
  if (node?.kind === 'instance') return node.id;
  return node?.kind === 'setting' ? node.instanceId : undefined;
}

/** The id of the instance that a command was called with, if it was called with one. */
export function instanceAmong(argument: unknown): string | undefined {
  const id = instanceIdOf(argument);
  return id !== undefined && parseArmIdOf(resourceTypes.instance, id) ? id : undefined;
}

/**
 * The instance that a command is about. Only instances that the estate itself has read count, so that
 * a caller can't bring one of its own.
 *
 * @throws {UserFacingError} something was passed that is no instance of this account
 */
export async function findInstance(
  argument: unknown,
  estate: Estate,
): Promise<NodeOf<'instance'> | undefined> {
  if (argument === undefined) return undefined;
  const id = instanceIdOf(argument);
  if (id === undefined || !parseArmIdOf(resourceTypes.instance, id)) {
    throw new UserFacingError(
      t('This works on an Azure IoT Operations instance. Choose one in “Clusters and Instances”.'),
    );
  }
  // What is known already needs no wait for the slowest tenant.
  const found =
    estate.find(id) ?? (await estate.instances()).find((instance) => sameId(instance.id, id));
  if (!found) {
    throw new UserFacingError(
      t('The instance {0} was not found with this account. Refresh, or sign in to its tenant.', id),
    );
  }
  return found;
}
