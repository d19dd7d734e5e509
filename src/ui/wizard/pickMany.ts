import * as vscode from 'vscode';
import type { Answer } from './steps';

export interface ManyItem<T> extends vscode.QuickPickItem {
  readonly value: T;
  /** Ticked at first. */
  readonly isTicked: boolean;
}

export interface PickManyOptions<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly items: readonly ManyItem<T>[];
}

/** One step of a native wizard in which any number is ticked, none too. */
export async function pickMany<T>(options: PickManyOptions<T>): Promise<Answer<readonly T[]>> {
  const picker = vscode.window.createQuickPick<ManyItem<T>>();
  picker.title = options.title;
  picker.placeholder = options.placeholder;
  picker.step = options.step;
  picker.totalSteps = options.totalSteps;
  picker.ignoreFocusOut = true;
  picker.matchOnDescription = true;
  picker.canSelectMany = true;
  picker.buttons = options.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  picker.items = options.items;
  picker.selectedItems = options.items.filter(({ isTicked }) => isTicked);
  try {
    return await new Promise<Answer<readonly T[]>>((resolve) => {
      picker.onDidTriggerButton(() => {
        resolve({ kind: 'back' });
      });
      picker.onDidHide(() => {
        resolve({ kind: 'dismissed' });
      });
      picker.onDidAccept(() => {
        resolve({ kind: 'picked', value: picker.selectedItems.map(({ value }) => value) });
      });
      picker.show();
    });
  } finally {
    picker.dispose();
  }
}
