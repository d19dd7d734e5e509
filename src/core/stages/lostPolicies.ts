import { t } from '@vscode/l10n';
import { policyOwner, policyPermissions, type AccessPolicy } from '../model/accessPolicies';
import type { Caller, ManagedIdentity, Vault } from '../ports';

interface Loss {
  readonly vault: Vault;
  /** Gets its roles by the same run. */
  readonly identity: ManagedIdentity;
  readonly policies: readonly AccessPolicy[];
}

/** More rows would not be read. */
const mostListed = 10;

const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Of those that can be told by more than an id. */
function known({ objectId }: AccessPolicy, { identity }: Loss, caller: Caller): string | undefined {
  if (sameText(objectId, identity.principalId)) {
    return t('This is {0}, which has both roles then.', identity.name);
  }
  return sameText(objectId, caller.objectId)
    ? t(
        'This is your account. “Give Me the Key Vault Secrets Officer Role…” lets it manage secrets again.',
      )
    : undefined;
}

const toCaution = (policy: AccessPolicy, loss: Loss, caller: Caller): string =>
  [
    t('{0} may no longer: {1}.', policyOwner(policy), policyPermissions(policy)),
    known(policy, loss, caller) ?? t('Give it a role at the vault first, if it still needs it.'),
  ].join(' ');

/** Who loses what, when roles decide at a vault instead of its access policies. */
export function lostPolicies(loss: Loss, caller: Caller): readonly string[] {
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
          'All {0} access policies of {1} stop counting at once. Whoever has one is refused from then on, unless a role lets them in.',
          policies.length,
          vault.name,
        ),
    ...policies.slice(0, mostListed).map((each) => toCaution(each, loss, caller)),
    ...(more > 0
      ? [t('And {0} more. All of them stand in the vault’s access policies in the portal.', more)]
      : []),
  ];
}
