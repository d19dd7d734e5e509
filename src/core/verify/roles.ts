import { t } from '@vscode/l10n';
import { evidence, freeText } from '../checks/evidence';
import { hasRole } from '../checks/hasRole';
import { checkRoles, missingRoles } from '../checks/secretSync';
import { valueOf } from '../model/fact';
import type { Finding, FindingState } from '../model/finding';
import { vaultReaderRoles } from '../model/roles';
import { roleEffectMs, rolesWrittenAtMs } from '../observe/awaitRounds';
import type { Observation } from '../observe/observation';
import { toSpan } from './span';

interface ConditionalRole {
  readonly name: string;
  readonly condition: string;
  readonly scope: string;
}

/** A role that is there, but only under a condition. */
export function conditionalRole(seen: Observation): ConditionalRole | undefined {
  const vault = valueOf(seen.vault);
  const principalId = valueOf(seen.identity)?.principalId;
  if (!vault || principalId === undefined) return undefined;
  for (const { id, name } of missingRoles(seen) ?? []) {
    const found = (valueOf(seen.roleAssignments) ?? []).find((each) =>
      hasRole([{ ...each, condition: undefined }], {
        roleId: id,
        principalId,
        resourceId: vault.id,
      }),
    );
    if (found?.condition !== undefined) {
      return { name, condition: found.condition, scope: found.scope };
    }
  }
  return undefined;
}

/** Both are there, one of them so newly that a refusal says nothing yet. */
const areFresh = (seen: Observation): boolean =>
  seen.endedAtMs - rolesWrittenAtMs(seen) < roleEffectMs &&
  (valueOf(seen.secretSyncs) ?? []).some(
    ({ condition }) => condition?.isTrue === false && !condition.isUnknown,
  );

/** Roles besides the two that the identity holds at the vault without a condition, by their ids. */
function otherRoles(seen: Observation): readonly string[] {
  const [vault, principalId] = [valueOf(seen.vault), valueOf(seen.identity)?.principalId];
  if (!vault || principalId === undefined) return [];
  const all = valueOf(seen.roleAssignments) ?? [];
  const ids = all.map(({ roleId }) => roleId).filter((id) => !isReader(id));
  return [...new Set(ids)].filter((roleId) =>
    hasRole(all, { roleId, principalId, resourceId: vault.id }),
  );
}

const isReader = (roleId: string): boolean => vaultReaderRoles.some(({ id }) => id === roleId);

/** A custom role, or a broader one, may let secrets be read as well: what arrives proves it. */
function byOtherRoles(finding: Finding, seen: Observation): Finding {
  const others = otherRoles(seen);
  if (others.length === 0) return finding;
  const shown = [
    ...finding.evidence,
    ...others.map((id) => evidence(t('Another role'), id, seen.roleAssignments)),
  ];
  const isProved = (valueOf(seen.secretSyncs) ?? []).some(
    ({ condition, awaitsSinceMs }) => condition?.isTrue === true && awaitsSinceMs === undefined,
  );
  return isProved
    ? { state: 'done', words: t('Another role, proved by a sync'), evidence: shown }
    : {
        ...finding,
        advice: t(
          'The identity has another role there. Whether that lets it read secrets, only a sync proves.',
        ),
        evidence: shown,
      };
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
  if (finding.state === 'done') {
    return areFresh(seen)
      ? {
          state: 'inProgress',
          words: t('Assigned, not effective yet'),
          advice: t(
            'Assigned {0} ago. A role takes 1 to 10 minutes to have an effect; if it takes longer, look under “Access control (IAM)” of the vault whether it is there.',
            toSpan(seen.endedAtMs - rolesWrittenAtMs(seen)),
          ),
          evidence: finding.evidence,
        }
      : finding;
  }
  if (finding.state === 'unknown') return finding;
  const conditional = conditionalRole(seen);
  return conditional === undefined
    ? byOtherRoles(finding, seen)
    : {
        state: 'drifted',
        words: t('{0} has a condition', conditional.name),
        advice: t(
          'The assignment of {0} holds only under a condition that cannot be judged here. It needs the role without one.',
          conditional.name,
        ),
        evidence: [
          ...finding.evidence,
          freeText(t('Condition'), conditional.condition, seen.roleAssignments),
          evidence(t('Assigned at'), conditional.scope, seen.roleAssignments),
        ],
      };
}

/** `1 of 2 roles`, `2 roles`: the word of the link. */
export function rolesWord(seen: Observation, state: FindingState): string {
  const missing = missingRoles(seen);
  if (missing === undefined) return t('not readable');
  const count = vaultReaderRoles.length - missing.length;
  if (state === 'done' && missing.length > 0) return t('another role');
  return count === 1 ? t('1 of 2 roles') : count === 0 ? t('no roles') : t('{0} roles', count);
}
