import * as vscode from 'vscode';
import type { Answer } from './steps';

export interface TypeOptions {
  readonly title: string;
  readonly prompt: string;
  /** What stands there at first. */
  readonly value: string;
  readonly step: number;
  readonly totalSteps: number;
  /** What is wrong with the text by its form; asked at once. */
  problem(text: string): string | undefined;
  /** What is wrong with it by Azure's word; asked when the typing rests. */
  remoteProblem?(text: string, signal: AbortSignal): Promise<string | undefined>;
}

/** The typing rests after this many ms. */
const restMs = 400;

/**
 * One step of a native wizard: a text, checked as it is typed, with step count and, from the second
 * step on, a back button. What the remote check throws, it throws.
 */
export async function typeText(options: TypeOptions): Promise<Answer<string>> {
  const input = vscode.window.createInputBox();
  input.title = options.title;
  input.prompt = options.prompt;
  input.value = options.value;
  // "(1/1)" would tell nothing.
  if (options.totalSteps > 1) {
    input.step = options.step;
    input.totalSteps = options.totalSteps;
  }
  input.ignoreFocusOut = true;
  input.buttons = options.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  let abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const check = async (): Promise<boolean> => {
    abort.abort();
    abort = new AbortController();
    const { signal } = abort;
    const text = input.value;
    const problem = options.problem(text);
    input.validationMessage = problem;
    if (problem !== undefined || !options.remoteProblem) return problem === undefined;
    input.busy = true;
    try {
      const remote = await options.remoteProblem(text, signal);
      if (signal.aborted) return false;
      input.validationMessage = remote;
      return remote === undefined;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    } finally {
      if (!signal.aborted) input.busy = false;
    }
  };
  try {
    return await new Promise<Answer<string>>((resolve, reject) => {
      const soon = (): void => {
        clearTimeout(timer);
        abort.abort();
        input.busy = false;
        input.validationMessage = options.problem(input.value);
        timer = setTimeout(() => {
          check().catch(reject);
        }, restMs);
      };
      input.onDidChangeValue(soon);
      input.onDidTriggerButton(() => {
        resolve({ kind: 'back' });
      });
      input.onDidHide(() => {
        resolve({ kind: 'dismissed' });
      });
      input.onDidAccept(() => {
        clearTimeout(timer);
        const text = input.value;
        check().then((isGood) => {
          if (isGood) resolve({ kind: 'picked', value: text });
        }, reject);
      });
      input.show();
      // Nobody is told that a text is wrong before there is any.
      if (options.value !== '') soon();
    });
  } finally {
    clearTimeout(timer);
    abort.abort();
    input.dispose();
  }
}
