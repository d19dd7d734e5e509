import type { Locator } from 'playwright-core';
import { eventually } from './eventually.mts';

/**
 * Clicks an item of an open menu until the menu is gone. A menu ignores the mouse for its first
 * 100 ms: a prompt click would do nothing and leave it open.
 */
export async function chooseInMenu(menu: Locator, title: string): Promise<void> {
  const item = menu
    .locator('.action-item')
    .filter({ has: menu.page().locator(`.action-label[aria-label="${title}"]`) });
  await item.waitFor();
  await eventually(async () => {
    if ((await menu.count()) > 0) await item.click({ delay: 120, timeout: 2_000 });
    await menu.waitFor({ state: 'detached', timeout: 1_000 });
  });
}
