import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { visible } from '../tree/markdown';
import type { Answer } from './steps';

export interface ConfirmByNameOptions {
  readonly title: string;
  /** What is about to happen. */
  readonly prompt: string;
  /** Has to be typed as it is. */
  readonly name: string;
  readonly step: number;
  readonly totalSteps: number;
}

/** The last step before something is taken away: the user types what it is taken away from. */
export async function confirmByName(options: ConfirmByNameOptions): Promise<Answer<true>> {
  const { name } = options;
  const input = vscode.window.createInputBox();
  input.title = options.title;
  input.prompt = options.prompt;
  input.placeholder = visible(name);
  input.step = options.step;
  input.totalSteps = options.totalSteps;
  input.ignoreFocusOut = true;
  input.buttons = options.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  try {
    return await new Promise<Answer<true>>((resolve) => {
      // Nobody is told that a name is wrong while typing it.
      input.onDidChangeValue(() => {
        input.validationMessage = undefined;
      });
      input.onDidTriggerButton(() => {
        resolve({ kind: 'back' });
      });
      input.onDidHide(() => {
        resolve({ kind: 'dismissed' });
      });
      input.onDidAccept(() => {
        if (input.value.trim() === name) resolve({ kind: 'picked', value: true });
        else input.validationMessage = t('That is not the name. Type {0} to go on.', visible(name));
      });
      input.show();
    });
  } finally {
    input.dispose();
  }
}
