import type { Script, ScriptStepId } from '../../../../src/core/script/script';

/** Those that change nothing in Azure, or only what other steps have changed. */
const accompanying: ReadonlySet<ScriptStepId> = new Set([
  'prerequisites',
  'issuer',
  'apiServer',
  'access',
  'restart',
]);

/** The steps with something to do, as far as they write to Azure. */
export const stepsToDo = ({ steps }: Script): ReadonlySet<ScriptStepId> =>
  new Set(
    steps
      .filter(({ id, skipped }) => skipped === undefined && !accompanying.has(id))
      .map(({ id }) => id),
  );

/** The roles that a step assigns. */
export const roleIdsIn = ({ steps }: Script, id: ScriptStepId): readonly unknown[] =>
  (steps.find((step) => step.id === id)?.statements ?? []).flatMap((each) =>
    each.kind === 'run'
      ? each.command.options.filter(({ name }) => name === 'role').map(({ value }) => value)
      : [],
  );
