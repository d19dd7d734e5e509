import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import { sameId } from '../model/armId';
import type { StepContext } from '../plan/plan';
import type { Azure, FederatedCredential, ManagedIdentity } from '../ports';
import { isSameContent } from './ensureCredential';

/**
 * Deletes federated identity credentials, one after the other: an identity takes one write at a time.
 * Looks before whether they still say what they said, and then whether they are gone.
 *
 * Idempotent: what is gone already is fine.
 *
 * @throws {UserFacingError} somebody else has changed one, or one is still there
 */
export async function removeCredentials(
  azure: Azure,
  identity: ManagedIdentity,
  credentials: readonly FederatedCredential[],
  context: StepContext,
): Promise<void> {
  const before = await azure.identities.listCredentials(identity.id, context);
  const changed = before.filter((each) =>
    credentials.some(
      ({ id, ...reviewed }) => sameId(id, each.id) && !isSameContent(reviewed, each),
    ),
  );
  if (changed.length > 0) {
    throw new UserFacingError(
      t(
        'Somebody else has changed {0} of {1} since you reviewed this, so no credential was deleted. Review it again.',
        changed.map(({ name }) => name).join(', '),
        identity.name,
      ),
      { remedy: 'review' },
    );
  }
  for (const { name } of credentials) {
    await azure.identities.deleteCredential(identity.id, name, context);
  }
  const left = await azure.identities.listCredentials(identity.id, context);
  const names = new Set(credentials.map(({ name }) => name.toLowerCase()));
  const still = left.filter(({ name }) => names.has(name.toLowerCase()));
  for (const { id, issuer, subject, audiences } of credentials) {
    if (still.some((each) => sameId(each.id, id))) continue;
    context.changed({
      resourceId: id,
      kind: 'deleted',
      properties: [
        { name: 'issuer', before: issuer },
        { name: 'subject', before: subject },
        { name: 'audiences', before: audiences.join(', ') },
      ],
    });
  }
  if (still.length === 0) return;
  throw new UserFacingError(
    t(
      'Azure accepted the deletion, but {0} still has the federated credential {1}. Run it again.',
      identity.name,
      still.map(({ name }) => name).join(', '),
    ),
  );
}
