import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContextOptions, FrameLocator, Locator, Page } from 'playwright-core';
import { keepForSearch } from '../../../scripts/secrets.mts';
import {
  startVsCodeServer,
  type ServerOptions,
  type VsCodeServer,
} from '../../../scripts/vsCodeServer.mts';
import { launchBrowser, type BrowserOptions } from './browser.mts';
import { eventually } from './eventually.mts';
import { Messages } from './messages.mts';
import { QuickInput } from './quickInput.mts';
import { Tree, withPlainBlanks } from './tree.mts';

const screenshotFolder = join(import.meta.dirname, '../../../.artefacts/screenshots');

/** The themes that the product must look right in, by VS Code's ids. */
export const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
} as const;

export type Theme = keyof typeof themes;

/** What makes a window quick and still, beside the server's settings. */
const stillSettings = {
  'workbench.reduceMotion': 'on',
  'workbench.hover.delay': 60_000,
  // Its header would lie over the rows that are clicked.
  'workbench.tree.enableStickyScroll': false,
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.shellIntegration.enabled': false,
  'window.autoDetectHighContrast': false,
};

export interface VsCodeOptions extends ServerOptions, BrowserOptions {
  readonly theme?: Theme;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly context?: BrowserContextOptions;
  /** Changes to the product's own configuration, as the page sees it. */
  readonly product?: Readonly<Record<string, unknown>>;
}

/** A real VS Code with one window, and what a person can do in it. */
export class VsCode implements AsyncDisposable {
  readonly tree: Tree;
  readonly quickInput: QuickInput;
  readonly messages: Messages;

  readonly page: Page;
  readonly server: VsCodeServer;
  private readonly settings: Readonly<Record<string, unknown>>;
  private readonly consoleLines: readonly string[];
  private theme: Theme | undefined;

  constructor(
    page: Page,
    server: VsCodeServer,
    settings: Readonly<Record<string, unknown>>,
    consoleLines: readonly string[],
    theme: Theme | undefined,
  ) {
    this.page = page;
    this.server = server;
    this.settings = settings;
    this.consoleLines = consoleLines;
    this.theme = theme;
    this.tree = new Tree(page);
    this.quickInput = new QuickInput(page);
    this.messages = new Messages(page);
  }

  /** The document inside the visible webview. */
  get webview(): FrameLocator {
    return this.page
      .frameLocator('iframe.webview.ready:visible')
      .frameLocator('iframe#active-frame');
  }

  editorTab(name: string | RegExp): Locator {
    return this.page.locator('.part.editor').getByRole('tab', { name });
  }

  async closeEditor(name: string | RegExp): Promise<void> {
    await this.editorTab(name).getByRole('button', { name: /Close/ }).click();
    await this.editorTab(name).waitFor({ state: 'detached' });
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
  }

  /** The lines of the shown output channel that are in view. */
  async outputLines(): Promise<readonly string[]> {
    const lines = await this.page.locator('.part.panel .view-lines .view-line').allTextContents();
    return lines.map(withPlainBlanks);
  }

  /** What was copied last. */
  clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** As if it was copied in another window. */
  async copy(text: string): Promise<void> {
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  }

  /** The lines of the shown terminal that are in view. */
  async terminalText(): Promise<string> {
    return withPlainBlanks((await this.page.locator('.xterm-rows:visible').textContent()) ?? '');
  }

  /** What the page's console said; blocked scripts and styles are here, too. */
  consoleMessages(): readonly string[] {
    return this.consoleLines;
  }

  async changeTheme(theme: Theme): Promise<void> {
    // A window that has just opened is light until its theme is loaded.
    if (this.theme) await this.waitForTheme(this.theme);
    await this.server.changeSettings({ ...this.settings, 'workbench.colorTheme': themes[theme] });
    await this.waitForTheme(theme);
    this.theme = theme;
  }

