import { holds, matchesAction, type ConditionFacts } from './authorization/condition';
import { conditionsOf, covers, grantsOf, type Grant } from './authorization/grants';
import type { World } from './world';

/** By attribute, as conditions name them. */
export type RequestFacts = Pick<ConditionFacts, 'request' | 'resource'>;

export interface AllowedOptions {
  /** The action is one of a data plane: `dataActions` decide. */
  readonly isDataAction?: boolean;
  /** What conditions may ask about. Without it, a condition about the request does not hold. */
  readonly facts?: RequestFacts | undefined;
}

const noFacts: ReadonlyMap<string, string> = new Map();

/**
 * The role assignment, in force now, that lets `objectId` do `action` at `scope`: granted there or
 * above, by one role's actions less that role's own exceptions, its conditions met.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/overview
 */
export function findGrant(
  world: World,
  objectId: string,
  action: string,
  scope: string,
  options: AllowedOptions = {},
): Grant | undefined {
  const { isDataAction = false, facts } = options;
  const matches = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => matchesAction(pattern, action));
  return grantsOf(world, objectId).find(
    (grant) =>
      covers(grant.scope, scope) &&
      grant.role.permissions.some(
        (permission) =>
          matches(isDataAction ? permission.dataActions : permission.actions) &&
          !matches(isDataAction ? permission.notDataActions : permission.notActions) &&
          conditionsOf(grant, permission).every((condition) =>
            holds(condition, {
              action,
              request: facts?.request ?? noFacts,
              resource: facts?.resource ?? noFacts,
            }),
          ),
      ),
  );
}

/** Whether there is such an assignment. */
export const isAllowed = (...asked: Parameters<typeof findGrant>): boolean =>
  findGrant(...asked) !== undefined;
