import { t } from '@vscode/l10n';
import { quoteBash } from '../shell/quote';
import { comment, layOut, writeScript, type Shell } from './layout';
import {
  wordsOf,
  type Option,
  type Part,
  type Script,
  type ScriptCommand,
  type Statement,
  type Value,
  type VariableName,
} from './script';

/** `VAULT_ID`. */
const spell = (name: VariableName): string => wordsOf(name).join('_').toUpperCase();

/** Means itself between double quotes. */
const plain = /^[\w/.:=@%+, ()-]*$/;

const inQuotes = (part: Part): string => {
  if (typeof part === 'string') return part;
  return `\${${spell(part.variable)}${part.isSlashless ? '%/' : ''}}`;
};

/** One word of the shell, whatever is in it. */
function toWord(value: Value): string {
  const [only] = value;
  if (value.every((part) => typeof part === 'string')) return quoteBash(value.join(''));
  if (value.length === 1 && typeof only === 'object' && !only.isSlashless) {
    return `"$${spell(only.variable)}"`;
  }
  return value.every((part) => typeof part !== 'string' || plain.test(part))
    ? `"${value.map(inQuotes).join('')}"`
    : value
        .map((part) => (typeof part === 'string' ? quoteBash(part) : `"${inQuotes(part)}"`))
        .join('');
}

const toOption = ({ name, value }: Option): string =>
  value === undefined ? `--${name}` : `--${name}=${toWord(value)}`;

const lines = (head: string, options: readonly string[], indent = ''): readonly string[] =>
  layOut(head, options, { indent, goesOn: '\\' });

const command = ({ program, words, options }: ScriptCommand, indent = ''): readonly string[] =>
  lines([program, ...words].join(' '), options.map(toOption), indent);

/** `NAME=$(read_az …)`. */
const reading = (name: VariableName, { words, options }: ScriptCommand, indent = '') => {
  const head = `${spell(name)}=$(read_az ${words.join(' ')}`;
  const all = lines(head, options.map(toOption), indent);
  return [...all.slice(0, -1), `${all.at(-1) ?? ''})`];
};

const orStop = (name: VariableName): string =>
  `[[ -n $${spell(name)} ]] || stop ${quoteBash(t('{0} could not be read.', spell(name)))}`;

function write(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case 'note':
      return comment(statement.text);
    case 'run':
      return command(statement.command);
    case 'ensure': {
      const find = lines(['az', ...statement.find.words].join(' '), [
        ...statement.find.options.map(toOption),
        '>/dev/null 2>&1 ||',
      ]);
      return [...find, ...command(statement.make, '  ')];
    }
    case 'read':
      return [...reading(statement.variable, statement.command), orStop(statement.variable)];
    case 'await':
      return [
        ...comment(t('At most 15 minutes')),
        'for _ in {1..90}; do',
        ...reading(statement.variable, statement.command, '  '),
        `  if [[ -n $${spell(statement.variable)} ]]; then break; fi`,
        '  sleep 10',
        'done',
        orStop(statement.variable),
      ];
    case 'readOr': {
      const read = reading(statement.variable, statement.command);
      const name = spell(statement.variable);
      return [
        ...read.slice(0, -1),
        `${read.at(-1) ?? ''} || ${name}=''`,
        `if [[ -z $${name} ]]; then ${name}=${toWord(statement.otherwise)}; fi`,
      ];
    }
    case 'print':
      return lines("printf '%s\\n'", statement.lines.map(toWord));
    case 'example':
      return command(statement.command).map((line) => `# ${line}`);
  }
}

const shell: Shell = {
  first: '#!/usr/bin/env bash',
  preamble(statements) {
    const reads = statements.some(({ kind }) => ['read', 'await', 'readOr'].includes(kind));
    const stops = statements.some(({ kind }) => kind === 'read' || kind === 'await');
    if (statements.every(({ kind }) => kind === 'note')) return [];
    return [
      'set -euo pipefail',
      ...comment(t('Git Bash on Windows would take a resource id for a path.')),
      'export MSYS_NO_PATHCONV=1',
      ...(reads
        ? [
            '',
            ...comment(t('One value; on Windows az ends it with a carriage return.')),
            'read_az() { az "$@" --output=tsv | tr -d \'\\r\'; }',
          ]
        : []),
      ...(stops ? ['stop() {', `  printf '%s\\n' "$1" >&2`, '  exit 1', '}'] : []),
    ];
  },
  assign: (name, value) => `${spell(name)}=${toWord(value)}`,
  write,
};

/** The script for Bash. */
export const toBash = (script: Script): string => writeScript(script, shell);