  private async waitForTheme(theme: Theme): Promise<void> {
    const name = {
      light: 'vs',
      dark: 'vs-dark',
      highContrast: 'hc-black',
      highContrastLight: 'hc-light',
    };
    await this.page.locator(`.monaco-workbench.${name[theme]}`).waitFor();
  }

  /** Another window of the same user, on the same folder; the caller closes its page. */
  async openWindow(): Promise<VsCode> {
    const page = await this.page.context().newPage();
    page.setDefaultTimeout(30_000);
    await page.goto(this.server.url);
    await whenReady(page);
    return new VsCode(page, this.server, this.settings, this.consoleLines, this.theme);
  }

  /**
   * Waits until the browser has kept what is open, for the next time: it does so every few seconds, and
   * not when the window is closed.
   */
  async waitUntilKept(editor: string): Promise<void> {
    await eventually(async () => {
      const kept = await this.page.evaluate(readKeptEditors);
      if (!kept.some((text) => text.includes(editor))) throw new Error(`${editor} is not kept.`);
    });
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await whenReady(this.page);
  }

  /** Into the git-ignored folder of artefacts; returns the file's path. */
  async screenshot(name: string): Promise<string> {
    await mkdir(screenshotFolder, { recursive: true });
    const path = join(screenshotFolder, `${name}.png`);
    await this.page.screenshot({ path, animations: 'disabled' });
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const said = new Map([['console.txt', this.consoleMessages().join('\n')]]);
    await keepForSearch(`window-${this.server.port}`, said);
    await this.page.context().browser()?.close();
    await this.server[Symbol.asyncDispose]();
  }
}

async function whenReady(page: Page): Promise<void> {
  await page.locator('.monaco-workbench').waitFor();
  await page.locator('.part.activitybar .action-item').first().waitFor();
}

/** What VS Code in the page has kept of its editors, one text a folder. */
async function readKeptEditors(): Promise<readonly string[]> {
  const whenDone = <T,>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => {
        resolve(request.result);
      };
      request.onerror = () => {
        reject(request.error ?? new Error('The database cannot be read.'));
      };
    });
  const texts: string[] = [];
  for (const { name = '' } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db-')) continue;
    const database = await whenDone(indexedDB.open(name));
    const items = database.transaction('ItemTable').objectStore('ItemTable');
    texts.push(String(await whenDone(items.get('memento/workbench.parts.editor'))));
    database.close();
  }
  return texts;
}

/**
 * Changes the product's configuration in the page, before the workbench reads it. The document itself
 * must stay as served: Chromium takes one that was rewritten for a foreign page.
 */
function changeProduct(changes: Readonly<Record<string, unknown>>): void {
  new MutationObserver((_, observer) => {
    const meta = document.getElementById('vscode-workbench-web-configuration');
    if (!meta) return;
    observer.disconnect();
    const settings = JSON.parse(meta.getAttribute('data-settings') ?? '{}') as {
      productConfiguration?: object;
    };
    settings.productConfiguration = { ...settings.productConfiguration, ...changes };
    meta.setAttribute('data-settings', JSON.stringify(settings));
  }).observe(document, { childList: true, subtree: true });
}

/** Starts everything anew: profile, home, extensions, browser. */
export async function startVsCode(options: VsCodeOptions): Promise<VsCode> {
  const settings = {
    ...stillSettings,
    ...(options.theme === undefined ? {} : { 'workbench.colorTheme': themes[options.theme] }),
    ...options.settings,
  };
  await using stack = new AsyncDisposableStack();
  const [server, browser] = await Promise.all([
    startVsCodeServer({ ...options, settings }),
    launchBrowser(options),
  ]);
  stack.use(server);
  stack.defer(() => browser.close());
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1400, height: 900 },
    locale: 'en-US',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options.context,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const lines: string[] = [];
  page.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`));
  if (options.product) await page.addInitScript(changeProduct, options.product);
  await page.goto(server.url);
  await whenReady(page);
  stack.move();
  return new VsCode(page, server, settings, lines, options.theme);
}
