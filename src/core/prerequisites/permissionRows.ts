import { t } from '@vscode/l10n';
import { evidence, unknownFinding } from '../checks/evidence';
import type { Finding } from '../model/finding';
import { scopeName, type Permission } from '../permissions';
import { smallestGrants } from '../request/smallestGrants';
import type { Prerequisite, Remedy } from './prerequisite';
import type { CheckedStep } from './readPrerequisites';

/** In words, for the evidence of a step. */
function permissionWords(permission: Permission): string {
  switch (permission) {
    case 'allowed':
      return t('allowed');
    case 'denied':
      return t('not allowed');
    case 'conditional':
      return t('allowed with a condition');
    case 'unknown':
      return t('unknown');
  }
}

const having = (step: CheckedStep, permission: Permission): CheckedStep['checked'] =>
  step.checked.filter((each) => each.permission === permission);

type Checked = CheckedStep['checked'][number];

function byScope(checked: readonly Checked[]): ReadonlyMap<string, readonly Checked[]> {
  const scopes = new Set(checked.map(({ scope = '' }) => scope));
  return new Map(
    [...scopes].map((wanted) => [wanted, checked.filter(({ scope = '' }) => scope === wanted)]),
  );
}

/** Actions by scope, one a line: to be sent to the one who grants them. */
function toActionList(checked: CheckedStep['checked']): string {
  const toLine = ({ action, plane }: Checked): string =>
    plane === 'data' ? `  ${action} (data action)` : `  ${action}`;
  return [...byScope(checked)]
    .map(([scope, those]) => [scope, ...new Set(those.map(toLine))].join('\n'))
    .join('\n');
}

/** `Managed Identity Operator on userAssignedIdentities/id-1`. */
function roleWords(denied: CheckedStep['checked']): string {
  const needs = denied.flatMap(({ scope, ...need }) =>
    scope === undefined ? [] : [{ ...need, scope }],
  );
  return smallestGrants(needs)
    .map(({ role, scope }) => t('{0} on {1}', role.name, scopeName(scope)))
    .join(', ');
}

function deniedFinding(step: CheckedStep, shown: Finding['evidence']): Finding {
  const denied = having(step, 'denied');
  const listed = [...byScope(denied)]
    .map(([scope, those]) =>
      t('{0} on {1}', those.map(({ action }) => action).join(', '), scopeName(scope)),
    )
    .join('; ');
  return step.spared === undefined
    ? {
        state: 'failed',
        words:
          denied.length === 1
            ? t('1 action is missing')
            : t('{0} actions are missing', denied.length),
        advice: t(
          'Your account lacks {0}. Ask an administrator for {1}, or for these actions; a role that was just granted takes up to 10 minutes.{2}',
          listed,
          roleWords(denied),
          step.isSupposed
            ? ` ${t('None is chosen yet: one elsewhere, at which you have them, does as well.')}`
            : '',
        ),
        evidence: shown,
      }
    : {
        state: 'notStarted',
        words: t('Not allowed, and not needed now'),
        advice: t('Your account lacks {0}. It does no harm: {1}.', listed, step.spared),
        evidence: shown,
      };
}

function permissionFinding(step: CheckedStep): Finding {
  const shown = step.checked.map(({ action, permission }) =>
    evidence(action, permissionWords(permission)),
  );
  if (having(step, 'denied').length > 0) return deniedFinding(step, shown);
  const [unknown] = having(step, 'unknown');
  if (unknown) {
    return {
      ...unknownFinding(
        unknown.because ?? t('the resource at which it is needed could not be read'),
      ),
      evidence: shown,
    };
  }
  if (having(step, 'conditional').length > 0) {
    return {
      state: step.spared === undefined ? 'notProved' : 'notStarted',
      words: t('Allowed with a condition'),
      advice: t(
        'A condition of your role decides, and it may refuse: some roles may only be granted to certain principals, or only certain roles at all. Azure says so when the step runs.',
      ),
      evidence: shown,
    };
  }
  return { state: 'done', words: t('Allowed'), evidence: shown };
}

/** Whether the caller may help itself to a role at the vault. */
const canAssignRoles = (steps: readonly CheckedStep[]): boolean =>
  steps.some(
    ({ id, isSupposed, checked }) =>
      id === 'assignRoles' &&
      isSupposed !== true &&
      checked.every(({ permission }) => permission === 'allowed' || permission === 'conditional'),
  );

function remedyOf(step: CheckedStep, steps: readonly CheckedStep[]): Remedy | undefined {
  const denied = having(step, 'denied');
  if (denied.length === 0) return undefined;
  return step.id === 'secrets' && canAssignRoles(steps)
    ? { kind: 'becomeOfficer' }
    : { kind: 'copyActions', text: toActionList(denied) };
}

/** What the caller may do, step by step. Locks, policies and deny assignments are not seen. */
export const permissionRows = (steps: readonly CheckedStep[]): readonly Prerequisite[] =>
  steps.map((step) => {
    const remedy = remedyOf(step, steps);
    return {
      id: `permission:${step.id}`,
      title: step.title,
      finding: permissionFinding(step),
      ...(remedy ? { remedy } : {}),
    };
  });
