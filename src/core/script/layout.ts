import { t } from '@vscode/l10n';
import { visible } from '../model/visible';
import { usedVariables, type Script, type Statement, type VariableName } from './script';

/** Longest line, in characters, as long as words allow. */
const longestLine = 98;

/** Lines of a comment in Bash and PowerShell alike, out of which no text can break. */
export function comment(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '#';
  for (const word of visible(text).split(' ')) {
    if (line.length + 1 + word.length > longestLine && line !== '#') {
      lines.push(line);
      line = '#';
    }
    if (word !== '') line += ` ${word}`;
  }
  return [...lines, line];
}

/** A command on one line, or with a line for each of its options where that is too long. */
export function layOut(
  head: string,
  options: readonly string[],
  { indent, goesOn }: { readonly indent: string; readonly goesOn: string },
): readonly string[] {
  const line = [`${indent}${head}`, ...options].join(' ');
  if (line.length <= longestLine) return [line];
  return [head, ...options.map((option) => `  ${option}`)].map(
    (each, index) => `${indent}${each}${index < options.length ? ` ${goesOn}` : ''}`,
  );
}

/** What a shell's renderer says of itself. */
export interface Shell {
  /** The very first line. */
  readonly first: string;
  /** Between the head and the variables, as far as the statements need it. */
  preamble(statements: readonly Statement[]): readonly string[];
  assign(name: VariableName, value: Script['variables'][number]['value']): string;
  write(statement: Statement): readonly string[];
}

/** The whole text: head, preamble, variables, and step after step. */
export function writeScript(script: Script, shell: Shell): string {
  const statements = script.steps.flatMap((step) => step.statements);
  const variables = usedVariables(script);
  const preamble = shell.preamble(statements);
  return [
    shell.first,
    ...script.head.flatMap(comment),
    ...(preamble.length > 0 ? ['', ...preamble] : []),
    ...(variables.length > 0 ? ['', ...comment(t('The values that the commands use'))] : []),
    ...variables.map(({ name, value }) => shell.assign(name, value)),
    ...script.steps.flatMap((step, index) => {
      const title = `${index + 1}. ${step.title}`;
      return [
        '',
        ...comment(title),
        ...(step.skipped === undefined ? [] : comment(t('Skipped: {0}', step.skipped))),
        ...step.statements.flatMap((each) => shell.write(each)),
      ];
    }),
    '',
  ].join('\n');
}
