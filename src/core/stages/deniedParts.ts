import { t } from '@vscode/l10n';
import { checkPermissions } from '../permissions';
import type { OptionalPart } from '../plan/removal';
import type { Azure, RequestContext } from '../ports';

/** The parts, with those that the caller may not delete no longer proposed, and saying so. */
export async function withDenied(
  azure: Azure,
  parts: readonly OptionalPart[],
  context: RequestContext,
): Promise<readonly OptionalPart[]> {
  const needed = parts.map(({ permission }) => permission);
  const checked = await checkPermissions(azure, needed, context);
  return parts.map((part, index) =>
    checked[index]?.permission === 'denied'
      ? {
          ...part,
          isProposed: false,
          detail: t('{0}; your account may not delete it', part.detail),
        }
      : part,
  );
}
