import { t } from '@vscode/l10n';
import { policyOwner, policyPermissions, type AccessPolicy } from '../model/accessPolicies';
import type { Fact } from '../model/fact';
import type { RoleAssignment } from '../observe/observation';
import type { Caller, ManagedIdentity, Vault } from '../ports';

interface Loss {
  readonly vault: Vault;
  /** Gets its roles by the same run. */
  readonly identity: ManagedIdentity;
  readonly policies: readonly AccessPolicy[];
  /** Everybody's at the vault and above it; unknown: nothing is said of them. */
  readonly roles: Fact<readonly RoleAssignment[]>;
  readonly caller: Caller;
}

/** More rows would not be read. */
const mostListed = 10;

const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Roles of a group that it is in do not count: only Microsoft Entra knows its members. */
function roleWords(objectId: string, { roles }: Loss): string {
  if (roles.kind !== 'known') return t('Give it a role at the vault first, if it still needs it.');
  const count = roles.value.filter(({ principalId }) => sameText(principalId, objectId)).length;
  if (count === 0) {
    return t('It has no role of its own there: give it one first, if it still needs this.');
  }
  return count === 1
    ? t('It has 1 role of its own there: make sure that it allows the same.')
    : t('It has {0} roles of its own there: make sure that they allow the same.', count);
}

function toCaution(policy: AccessPolicy, loss: Loss): string {
  const { identity, caller } = loss;
  const { objectId } = policy;
  const lost = t('{0} may no longer: {1}.', policyOwner(policy), policyPermissions(policy));
  if (sameText(objectId, identity.principalId)) {
    return [lost, t('This is {0}, which has both roles then.', identity.name)].join(' ');
  }
  const isCaller = sameText(objectId, caller.objectId);
  return [lost, ...(isCaller ? [t('This is your account.')] : []), roleWords(objectId, loss)].join(
    ' ',
  );
}

/** Who loses what, when roles decide at a vault instead of its access policies. */
export function lostPolicies(loss: Loss): readonly string[] {
  const { vault, policies } = loss;
  if (policies.length === 0) {
    return [
      t(
        'From then on only roles decide at {0}. It has no access policy now, so nobody loses access by that.',
        vault.name,
      ),
    ];
  }
  const more = policies.length - mostListed;
  return [
    policies.length === 1
      ? t(
          'The access policy of {0} stops counting at once. Whoever has it is refused from then on, unless a role lets them in.',
          vault.name,
        )
      : t(
          'The {0} access policies of {1} stop counting at once. Whoever has one is refused from then on, unless a role lets them in.',
          policies.length,
          vault.name,
        ),
    ...policies.slice(0, mostListed).map((each) => toCaution(each, loss)),
    ...(more > 0
      ? [t('And {0} more. All of them stand in the vault’s access policies in the portal.', more)]
      : []),
  ];
}
