import { t } from '@vscode/l10n';
import { ownHeldUnderCondition } from '../checks/conditionalRoles';
import { valueOf } from '../model/fact';
import { knownRoleName } from '../model/roles';
import type { Observation } from '../observe/observation';

/** Roles that hold only under a condition: somebody has restricted them, so nothing is done about them. */
export const conditionCautions = (seen: Observation): readonly string[] =>
  ownHeldUnderCondition(seen).map(({ roleId }) =>
    t(
      '{0} of {1} at {2} holds only under a condition, and that stays. Only a sync proves that it lets secrets be read; “Remove Condition from Roles…” takes it away.',
      knownRoleName(roleId) ?? roleId,
      valueOf(seen.identity)?.name ?? '',
      valueOf(seen.vault)?.name ?? '',
    ),
  );
