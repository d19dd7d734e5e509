/** An ARM path taken apart, in any casing. */
export interface ArmPath {
  /** As sent, without slash at the end. */
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

export function parseArmPath(pathname: string): ArmPath {
  const path = decodeURIComponent(pathname).replace(/\/+$/, '');
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
