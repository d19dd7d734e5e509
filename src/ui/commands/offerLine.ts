import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserFacingError } from '../../core/errors';
import { visible } from '../tree/markdown';
import { pick } from '../wizard/steps';

export interface OfferedLine {
  readonly title: string;
  /** Where it has to run, and what for: `On a machine whose kubectl reaches arc-berlin-01`. */
  readonly placeholder: string;
  /** Safely quoted for a POSIX shell; one line. */
  readonly line: string;
  /** Of the terminal. */
  readonly terminalName: string;
}

/** What a terminal acts on, or shows otherwise than it is. */
const controls = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Offers a command line for another tool: to copy, or to be put into a terminal, where the user sees
 * it and presses Enter. Nothing runs by itself. Resolves to what was done, undefined when dismissed.
 *
 * @throws {UserFacingError} a name in it has a control character, which a terminal would act on
 */
export async function offerLine(offered: OfferedLine): Promise<'copied' | 'typed' | undefined> {
  if (controls.test(offered.line)) {
    throw new UserFacingError(
      t(
        'A name in the command has a line break or another control character. Rename the resource.',
      ),
    );
  }
  const answer = await pick<'copied' | 'typed'>({
    title: offered.title,
    placeholder: offered.placeholder,
    step: 1,
    totalSteps: 1,
    load: () =>
      Promise.resolve([
        {
          label: `$(copy) ${t('Copy')}`,
          detail: visible(offered.line, 2_000),
          value: 'copied' as const,
        },
        {
          label: `$(terminal) ${t('Put into a Terminal')}`,
          detail: t('You look at it there and press Enter'),
          value: 'typed' as const,
        },
      ]),
    problem: (value) =>
      value === 'typed' && !vscode.workspace.isTrusted
        ? t('Needs a trusted workspace. Trust it, or copy the line.')
        : undefined,
  });
  if (answer.kind !== 'picked') return undefined;
  if (answer.value === 'copied') {
    await vscode.env.clipboard.writeText(offered.line);
    vscode.window.setStatusBarMessage(t('Copied'), 5_000);
  } else {
    const terminal = vscode.window.createTerminal({ name: offered.terminalName });
    terminal.show();
    terminal.sendText(offered.line, false);
  }
  return answer.value;
}
