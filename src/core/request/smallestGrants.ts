import { idKey } from '../model/armId';
import type { NeededPermission } from '../permissions';
import { gives, smallestRoles, type GrantableRole } from './grantableRoles';

/** A built-in role at a scope. */
export interface Grant {
  readonly role: GrantableRole;
  readonly scope: string;
}

/** Everything under the scope, and the scope itself. */
export const covers = (outer: string, inner: string): boolean =>
  `${idKey(inner)}/`.startsWith(`${idKey(outer)}/`);

export const isGivenBy = ({ role, scope }: Grant, need: NeededPermission): boolean =>
  covers(scope, need.scope) && gives(role, need);

/**
 * The smallest built-in roles that give all of it, each where it is needed. Outer scopes come first:
 * what is given there need not be given again below. Pure.
 */
export function smallestGrants(needs: readonly NeededPermission[]): readonly Grant[] {
  const scopes = [...new Map(needs.map(({ scope }) => [idKey(scope), scope])).values()].sort(
    (a, b) => a.split('/').length - b.split('/').length,
  );
  const chosen: Grant[] = [];
  for (const scope of scopes) {
    const left = needs.filter(
      (need) =>
        idKey(need.scope) === idKey(scope) && !chosen.some((grant) => isGivenBy(grant, need)),
    );
    for (const role of smallestRoles(left)) chosen.push({ role, scope });
  }
  return chosen;
}
