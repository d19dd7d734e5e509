import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.mts';
import { withPlainBlanks } from './tree.mts';

/** Quick picks, input boxes and the command palette: one widget at a time. */
export class QuickInput {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get root(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  get input(): Locator {
    return this.root.locator('input.input');
  }

  /** By a text of one of its lines. Rows are used again, with hidden lines of what they showed before. */
  row(label: string | RegExp): Locator {
    const line = this.page.locator('.quick-input-list-row:visible').filter({ hasText: label });
    return this.root.locator('.quick-input-list .monaco-list-row').filter({ has: line });
  }

  /** With its step count, as in `Enable Secret Synchronization (1/3)`. */
  async title(): Promise<string> {
    return withPlainBlanks((await this.root.locator('.quick-input-title').textContent()) ?? '');
  }

  /** Waits until a page with that title (a part of it) is shown. */
  async waitForTitle(part: string): Promise<void> {
    await this.root.locator('.quick-input-title').filter({ hasText: part }).waitFor();
  }

  async labels(): Promise<readonly string[]> {
    return this.root.locator('.quick-input-list .monaco-list-row .label-name').allTextContents();
  }

  async pick(label: string | RegExp): Promise<void> {
    await this.row(label).first().click();
  }

  async enter(text: string): Promise<void> {
    await this.input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Types into an input box (no list below it) and accepts. */
  async typeName(text: string): Promise<void> {
    await this.root.locator('.quick-input-list').waitFor({ state: 'hidden' });
    await this.enter(text);
  }

  /** Answers a dialog for files, which is a list with a path above it. */
  async enterPath(path: string): Promise<void> {
    // It puts its own folder there once it has read it.
    await this.row('..').first().waitFor();
    await eventually(async () => {
      await this.input.fill(path);
      await this.page.keyboard.press('Enter');
      await this.row('..').first().waitFor({ state: 'detached', timeout: 3_000 });
    });
  }

  /** Accepts a page on which any number of rows can be ticked. */
  async accept(): Promise<void> {
    await this.root.getByRole('button', { name: 'OK' }).click();
  }

  /** Pages through the list until the row is there: rows out of view do not exist. */
  async scrollTo(label: string, key: 'PageDown' | 'PageUp'): Promise<void> {
    await eventually(async () => {
      if (await this.row(label).first().isVisible()) return;
      await this.input.press(key);
      throw new Error(`There is no row ${label}.`);
    });
  }

  async goBack(): Promise<void> {
    await this.root.getByRole('button', { name: 'Back' }).click();
  }

  async dismiss(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.root.waitFor({ state: 'detached' });
  }

  /** Runs a command as people do: by its category and title in the palette. */
  async runCommand(title: string): Promise<void> {
    await eventually(async () => {
      await this.page.keyboard.press('F1');
      // Whatever takes the focus meanwhile closes the palette again.
      await this.input.fill(`>${title}`, { timeout: 2_000 });
      // A palette that was opened before the extension's commands were there never gets them.
      await this.row(title)
        .first()
        .click({ timeout: 2_000 })
        .catch(async (error: unknown) => {
          await this.page.keyboard.press('Escape');
          throw error;
        });
    });
  }

  /** Titles that the palette offers for a text. Leaves the palette closed. */
  async listCommands(text: string): Promise<readonly string[]> {
    await this.page.keyboard.press('F1');
    await this.input.fill(`>${text}`);
    await this.root.locator('.quick-input-list .monaco-list-row').first().waitFor();
    const labels = await this.labels();
    await this.dismiss();
    return labels;
  }
}
