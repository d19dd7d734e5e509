// Makes the pictures of the README: a real VS Code on the simulated factory, while secret
// synchronization is being enabled, afterwards, and where secrets have arrived.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startVsCode, type Theme, type VsCode } from '../test/e2e/harness/vsCode.mts';
import { packExtension, vsixPath } from './package.mts';
import { root } from './process.mts';

const folder = join(root, 'media', 'readme');
const container = 'IoT Operations';
const cluster = 'arc-hamburg-01';
const instance = 'aio-hamburg-01';
const proved = 'aio-rotterdam-01';

interface Scene {
  readonly theme: Theme;
  readonly viewport: { readonly width: number; readonly height: number };
  /** Pixels of the picture for each of the window's. */
  readonly scale: number;
  /** Of the simulated Azure. */
  readonly speed: number;
}

const startOnFactory = ({ theme, viewport, scale, speed }: Scene): Promise<VsCode> =>
  startVsCode({
    extensions: [vsixPath],
    theme,
    viewport,
    context: { deviceScaleFactor: scale },
    settings: {
      'aioSecureSettings.simulation.startup': true,
      'aioSecureSettings.simulation.speed': speed,
      'window.commandCenter': false,
      'workbench.layoutControl.enabled': false,
    },
  });

/** From the tree to the panel of the run. */
async function enable({ tree, quickInput, webview }: VsCode): Promise<void> {
  await tree.show(container);
  await tree.reveal(instance);
  await tree.chooseInContextMenu(instance, 'Enable Secret Synchronization…');
  await quickInput.waitForTitle('(1/3)');
  await quickInput.pick('kv-hamburg-plant');
  await quickInput.waitForTitle('(2/3)');
  await quickInput.pick('id-hamburg-secrets');
  await quickInput.waitForTitle('(3/3)');
  await quickInput.pick('5 writes');
  await webview.locator('.step-running').first().waitFor();
}

async function widenSideBar({ page }: VsCode, byPx: number): Promise<void> {
  const sideBar = await page.locator('.part.sidebar').boundingBox();
  if (!sideBar) throw new Error('The side bar is hidden.');
  const edgePx = sideBar.x + sideBar.width;
  const middlePx = sideBar.y + sideBar.height / 2;
  await page.mouse.move(edgePx, middlePx);
  await page.mouse.down();
  await page.mouse.move(edgePx + byPx, middlePx, { steps: 5 });
  await page.mouse.up();
}

/** Half way: the panel alone, with a step at work. */
async function takeRunning(theme: Theme): Promise<void> {
  await using vsCode = await startOnFactory({
    theme,
    viewport: { width: 1_120, height: 670 },
    scale: 1.5,
    // Slow enough to see a step at work.
    speed: 1,
  });
  await enable(vsCode);
  // A click on the icon of the shown side bar hides it.
  await vsCode.page.locator('.part.activitybar').getByRole('tab', { name: container }).click();
  await vsCode.webview.locator('.step-running', { hasText: /default.* 4 s/ }).waitFor();
  await vsCode.page
    .locator('.part.editor')
    .screenshot({ path: join(folder, `panel-running-${theme}.png`) });
}

/** Done: the panel beside the tree. */
async function takeDone(theme: Theme): Promise<void> {
  await using vsCode = await startOnFactory({
    theme,
    viewport: { width: 1_320, height: 720 },
    scale: 1.5,
    speed: 20,
  });
  await enable(vsCode);
  await vsCode.webview.locator('#verdict', { hasText: 'not proved' }).waitFor();
  await widenSideBar(vsCode, 90);
  await vsCode.tree.clickTitleButton('Collapse All');
  await vsCode.tree.expand('Contoso', cluster, instance, 'Secret synchronization');
  await vsCode.page.mouse.move(0, 0);
  await vsCode.page.screenshot({ path: join(folder, `workbench-done-${theme}.png`) });
}

/** Verified: the chain of an instance whose secrets have arrived, and its cloud connections. */
async function takeProved(theme: Theme): Promise<void> {
  await using vsCode = await startOnFactory({
    theme,
    viewport: { width: 1_180, height: 1_300 },
    scale: 1.5,
    speed: 20,
  });
  const { page, quickInput, webview } = vsCode;
  await quickInput.runCommand('Verify Secure Settings');
  await quickInput.input.fill(proved);
  await quickInput.pick(proved);
  await webview.locator('#verdict.tone-good').waitFor();
  await page.locator('.part.activitybar').getByRole('tab', { name: 'Explorer' }).click();
  await page.locator('.part.sidebar').waitFor({ state: 'hidden' });
  await page.mouse.move(0, 0);
  const editor = await page.locator('.part.editor').boundingBox();
  const connections = await webview.locator('.cloud').boundingBox();
  if (!editor || !connections) throw new Error('The panel is not shown.');
  const endPx = connections.y + connections.height + 20;
  await page.screenshot({
    path: join(folder, `panel-proved-${theme}.png`),
    clip: { ...editor, height: endPx - editor.y },
  });
}

await packExtension();
await mkdir(folder, { recursive: true });
for (const theme of ['light', 'dark'] as const) {
  await takeRunning(theme);
  await takeDone(theme);
  await takeProved(theme);
}
