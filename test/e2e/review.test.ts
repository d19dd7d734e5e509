import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { useVsCode } from './harness/useVsCode.mts';

describe.each(['dark', 'light'] as const)('reviewing in a %s theme', (theme) => {
  const get = useVsCode(() => ({
    extensions: [vsixPath],
    theme,
    settings: { 'aioSecureSettings.simulation.startup': true },
  }));

  it('opens a write as a diff, comes back to the review and runs it', async () => {
    const vsCode = get();
    const { tree, quickInput, webview, page } = vsCode;
    await tree.show('IoT Operations');
    await tree.reveal('aio-hamburg-01');
    // What the menu offers depends on the state that was read.
    await expect
      .poll(() => tree.descriptionOf('aio-hamburg-01'), { timeout: 30_000 })
      .toBe('0 of 2 secure settings');
    await tree.chooseInContextMenu('aio-hamburg-01', 'Enable Secret Synchronization…');
    await quickInput.waitForTitle('(1/3)');
    await quickInput.pick('kv-hamburg-plant');
    await quickInput.waitForTitle('(2/3)');
    await quickInput.pick('id-hamburg-secrets');
    await quickInput.waitForTitle('(3/3)');
    const write = quickInput.row('Make it the instance’s default');
    await write.waitFor();
    await vsCode.screenshot(`review-1-writes-${theme}`);
    await write.hover();
    await write.getByRole('button', { name: 'Show Now and Then' }).click();
    await vsCode.editorTab('instances/aio-hamburg-01 (now → then)').waitFor();
    await page.locator('.monaco-diff-editor').getByText('defaultSecretProviderClassRef').waitFor();
    await quickInput.waitForTitle('(3/3)');
    await vsCode.screenshot(`review-2-diff-${theme}`);
    await quickInput.pick('Enable');
    await vsCode.editorTab('Secure Settings — aio-hamburg-01').waitFor();
    await webview.locator('.step-done').first().waitFor();
    await expect
      .poll(() => webview.locator('.step-running, .step-pending').count(), { timeout: 60_000 })
      .toBe(0);
    expect(await webview.locator('.step-failed, .step-unknown').count()).toBe(0);
    expect(await vsCode.editorTab('instances/aio-hamburg-01 (now → then)').count()).toBe(0);
    await vsCode.screenshot(`review-3-done-${theme}`);
  }, 180_000);
});
