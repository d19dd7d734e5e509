/**
 * What the scripts have variables for. Each renderer spells them in its shell's way: `vaultId` is
 * `VAULT_ID` in Bash and `$VaultId` in PowerShell.
 */
export type VariableName =
  | 'subscription'
  | 'resourceGroup'
  | 'instance'
  | 'instanceId'
  | 'namespace'
  | 'clusterSubscription'
  | 'clusterResourceGroup'
  | 'cluster'
  | 'ownIssuer'
  | 'vaultSubscription'
  | 'vaultResourceGroup'
  | 'vault'
  | 'vaultLocation'
  | 'vaultId'
  | 'identitySubscription'
  | 'identityResourceGroup'
  | 'identity'
  | 'identityLocation'
  | 'identityId'
  | 'cloudIdentitySubscription'
  | 'cloudIdentityResourceGroup'
  | 'cloudIdentity'
  | 'cloudIdentityLocation'
  | 'cloudIdentityId'
  | 'issuer'
  | 'publishedIssuer'
  | 'userId'
  | 'principalId'
  | 'clientId'
  | 'cloudPrincipalId';

/** A stretch of text as it is, or what a variable holds when the script runs. */
export type Part =
  | string
  | {
      readonly variable: VariableName;
      /** Leaves out one slash at the end. */
      readonly isSlashless?: true;
    };

/** One value: its parts, joined. */
export type Value = readonly Part[];

/** `--name=value`. Always in one word, so that a value that begins with a dash is no option. */
export interface Option {
  readonly name: string;
  /** Absent: a switch. */
  readonly value?: Value;
  /** The value is JSON, which not every shell can pass as it is. */
  readonly isJson?: true;
}

/** A call of a program. What it gets are values; how they are written is the renderer's matter. */
export interface ScriptCommand {
  readonly program: 'az' | 'kubectl';
  /** Fixed words: `keyvault`, `create`. */
  readonly words: readonly string[];
  readonly options: readonly Option[];
}

export type Statement =
  /** A comment. */
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'run'; readonly command: ScriptCommand }
  /** Makes something unless `find` finds it. */
  | { readonly kind: 'ensure'; readonly find: ScriptCommand; readonly make: ScriptCommand }
  /** Keeps the one value that the command prints. It must print one. */
  | { readonly kind: 'read'; readonly variable: VariableName; readonly command: ScriptCommand }
  /** The same, again and again until the command prints something. */
  | { readonly kind: 'await'; readonly variable: VariableName; readonly command: ScriptCommand }
  /** The same once; where it prints nothing or fails, the other value is taken. */
  | {
      readonly kind: 'readOr';
      readonly variable: VariableName;
      readonly command: ScriptCommand;
      readonly otherwise: Value;
    }
  /** Tells the person at the terminal something, line by line. */
  | { readonly kind: 'print'; readonly lines: readonly Value[] }
  /** A command in a comment, to be completed by hand. */
  | { readonly kind: 'example'; readonly command: ScriptCommand };

export type ScriptStepId =
  | 'prerequisites'
  | 'cluster'
  | 'issuer'
  | 'apiServer'
  | 'vault'
  | 'officer'
  | 'identity'
  | 'roles'
  | 'secretSync'
  | 'cloudIdentity'
  | 'access'
  | 'assign'
  | 'restart';

export interface ScriptStep {
  readonly id: ScriptStepId;
  readonly title: string;
  /** Why there is nothing to do; `statements` is empty then. */
  readonly skipped?: string;
  readonly statements: readonly Statement[];
}

/** A script before it is written for a shell. */
export interface Script {
  /** Lines of the comment at the top. */
  readonly head: readonly string[];
  /** Set at the top, in this order; only those that a step uses are written. */
  readonly variables: readonly { readonly name: VariableName; readonly value: Value }[];
  readonly steps: readonly ScriptStep[];
}

export const variable = (name: VariableName): Part => ({ variable: name });

const toOptions = (options: Readonly<Record<string, Part | true>>): readonly Option[] =>
  Object.entries(options).map(([name, value]) =>
    value === true ? { name } : { name, value: [value] },
  );

/** `az` with words and options in their order. */
export const az = (
  words: string,
  options: Readonly<Record<string, Part | true>>,
): ScriptCommand => ({
  program: 'az',
  words: words.split(' '),
  options: toOptions(options),
});

export const kubectl = (
  words: string,
  options: Readonly<Record<string, Part | true>>,
): ScriptCommand => ({ ...az(words, options), program: 'kubectl' });

export const run = (command: ScriptCommand): Statement => ({ kind: 'run', command });
export const note = (text: string): Statement => ({ kind: 'note', text });

const valuesOf = (command: ScriptCommand): readonly Value[] =>
  command.options.flatMap(({ value }) => (value ? [value] : []));

/** The values in a statement that are evaluated when the script runs, or shown in an example. */
function valuesIn(statement: Statement): readonly Value[] {
  switch (statement.kind) {
    case 'note':
      return [];
    case 'run':
    case 'read':
    case 'await':
    case 'example':
      return valuesOf(statement.command);
    case 'readOr':
      return [...valuesOf(statement.command), statement.otherwise];
    case 'ensure':
      return [...valuesOf(statement.find), ...valuesOf(statement.make)];
    case 'print':
      return statement.lines;
  }
}

const named = (values: readonly Value[]): readonly VariableName[] =>
  values.flat().flatMap((part) => (typeof part === 'string' ? [] : [part.variable]));

/** A name in its words: `vaultId` is `vault` and `id`. */
export const wordsOf = (name: VariableName): readonly string[] =>
  name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());

/** The variables that have to stand at the top: those that are used, and what they are made of. */
export function usedVariables({ steps, variables }: Script): Script['variables'] {
  const used = new Set(named(steps.flatMap((step) => step.statements.flatMap(valuesIn))));
  // One made of others stands below them.
  for (const { name, value } of [...variables].reverse()) {
    if (used.has(name)) for (const part of named([value])) used.add(part);
  }
  return variables.filter(({ name }) => used.has(name));
}
