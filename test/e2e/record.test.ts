import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { useVsCode } from './harness/useVsCode.mts';

const container = 'IoT Operations';
const save = 'Save Change Record…';
const instance = 'aio-hamburg-01';

const get = useVsCode(() => ({
  extensions: [vsixPath],
  theme: 'dark',
  settings: {
    'aioSecureSettings.simulation.startup': true,
    'aioSecureSettings.simulation.speed': 40,
  },
}));

describe('what was done and what is missing, in writing', () => {
  it('is saved after a run, from the panel', async () => {
    const vsCode = get();
    const { tree, quickInput, webview, messages, page } = vsCode;
    await tree.show(container);
    await tree.reveal(instance);
    expect(await tree.listContextMenu(instance)).not.toContain(save);
    await tree.chooseInContextMenu(instance, 'Enable Secret Synchronization…');
    await quickInput.waitForTitle('(1/3)');
    await quickInput.pick('kv-hamburg-plant');
    await quickInput.waitForTitle('(2/3)');
    await quickInput.pick('id-hamburg-secrets');
    await quickInput.waitForTitle('(3/3)');
    await quickInput.pick('5 writes');
    await vsCode.editorTab(`Secure Settings — ${instance}`).waitFor();
    const button = webview.getByRole('button', { name: save });
    await button.waitFor();
    await vsCode.screenshot('record-1-panel');
    await button.click();
    await quickInput.input.fill('Ada, CHG-4711');
    await vsCode.screenshot('record-2-who');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => quickInput.input.inputValue())
      .toMatch(/change-record-aio-hamburg-01-\d{8}-\d{4}\.md$/);
    await vsCode.screenshot('record-3-where');
    await page.keyboard.press('Enter');
    await messages.notification('The change record is saved').waitFor();
    await messages.answerNotification('The change record is saved', 'Open');
    await vsCode.editorTab(/^change-record-aio-hamburg-01/).waitFor();
    await page.locator('.view-lines').getByText('Change record: Enable').waitFor();
    await vsCode.screenshot('record-4-markdown');
  });

  it('is copied for the administrator, with what the account lacks', async () => {
    const vsCode = get();
    const { quickInput, messages, page } = vsCode;
    await quickInput.runCommand('Copy Request for Your Administrator');
    await quickInput.input.fill('aio-dayton-01');
    await quickInput.pick('aio-dayton-01');
    await messages.notification('The request is copied').waitFor();
    await messages.answerNotification('The request is copied', 'Show');
    await page.locator('.view-lines').getByText('az role assignment create').first().waitFor();
    await vsCode.screenshot('request-1-text');
  });
});
