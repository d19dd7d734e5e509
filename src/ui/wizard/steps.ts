import { t } from '@vscode/l10n';
import * as vscode from 'vscode';

/** What a step of a wizard ends with: an answer, one step back, or the end of it all. */
export type Answer<T> =
  | { readonly kind: 'picked'; readonly value: T }
  | { readonly kind: 'back' }
  | { readonly kind: 'dismissed' };

/** The answer with its value put where it belongs. */
export const into = <T, S>(answer: Answer<T>, join: (value: T) => S): Answer<S> =>
  answer.kind === 'picked' ? { kind: 'picked', value: join(answer.value) } : answer;

export interface PickItem<T> extends vscode.QuickPickItem {
  /** Absent: nothing to pick, such as a separator or a line to read. */
  readonly value?: T;
  /** What a button on it does; the pick stays open. */
  press?(): void;
  /** What choosing it does, instead of picking a value; the pick stays open. */
  act?(): void;
}

export interface PickOptions<T> {
  readonly title: string;
  readonly placeholder: string;
  /** From 1. */
  readonly step: number;
  readonly totalSteps: number;
  /** What was picked before, when the user comes back. */
  isActive?(value: T): boolean;
  /**
   * Loads the items; the pick shows that it is busy meanwhile.
   *
   * @param replace puts others in their place later, none of them under the Enter key
   */
  load(
    signal: AbortSignal,
    replace: (items: readonly PickItem<T>[]) => void,
  ): Promise<readonly PickItem<T>[]>;
  /** Replaces the placeholder once the items are there. */
  loadedPlaceholder?(): string;
  /** Refuses a value with the reason why. */
  problem?(value: T): string | undefined;
}

/**
 * One step of a native wizard: a quick pick with step count and, from the second step on, a back
 * button. What `load` throws, it throws.
 */
export async function pick<T>(options: PickOptions<T>): Promise<Answer<T>> {
  const picker = vscode.window.createQuickPick<PickItem<T>>();
  const abort = new AbortController();
  picker.title = options.title;
  // "(1/1)" would tell nothing.
  if (options.totalSteps > 1) {
    picker.step = options.step;
    picker.totalSteps = options.totalSteps;
  }
  picker.placeholder = options.placeholder;
  picker.ignoreFocusOut = true;
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.buttons = options.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  picker.busy = true;
  try {
    return await new Promise<Answer<T>>((resolve, reject) => {
      picker.onDidTriggerButton(() => {
        resolve({ kind: 'back' });
      });
      picker.onDidTriggerItemButton(({ item }) => {
        item.press?.();
      });
      picker.onDidHide(() => {
        resolve({ kind: 'dismissed' });
      });
      picker.onDidAccept(() => {
        const [chosen] = picker.selectedItems;
        chosen?.act?.();
        const value = chosen?.value;
        if (value === undefined) return;
        const problem = options.problem?.(value);
        if (problem === undefined) resolve({ kind: 'picked', value });
        else picker.placeholder = problem;
      });
      picker.show();
      const replace = (items: readonly PickItem<T>[]) => {
        if (abort.signal.aborted) return;
        picker.items = items;
        picker.activeItems = [];
      };
      options.load(abort.signal, replace).then((items) => {
        picker.items = items;
        picker.busy = false;
        picker.placeholder = options.loadedPlaceholder?.() ?? picker.placeholder;
        const active = items.filter(
          ({ value }) => value !== undefined && options.isActive?.(value) === true,
        );
        // None at all would take the first row from under the Enter key.
        if (active.length > 0) picker.activeItems = active;
        if (items.every(({ value }) => value === undefined)) {
          picker.placeholder = t('Nothing to choose from');
        }
      }, reject);
    });
  } finally {
    abort.abort();
    picker.dispose();
  }
}

/** A step that can be asked again with what is known so far; it returns the state it leads to. */
export type WizardStep<S> = (state: S) => Promise<Answer<S>>;

/** Asks step by step, one back at a time; undefined when the user has had enough. */
export async function askAll<S>(
  initial: S,
  steps: readonly WizardStep<S>[],
): Promise<S | undefined> {
  const states: S[] = [initial];
  while (states.length <= steps.length) {
    const step = steps[states.length - 1];
    const state = states.at(-1);
    if (!step || state === undefined) return undefined;
    const answer = await step(state);
    switch (answer.kind) {
      case 'dismissed':
        return undefined;
      case 'back':
        // What was chosen later stays known, for when the user comes forward again.
        if (states.length > 1) {
          states.pop();
          states[states.length - 1] = state;
        }
        break;
      case 'picked':
        states.push(answer.value);
        break;
    }
  }
  return states.at(-1);
}
