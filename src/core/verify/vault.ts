import { t } from '@vscode/l10n';
import { evidence, unknownFinding } from '../checks/evidence';
import { hasRole } from '../checks/hasRole';
import { checkRoles, checkVault, missingRoles } from '../checks/secretSync';
import { valueOf } from '../model/fact';
import type { Finding } from '../model/finding';
import { vaultReaderRoles } from '../model/roles';
import { currentClass } from '../observe/currentClass';
import type { Observation } from '../observe/observation';

/** The vault: there, in RBAC mode, of the right tenant, open to the cluster. */
export function verifyVault(seen: Observation): Finding {
  const finding = checkVault(seen);
  if (seen.vault.kind !== 'absent') return finding;
  const named = currentClass(
    valueOf(seen.instance),
    valueOf(seen.providerClasses) ?? [],
  )?.vaultName;
  if (named === undefined) return finding;
  const shown = [evidence(t('Class names vault'), named, seen.providerClasses)];
  const deleted = seen.chain?.deletedVault;
  if (deleted?.kind === 'known') {
    return {
      state: 'drifted',
      words: t('Deleted, can be recovered'),
      advice: t(
        'Key vault {0} was deleted and is kept in {1}. Recovering it brings its secrets back, but not its role assignments.',
        deleted.value.name,
        deleted.value.location,
      ),
      evidence: shown,
    };
  }
  if (deleted?.kind === 'unknown') return { ...unknownFinding(deleted.because), evidence: shown };
  return {
    state: 'drifted',
    words: t('No such vault'),
    advice: t(
      'No key vault of this tenant that your account can see is called {0}, as the provider class names it.',
      named,
    ),
    evidence: shown,
  };
}

/** A role that is there, but only under a condition. */
function conditionalRole(seen: Observation): string | undefined {
  const vault = valueOf(seen.vault);
  const principalId = valueOf(seen.identity)?.principalId;
  if (!vault || principalId === undefined) return undefined;
  const unconditional = (valueOf(seen.roleAssignments) ?? []).map((each) => ({
    ...each,
    condition: undefined,
  }));
  return missingRoles(seen)?.find((role) =>
    hasRole(unconditional, { roleId: role.id, principalId, resourceId: vault.id }),
  )?.name;
}

/** The roles of the identity, as far as they have an effect. */
export function verifyRoles(seen: Observation): Finding {
  const vault = valueOf(seen.vault);
  const finding = checkRoles(seen);
  if (vault && !vault.isRbac) {
    return {
      state: 'blocked',
      words: t('No effect: access policies'),
      advice: t('Key vault {0} decides by access policies; roles do not count there.', vault.name),
      evidence: finding.evidence,
    };
  }
  const conditional = conditionalRole(seen);
  return conditional === undefined
    ? finding
    : {
        state: 'drifted',
        words: t('{0} has a condition', conditional),
        advice: t(
          'The assignment of {0} holds only under a condition that cannot be judged here. Grant the role without one.',
          conditional,
        ),
        evidence: finding.evidence,
      };
}

/** `1 role`, `2 roles`: the word of the link. */
export function rolesWord(seen: Observation): string {
  const missing = missingRoles(seen);
  if (missing === undefined) return t('not readable');
  const count = vaultReaderRoles.length - missing.length;
  return count === 1 ? t('1 of 2 roles') : count === 0 ? t('no roles') : t('{0} roles', count);
}
