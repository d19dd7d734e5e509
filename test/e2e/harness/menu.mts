import type { Locator } from 'playwright-core';
import { eventually } from './eventually.mts';

/** Titles of an open menu, top to bottom; those of an open submenu are among them. */
async function titlesOf(menu: Locator): Promise<readonly string[]> {
  const titles = await menu.locator('.action-label:not(.separator)').allTextContents();
  return titles.filter((title) => title !== '');
}

/** Opens an entry's submenu and gives the titles there. */
function openSubmenu(entry: Locator): Promise<readonly string[]> {
  return eventually(async () => {
    await entry.hover({ timeout: 2_000 });
    const submenu = entry.locator('.monaco-submenu');
    await submenu.waitFor({ timeout: 2_000 });
    const titles = await titlesOf(submenu);
    if (titles.length === 0) throw new Error('The submenu is empty.');
    return titles;
  });
}

const submenuEntries = (menu: Locator): Promise<readonly Locator[]> =>
  menu.locator('.action-item:has(> .action-menu-item > .submenu-indicator)').all();

/** Titles of an open menu and of all its submenus. */
export async function listTitles(menu: Locator): Promise<readonly string[]> {
  const titles = [...(await titlesOf(menu))];
  for (const entry of await submenuEntries(menu)) titles.push(...(await openSubmenu(entry)));
  return titles;
}

/** Opens the submenu that has an item, if it is not in the menu itself. */
async function reach(menu: Locator, title: string): Promise<void> {
  if ((await titlesOf(menu)).includes(title)) return;
  for (const entry of await submenuEntries(menu)) {
    if ((await openSubmenu(entry)).includes(title)) return;
  }
}

/**
 * Clicks an item of an open menu, or of a submenu of it, until the menu is gone. A menu ignores the
 * mouse for its first 100 ms: a prompt click would do nothing and leave it open.
 */
export async function chooseInMenu(menu: Locator, title: string): Promise<void> {
  await reach(menu, title);
  // An entry holds its open submenu, and so the items there: the innermost is meant.
  const item = menu
    .locator('.action-item')
    .filter({ has: menu.page().locator(`.action-label[aria-label="${title}"]`) })
    .last();
  await item.waitFor();
  await eventually(async () => {
    if ((await menu.count()) > 0) await item.click({ delay: 120, timeout: 2_000 });
    await menu.waitFor({ state: 'detached', timeout: 1_000 });
  });
}
