// How an extension starts in a real VS Code: what a person sees, and what VS Code itself says.
import type { Page } from 'playwright-core';
import { eventually } from '../test/e2e/harness/eventually.mts';
import { startVsCode, type VsCode } from '../test/e2e/harness/vsCode.mts';

/** A window counts as at rest when its extension host has said nothing for so long, in ms. */
const quietMs = 1_000;

/** What VS Code writes into a view whose extension has not answered yet. */
const nothingYet = 'There is no data provider';

export interface Subject {
  /** A folder or a `.vsix`. */
  readonly path: string;
  readonly name: string;
  /** Title of its icon in the activity bar. */
  readonly container: string;
}

export interface StartUp {
  /** Loading the code and calling `activate`, by VS Code's own watch, in ms. */
  readonly activationMs: number;
  /** From pressing the mouse on its icon until the view shows something of the extension's, in ms. */
  readonly firstContentMs: number;
  /** As before, until there is a row of the tree or something to click. */
  readonly answerMs: number;
}

/** One start of everything: server, profile, browser. */
export async function measureStartUp(subject: Subject): Promise<StartUp> {
  await using vsCode = await startVsCode({ extensions: [subject.path] });
  await untilAtRest(vsCode);
  const content = await watchForContent(vsCode.page);
  await vsCode.page
    .locator('.part.activitybar')
    .getByRole('tab', { name: subject.container })
    .click();
  return { ...(await content()), activationMs: await readActivation(vsCode, subject.name) };
}

async function untilAtRest({ server }: VsCode): Promise<void> {
  let seen = '';
  let sinceMs = Date.now();
  await eventually(async () => {
    const logs = [...(await server.logs())].filter(([file]) => file.includes('exthost'));
    const text = logs.map(([, lines]) => lines).join('');
    if (text !== seen) {
      seen = text;
      sinceMs = Date.now();
    }
    if (!text.includes('Eager extensions activated') || Date.now() - sinceMs < quietMs) {
      throw new Error(`The extension host does not come to rest:\n${text}`);
    }
  }, 60_000);
}

/** Starts a watch with the next press of the mouse, in the page itself. */
async function watchForContent(page: Page): Promise<() => Promise<Omit<StartUp, 'activationMs'>>> {
  const watch = await page.evaluateHandle((ignored) => {
    const sideBar = '.part.sidebar';
    const answer = ['.monaco-list-row', '.welcome-view-content .monaco-button'];
    const content = [...answer, '.welcome-view-content', '.message'];
    const isShown = (element: Element): boolean =>
      element.getClientRects().length > 0 &&
      element.textContent !== '' &&
      !element.textContent.startsWith(ignored);
    const hasOneOf = (selectors: readonly string[]): boolean =>
      selectors.some((each) => [...document.querySelectorAll(`${sideBar} ${each}`)].some(isShown));
    const times = new Promise<{ firstContentMs: number; answerMs: number }>((resolve) => {
      document.addEventListener(
        'mousedown',
        () => {
          const startedAtMs = performance.now();
          let firstContentMs: number | undefined;
          const look = (): void => {
            const atMs = performance.now() - startedAtMs;
            if (hasOneOf(content)) firstContentMs ??= atMs;
            if (firstContentMs !== undefined && hasOneOf(answer)) {
              resolve({ firstContentMs, answerMs: atMs });
            } else {
              requestAnimationFrame(look);
            }
          };
          // The view of before is still there.
          requestAnimationFrame(() => requestAnimationFrame(look));
        },
        { capture: true, once: true },
      );
    });
    return { times };
  }, nothingYet);
  return () => watch.evaluate(({ times }) => times);
}

/** What “Show Running Extensions” says. */
async function readActivation({ quickInput, page }: VsCode, name: string): Promise<number> {
  await quickInput.runCommand('Developer: Show Running Extensions');
  const row = page.locator('.runtime-extensions-editor .monaco-list-row').filter({ hasText: name });
  const text = await row.locator('.activation-time').textContent();
  const [, time] = /(\d+)ms/.exec(text ?? '') ?? [];
  if (time === undefined) throw new Error(`VS Code tells no activation time of ${name}.`);
  return Number(time);
}
