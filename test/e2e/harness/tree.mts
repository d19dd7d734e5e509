import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.mts';
import { chooseInMenu, listTitles } from './menu.mts';

/** The tree of the side bar. Rows are named by their label; the first one of that name counts. */
export class Tree {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get root(): Locator {
    return this.page.locator('.part.sidebar');
  }

  /** Shows a view container by its title in the activity bar. */
  async show(container: string): Promise<void> {
    const tab = this.page.locator('.part.activitybar').getByRole('tab', { name: container });
    const content = this.root.getByRole('tree').or(this.root.locator('.welcome-view'));
    // A second click would hide the side bar again; so does one that meets a window that reopens it.
    await eventually(async () => {
      if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
      await content.filter({ visible: true }).first().waitFor({ timeout: 5_000 });
    }, 30_000);
  }

  row(label: string): Locator {
    const name = this.page.locator('.label-name', { hasText: exactly(label) });
    return this.root.getByRole('treeitem').filter({ has: name }).first();
  }

  /** Draws the first rows: they don't exist while they are out of view. */
  async scrollToTop(): Promise<void> {
    const first = this.root.locator('[role="treeitem"][aria-level="1"][aria-posinset="1"]');
    // A refresh that lands meanwhile brings the tree back to where it was.
    await eventually(async () => {
      await this.root.getByRole('tree').hover({ timeout: 2_000 });
      await this.page.mouse.wheel(0, -100_000);
      await first.waitFor({ timeout: 1_000 });
    });
  }

  /** Scrolls down from the top until the row is there: rows out of view do not exist. */
  async reveal(label: string): Promise<void> {
    const { page, root } = this;
    await root.getByRole('treeitem').first().waitFor();
    // However far it is asked to turn, the wheel goes a few rows at a time.
    const toTop = async (): Promise<void> => {
      await root.getByRole('tree').focus();
      await page.keyboard.press('Home');
    };
    await root.getByRole('tree').hover();
    await toTop();
    let attempts = 0;
    await eventually(async () => {
      if (await this.row(label).isVisible()) {
        // Half a row is not enough for a menu. A refresh that lands now takes the row away.
        await this.row(label).scrollIntoViewIfNeeded({ timeout: 2_000 });
        return;
      }
      attempts += 1;
      // A busy machine draws rows late: they may have gone by unseen.
      if (attempts % 80 === 0) await toTop();
      else await page.mouse.wheel(0, 300);
      throw new Error(`There is no row ${label}.`);
    });
  }

  /** The words beside a row's label. */
  async descriptionOf(label: string): Promise<string> {
    const text = await this.row(label).locator('.label-description').textContent();
    return withPlainBlanks(text ?? '');
  }

  /** Opens one row after the other; each must then show the next. */
  async expand(...path: readonly string[]): Promise<void> {
    for (const [index, label] of path.entries()) {
      const row = this.row(label);
      await row.waitFor();
      const below = path[index + 1];
      // A refresh that lands while a row opens folds it again.
      await eventually(async () => {
        if ((await row.getAttribute('aria-expanded')) !== 'true') {
          await row.locator('.monaco-tl-twistie').click({ timeout: 2_000 });
        }
        if (below === undefined || (await this.row(below).isVisible())) return;
        // It may have opened below the edge.
        await this.root.getByRole('tree').hover();
        await this.page.mouse.wheel(0, 150);
        await this.row(below).waitFor({ timeout: 2_000 });
      });
    }
  }

  /** A row that is cut off at the lower edge would give its neighbour's menu. */
  private async liftFromEdge(label: string): Promise<void> {
    const list = this.root.getByRole('tree');
    const [row, edge] = await Promise.all([this.row(label).boundingBox(), list.boundingBox()]);
    if (!row || !edge || row.y + row.height < edge.y + edge.height - 30) return;
    await list.hover();
    await this.page.mouse.wheel(0, 120);
  }

  async openContextMenu(label: string): Promise<Locator> {
    const menu = this.page.locator('.context-view .monaco-menu').first();
    await eventually(async () => {
      // Rows that arrive above push it out of view, where it does not exist.
      if (!(await this.row(label).isVisible())) await this.reveal(label);
      await this.liftFromEdge(label);
      await this.row(label).click({ button: 'right', timeout: 2_000 });
      await menu.waitFor({ timeout: 2_000 });
    });
    return menu;
  }

  /** Titles of a row's context menu and its submenus. Leaves the menu closed. */
  async listContextMenu(label: string): Promise<readonly string[]> {
    const menu = await this.openContextMenu(label);
    const titles = await listTitles(menu);
    await eventually(async () => {
      await this.page.keyboard.press('Escape');
      await menu.waitFor({ state: 'detached', timeout: 1_000 });
    });
    return titles;
  }

  async chooseInContextMenu(label: string, title: string): Promise<void> {
    const menu = await this.openContextMenu(label);
    await chooseInMenu(menu, title);
  }

  /** Clicks a button that a row shows while the pointer is over it. */
  async clickInline(label: string, title: string): Promise<void> {
    await this.row(label).hover();
    await this.row(label).getByRole('button', { name: title }).click();
  }

  /** Clicks a button of the view's title. */
  async clickTitleButton(title: string): Promise<void> {
    await this.root.hover();
    await this.root.getByRole('button', { name: title }).first().click();
  }

  /** Roles, names and levels of all visible rows, for one compact assertion. */
  snapshot(): Promise<string> {
    return this.root.ariaSnapshot();
  }
}

/** A whole text; VS Code's rows are matched by regular expression. */
function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`);
}

/** VS Code writes some blanks as no-break spaces. */
export function withPlainBlanks(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}
