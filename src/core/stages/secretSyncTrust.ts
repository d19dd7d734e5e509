import { t } from '@vscode/l10n';
import { wantedCredential } from '../checks/credential';
import { sameId, shortPath } from '../model/armId';
import { valueOf } from '../model/fact';
import { vaultReaderRoles } from '../model/roles';
import { serviceAccounts } from '../names';
import type { Observation, RoleAssignment } from '../observe/observation';
import { sameButForSlash } from '../observe/resolveIssuer';
import type { Kept } from '../plan/plan';
import type { FederatedCredential, ManagedIdentity, Vault } from '../ports';
import type { OthersUsing } from './othersUsing';
import { someNames } from './someNames';

/** What may go, and what stays with the reason why. */
export interface Judged<T> {
  readonly gone: readonly T[];
  readonly kept: readonly Kept[];
}

const notTold = (because: string): string =>
  t('it could not be told whether somebody else relies on it: {0}', because);

/** Why none of them can be told to be the cluster's own; undefined: they can. */
function unreadCredentials({ credentials, issuer }: Observation): string | undefined {
  if (credentials.kind === 'unknown') return t('could not be read: {0}', credentials.because);
  return issuer.kind === 'unknown'
    ? t('the issuer of the cluster could not be read: {0}', issuer.because)
    : undefined;
}

/** The credentials by which the Secret Store extension of this cluster and namespace logs in. */
export function judgeCredentials(
  seen: Observation,
  identity: ManagedIdentity,
  others: OthersUsing,
): Judged<FederatedCredential> {
  const unread = unreadCredentials(seen);
  if (unread !== undefined) {
    const title = t('Federated credentials of {0}', identity.name);
    return { gone: [], kept: [{ title, because: unread }] };
  }
  const present = valueOf(seen.credentials) ?? [];
  const want = wantedCredential(seen, serviceAccounts.secretSync);
  const own = present.filter(
    ({ subject, issuer }) =>
      want !== undefined && subject === want.subject && sameButForSlash(issuer, want.issuer),
  );
  const count = present.length - own.length;
  const rest: readonly Kept[] =
    count === 0
      ? []
      : [
          {
            title:
              count === 1
                ? t('1 other federated credential of {0}', identity.name)
                : t('{0} other federated credentials of {1}', count, identity.name),
            because: t('for other clusters or other service accounts'),
          },
        ];
  const held =
    others.kind === 'unknown'
      ? notTold(others.because)
      : others.onNamespace.length > 0
        ? t('needed by {0} on the same cluster and namespace', someNames(others.onNamespace))
        : undefined;
  if (held === undefined || own.length === 0) return { gone: own, kept: rest };
  const stays = own.map(({ name }) => ({
    title: t('Federated credential {0} of {1}', name, identity.name),
    because: held,
  }));
  return { gone: [], kept: [...stays, ...rest] };
}

const ownRoleName = (roleId: string): string | undefined =>
  vaultReaderRoles.find(({ id }) => id === roleId)?.name;

/** The two roles of the identity at the vault itself: inherited ones and others never go. */
export function judgeRoles(
  seen: Observation,
  identity: ManagedIdentity,
  vault: Vault,
  others: OthersUsing,
): Judged<RoleAssignment> {
  if (seen.roleAssignments.kind === 'unknown') {
    const because = t('could not be read: {0}', seen.roleAssignments.because);
    const title = t('Roles of {0} on {1}', identity.name, vault.name);
    return { gone: [], kept: [{ title, because }] };
  }
  const present = (valueOf(seen.roleAssignments) ?? []).filter(
    ({ principalId }) => principalId.toLowerCase() === identity.principalId.toLowerCase(),
  );
  const isOwn = ({ scope, roleId, condition }: RoleAssignment): boolean =>
    sameId(scope, vault.id) && ownRoleName(roleId) !== undefined && condition === undefined;
  const stays = (each: RoleAssignment, because: string): Kept => ({
    title: t('{0} of {1}', ownRoleName(each.roleId) ?? t('Another role'), identity.name),
    because,
  });
  const rest = present
    .filter((each) => !isOwn(each))
    .map((each) =>
      stays(
        each,
        sameId(each.scope, vault.id)
          ? t('not assigned for secret synchronization')
          : t('not assigned at the vault itself but at {0}', shortPath(each.scope)),
      ),
    );
  const own = present.filter(isOwn);
  const held =
    others.kind === 'unknown'
      ? notTold(others.because)
      : others.onVault.length > 0
        ? t('needed by {0} for the same vault', someNames(others.onVault))
        : undefined;
  return held === undefined || own.length === 0
    ? { gone: own, kept: rest }
    : { gone: [], kept: [...own.map((each) => stays(each, held)), ...rest] };
}
