import { ArmFault } from '../provider';

/** An ARM path taken apart, in any casing. */
export interface ArmPath {
  /** As sent, but with single slashes, and none at the end. */
  readonly path: string;
  readonly subscriptionId: string | undefined;
  readonly resourceGroup: string | undefined;
  /** What stands before the last `/providers/`: the scope of an extension resource, or ''. */
  readonly scope: string;
  readonly namespace: string | undefined;
  /** Type segments behind the namespace. */
  readonly types: readonly string[];
  /** One less than `types` for a collection or an action. */
  readonly names: readonly string[];
}

/**
 * Clients put a scope, which begins with a slash, behind a slash: ARM takes several for one.
 * @throws {ArmFault} 400 for escapes that are none
 */
export function parseArmPath(pathname: string): ArmPath {
  const path = unescaped(pathname)
    .replace(/\/{2,}/g, '/')
    .replace(/\/$/, '');
  const [, subscriptionId] = /^\/subscriptions\/([^/]+)/i.exec(path) ?? [];
  const [, resourceGroup] = /^\/subscriptions\/[^/]+\/resourcegroups\/([^/]+)/i.exec(path) ?? [];
  const at = path.toLowerCase().lastIndexOf('/providers/');
  const [namespace, ...rest] = at < 0 ? [] : path.slice(at + '/providers/'.length).split('/');
  return {
    path,
    subscriptionId,
    resourceGroup,
    scope: at < 0 ? path : path.slice(0, at),
    namespace: namespace === '' ? undefined : namespace,
    types: rest.filter((_, index) => index % 2 === 0),
    names: rest.filter((_, index) => index % 2 === 1),
  };
}

function unescaped(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    throw new ArmFault(400, 'BadRequest', 'The request URI is not valid.');
  }
}
