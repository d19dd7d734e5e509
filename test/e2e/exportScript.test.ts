import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { useVsCode } from './harness/useVsCode.mts';
import { withPlainBlanks } from './harness/tree.mts';

const get = useVsCode(() => ({
  extensions: [vsixPath],
  theme: 'dark',
  settings: { 'aioSecureSettings.simulation.startup': true },
}));

/** The lines of the editor that are in view. */
const shownLines = async (): Promise<string> => {
  const lines = get().page.locator('.editor-instance .view-lines .view-line');
  return withPlainBlanks((await lines.allTextContents()).join('\n'));
};

describe('a script in place of a run', () => {
  it('is opened for what is left to do, from the context menu', async () => {
    const vsCode = get();
    const { tree, quickInput, page } = vsCode;
    await tree.show('IoT Operations');
    await tree.reveal('aio-lyon-01');
    await tree.chooseInContextMenu('aio-lyon-01', 'Export as Script…');
    await quickInput.waitForTitle('(1/5)');
    await vsCode.screenshot('export-script-1-shell');
    await quickInput.pick('Bash');
    await quickInput.waitForTitle('(2/5)');
    await vsCode.screenshot('export-script-2-steps');
    await quickInput.pick('The steps that are left');
    await quickInput.waitForTitle('(3/5)');
    await quickInput.pick('kv-lyon-plant');
    await quickInput.waitForTitle('(4/5)');
    await quickInput.pick('id-lyon-secrets');
    await quickInput.waitForTitle('(5/5)');
    await quickInput.pick('Create a new managed identity…');
    await quickInput.typeName('id-lyon-line-9');

    await page.locator('.editor-instance .view-lines').waitFor();
    await expect.poll(shownLines).toContain('Secure settings of aio-lyon-01 on arc-lyon-01 (k3s)');
    expect(await shownLines()).toContain('Made from simulated Azure');
    expect(await shownLines()).toContain('CLOUD_IDENTITY=id-lyon-line-9');
    await page.locator('.part.statusbar').getByText('Shell Script').waitFor();
    await vsCode.screenshot('export-script-3-bash');
    await page.locator('.editor-instance .view-lines').first().click();
    await page.keyboard.press('Control+End');
    await expect.poll(shownLines).toContain('kubectl rollout restart statefulset');
    await vsCode.screenshot('export-script-4-bash-end');
  });

  it('is opened from the panel, begins with what the instance has, and says what is done', async () => {
    const vsCode = get();
    const { tree, quickInput, webview, page } = vsCode;
    await tree.reveal('aio-rotterdam-01');
    await tree.chooseInContextMenu('aio-rotterdam-01', 'Open Secure Settings');
    await webview.getByRole('button', { name: 'Export as Script…' }).click();
    await quickInput.waitForTitle('(1/5)');
    await quickInput.pick('PowerShell');
    await quickInput.waitForTitle('(2/5)');
    await quickInput.pick('The steps that are left');
    for (const [step, name] of [
      ['(3/5)', 'kv-rotterdam-plant'],
      ['(4/5)', 'id-rotterdam-secrets'],
      ['(5/5)', 'id-rotterdam-cloud'],
    ] as const) {
      await quickInput.waitForTitle(step);
      await quickInput.root.locator('.monaco-list-row.focused').filter({ hasText: name }).waitFor();
      await page.keyboard.press('Enter');
    }
    await expect.poll(shownLines).toContain("$Instance = 'aio-rotterdam-01'");
    await page.locator('.part.statusbar').getByText('PowerShell').waitFor();
    await vsCode.screenshot('export-script-5-powershell');
  });
});
