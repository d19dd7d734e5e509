import type { Locator, Page } from 'playwright-core';

/** What VS Code says by itself: notifications and modal dialogs. */
export class Messages {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  notification(text: string | RegExp): Locator {
    return this.page
      .locator('.notifications-toasts .notification-list-item')
      .filter({ hasText: text });
  }

  async answerNotification(text: string | RegExp, button: string): Promise<void> {
    await this.notification(text).getByRole('button', { name: button, exact: true }).click();
  }

  /** Texts of the notifications that are shown now. */
  async notifications(): Promise<readonly string[]> {
    return this.page
      .locator('.notifications-toasts .notification-list-item-message')
      .allTextContents();
  }

  dialog(text: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box').filter({ hasText: text });
  }

  async answerDialog(text: string | RegExp, button: string): Promise<void> {
    await this.dialog(text).getByRole('button', { name: button }).click();
  }
}
