import { t } from '@vscode/l10n';
import { apiVersions } from './apiVersions';
import { UserFacingError } from './errors';
import { becauseOf } from './explain';
import { parseArmId, shortPath } from './model/armId';
import { toPermissionEntry } from './observe/parse';
import type { PermissionEntry } from './observe/observation';
import type { Azure, RequestContext } from './ports';

/** May the caller do it? A pre-check only warns: locks, policies and deny assignments are not seen. */
export type Permission = 'allowed' | 'denied' | 'conditional' | 'unknown';

/** An action at a scope. */
export interface NeededPermission {
  readonly action: string;
  readonly scope: string;
  /** `data`: done at the resource's own host, such as with a vault's secrets. Default: `control`. */
  readonly plane?: 'control' | 'data';
  /** Under a condition it does not do, whatever that says. */
  readonly isUnrestricted?: true;
}

export interface CheckedPermission extends NeededPermission {
  readonly permission: Permission;
  /** Why it is unknown. */
  readonly because?: string;
}

/**
 * `*` stands for any run of characters, slashes too; the whole string counts, case does not. Between
 * two slashes it may stand for nothing, with one of them: so Managed Identity Operator, which may do
 * `assign/action` with anything under `userAssignedIdentities`, may assign identities themselves.
 *
 * @see https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identities-faq
 */
export function matchesAction(pattern: string, action: string): boolean {
  const parts = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('/*/', '/(?:*/)?')
    .replaceAll('*', '.*');
  return new RegExp(`^${parts}$`, 'i').test(action);
}

/** One entry must allow the action and not take it away again; entries don't veto each other. */
export function evaluate(
  entries: readonly PermissionEntry[],
  action: string,
  plane: 'control' | 'data' = 'control',
): Permission {
  const isAmong = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => matchesAction(pattern, action));
  const allowing = entries.filter((entry) =>
    plane === 'data'
      ? isAmong(entry.dataActions) && !isAmong(entry.notDataActions)
      : isAmong(entry.actions) && !isAmong(entry.notActions),
  );
  if (allowing.length === 0) return 'denied';
  return allowing.every((entry) => entry.condition !== undefined) ? 'conditional' : 'allowed';
}

/** As `evaluate`, for what is needed. */
export function evaluateNeed(
  entries: readonly PermissionEntry[],
  { action, plane, isUnrestricted }: Omit<NeededPermission, 'scope'>,
): Permission {
  const permission = evaluate(entries, action, plane);
  return permission === 'conditional' && isUnrestricted ? 'denied' : permission;
}

interface ScopeAnswer {
  readonly entries?: readonly PermissionEntry[];
  readonly because?: string;
}

/**
 * Asks Azure, once per scope and side by side, what the caller may do there.
 *
 * @see https://learn.microsoft.com/rest/api/authorization/permissions (2022-04-01)
 */
export async function checkPermissions(
  azure: Azure,
  needed: readonly NeededPermission[],
  context: RequestContext,
): Promise<readonly CheckedPermission[]> {
  const scopes = [...new Set(needed.map(({ scope }) => scope))];
  const byScope = new Map<string, ScopeAnswer>(
    await Promise.all(
      scopes.map(async (scope) => {
        const path = `${scope}/providers/Microsoft.Authorization/permissions`;
        try {
          const entries = await azure.arm.list(path, apiVersions.authorization, context);
          return [scope, { entries: entries.map(toPermissionEntry) }] as const;
        } catch (error) {
          context.signal.throwIfAborted();
          // Not being allowed to ask says nothing about what is asked for.
          if (error instanceof Error) return [scope, { because: becauseOf(error) }] as const;
          throw error;
        }
      }),
    ),
  );
  return needed.map((each) => {
    const { entries, because } = byScope.get(each.scope) ?? {};
    return {
      ...each,
      permission: entries ? evaluateNeed(entries, each) : 'unknown',
      ...(because === undefined ? {} : { because }),
    };
  });
}

export const scopeName = (scope: string): string =>
  parseArmId(scope)
    ? shortPath(scope)
    : /^\/subscriptions\/[^/]+$/i.test(scope)
      ? t('subscription {0}', scope.split('/').at(-1) ?? '')
      : (scope.split('/').at(-1) ?? scope);

/** The action, and what a condition makes of it. */
export const needWords = ({ action, isUnrestricted }: NeededPermission): string =>
  isUnrestricted ? t('{0} without a condition', action) : action;

/** @throws {UserFacingError} naming each permission that the caller lacks */
export function requireAllowed(checked: readonly CheckedPermission[]): void {
  const denied = checked.filter(({ permission }) => permission === 'denied');
  if (denied.length === 0) return;
  throw new UserFacingError(
    t(
      'Your account lacks permissions, so nothing was changed: {0}. Ask an administrator for them; roles that were just granted take up to 10 minutes.',
      denied.map((each) => t('{0} on {1}', needWords(each), scopeName(each.scope))).join('; '),
    ),
    { remedy: 'request', lacking: denied.map(toNeeded) },
  );
}

/** Without the answer. */
export const toNeeded = ({
  action,
  scope,
  plane,
  isUnrestricted,
}: CheckedPermission): NeededPermission => ({
  action,
  scope,
  ...(plane === undefined ? {} : { plane }),
  ...(isUnrestricted ? { isUnrestricted } : {}),
});
