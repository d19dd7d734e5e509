import { t } from '@vscode/l10n';
import { apiVersions } from './apiVersions';
import { UserFacingError } from './errors';
import { parseArmId, shortPath } from './model/armId';
import { toPermissionEntry } from './observe/parse';
import type { PermissionEntry } from './observe/observation';
import type { Azure, RequestContext } from './ports';

/** May the caller do it? A pre-check only warns: locks, policies and deny assignments are not seen. */
export type Permission = 'allowed' | 'denied' | 'conditional' | 'unknown';

/** An action at a scope, with the words for what it is needed for. */
export interface NeededPermission {
  readonly action: string;
  readonly scope: string;
}

/** `*` stands for any run of characters, slashes too; the whole string counts, case does not. */
export function matchesAction(pattern: string, action: string): boolean {
  const parts = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${parts}$`, 'i').test(action);
}

/** One entry must allow the action and not take it away again; entries don't veto each other. */
export function evaluate(entries: readonly PermissionEntry[], action: string): Permission {
  const allowing = entries.filter(
    (entry) =>
      entry.actions.some((pattern) => matchesAction(pattern, action)) &&
      !entry.notActions.some((pattern) => matchesAction(pattern, action)),
  );
  if (allowing.length === 0) return 'denied';
  return allowing.every((entry) => entry.condition !== undefined) ? 'conditional' : 'allowed';
}

/**
 * Asks Azure, once per scope and side by side, what the caller may do there.
 *
 * @see https://learn.microsoft.com/rest/api/authorization/permissions (2022-04-01)
 */
async function checkPermissions(
  azure: Azure,
  needed: readonly NeededPermission[],
  context: RequestContext,
): Promise<readonly (NeededPermission & { readonly permission: Permission })[]> {
  const scopes = [...new Set(needed.map(({ scope }) => scope))];
  const byScope = new Map(
    await Promise.all(
      scopes.map(async (scope) => {
        const path = `${scope}/providers/Microsoft.Authorization/permissions`;
        try {
          const entries = await azure.arm.list(path, apiVersions.authorization, context);
          return [scope, entries.map(toPermissionEntry)] as const;
        } catch (error) {
          context.signal.throwIfAborted();
          // Not being allowed to ask says nothing about what is asked for.
          if (error instanceof Error) return [scope, undefined] as const;
          throw error;
        }
      }),
    ),
  );
  return needed.map((each) => {
    const entries = byScope.get(each.scope);
    return { ...each, permission: entries ? evaluate(entries, each.action) : 'unknown' };
  });
}

const scopeName = (scope: string): string =>
  parseArmId(scope) ? shortPath(scope) : (scope.split('/').at(-1) ?? scope);

/** @throws {UserFacingError} naming each permission that the caller lacks */
export async function requirePermissions(
  azure: Azure,
  needed: readonly NeededPermission[],
  context: RequestContext,
): Promise<void> {
  const checked = await checkPermissions(azure, needed, context);
  const denied = checked.filter(({ permission }) => permission === 'denied');
  if (denied.length === 0) return;
  throw new UserFacingError(
    t(
      'Your account lacks permissions, so nothing was changed: {0}. Ask an administrator for them; roles that were just granted take up to 10 minutes.',
      denied.map(({ action, scope }) => t('{0} on {1}', action, scopeName(scope))).join('; '),
    ),
  );
}
