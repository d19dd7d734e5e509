import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { sameId } from '../model/armId';
import type { Azure, RequestContext } from '../ports';
import type { PlannedWrite } from './plan';

/** What goes only because it was judged that nobody else needs it. */
const versionOf = (id: string): string | undefined =>
  /\/(federatedIdentityCredentials|userAssignedIdentities)\/[^/]+$/i.test(id)
    ? apiVersions.identity
    : /\/roleAssignments\/[^/]+$/i.test(id)
      ? apiVersions.authorization
      : undefined;

/**
 * What was agreed to go and is not among what goes any more must be gone by now. A reading that failed
 * must not make a run end well that has left it where it was.
 *
 * @param writes what the present state leaves to do
 * @param reviewed what the user agreed to
 * @throws {UserFacingError} it is there: somebody needs it since, or that could not be told
 */
export async function requireAgreed(
  azure: Azure,
  writes: readonly PlannedWrite[],
  reviewed: readonly PlannedWrite[],
  context: RequestContext,
): Promise<void> {
  const unlisted = reviewed.filter(
    ({ method, resourceId }) =>
      method === 'DELETE' && !writes.some((write) => sameId(write.resourceId, resourceId)),
  );
  const found = await Promise.all(
    unlisted.map(async ({ resourceId, title }) => {
      const version = versionOf(resourceId);
      const body = version && (await azure.arm.find(resourceId, version, context));
      return body ? [title] : [];
    }),
  );
  const titles = found.flat();
  if (titles.length === 0) return;
  throw new UserFacingError(
    t(
      'Somebody else needs this since you reviewed it, or that could not be told, so nothing was deleted: {0}. Review it again.',
      titles.join(', '),
    ),
    { remedy: 'review' },
  );
}
