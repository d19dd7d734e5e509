import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { useVsCode } from './harness/useVsCode.mts';

describe.each([
  ['dark', 'highContrast'],
  ['light', 'highContrastLight'],
] as const)('reviewing in a %s theme', (theme, contrast) => {
  const get = useVsCode(() => ({
    extensions: [vsixPath],
    theme,
    settings: { 'aioSecureSettings.simulation.startup': true },
  }));

  it('shows all in the panel and each write as a diff, and runs what was reviewed', async () => {
    const vsCode = get();
    const { tree, quickInput, webview, page } = vsCode;
    const panel = vsCode.editorTab('Secure Settings — aio-hamburg-01');
    const diff = vsCode.editorTab('instances/aio-hamburg-01 (now → then)');
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
    await quickInput.row('5 writes').waitFor();
    expect(await quickInput.row(/./).count()).toBe(2);
    await panel.waitFor();
    const section = webview.getByRole('region', { name: 'Review: Enable secret synchronization' });
    await section.getByText('PUT instances/aio-hamburg-01').waitFor();
    await section.evaluate(({ ownerDocument }) => ownerDocument.fonts.ready);
    expect(await section.getByRole('listitem').count()).toBeGreaterThan(5);
    await vsCode.screenshot(`review-1-writes-${theme}`);
    await vsCode.changeTheme(contrast);
    await vsCode.screenshot(`review-1-writes-${contrast}`);
    await vsCode.changeTheme(theme);

    const compare = section.getByRole('button', {
      name: 'Show Now and Then: Make it the instance’s default',
    });
    await compare.click();
    await diff.waitFor();
    await page.locator('.monaco-diff-editor').getByText('defaultSecretProviderClassRef').waitFor();
    await quickInput.waitForTitle('(3/3)');
    await vsCode.screenshot(`review-2-diff-${theme}`);
    // Beside the panel, which stays in view.
    expect(await compare.isVisible()).toBe(true);
    await vsCode.closeEditor('instances/aio-hamburg-01 (now → then)');
    expect(await compare.isVisible()).toBe(true);
    await quickInput.waitForTitle('(3/3)');
    await vsCode.screenshot(`review-3-back-${theme}`);

    // Whoever reads it by the keyboard gets back to where it is answered.
    await compare.focus();
    const isAsked = () =>
      quickInput.root.evaluate((root) => root.contains(root.ownerDocument.activeElement));
    expect(await isAsked()).toBe(false);
    await section.getByRole('button', { name: /^Answer…/ }).press('Enter');
    await expect.poll(isAsked).toBe(true);

    await quickInput.pick('Show as List');
    const write = quickInput.row('Make it the instance’s default');
    await write.hover();
    await write.getByRole('button', { name: 'Show Now and Then' }).click();
    await diff.waitFor();
    await quickInput.pick('Enable');
    await panel.waitFor();
    await webview.locator('.step-done').first().waitFor();
    expect(await section.count()).toBe(0);
    await expect
      .poll(() => webview.locator('.step-running, .step-pending').count(), { timeout: 60_000 })
      .toBe(0);
    expect(await webview.locator('.step-failed, .step-unknown').count()).toBe(0);
    expect(await diff.count()).toBe(0);
    await vsCode.screenshot(`review-4-done-${theme}`);
  }, 180_000);

  it('shows all in its list once the panel is closed, and asks for what lacks', async () => {
    const vsCode = get();
    const { quickInput, webview } = vsCode;
    await vsCode.closeEditor('Secure Settings — aio-hamburg-01');
    await quickInput.runCommand('Azure IoT Operations: Enable Secret Synchronization…');
    await quickInput.waitForTitle('(1/4)');
    await quickInput.input.fill('aio-dayton-01');
    await quickInput.pick('aio-dayton-01');
    await quickInput.waitForTitle('(2/4)');
    await quickInput.row('kv-').first().click();
    await quickInput.waitForTitle('(3/4)');
    await quickInput.row('id-').first().click();
    await quickInput.waitForTitle('(4/4)');
    await quickInput.row('Copy Request for Your Administrator').waitFor();
    await webview.locator('.review').getByText('Your account lacks permissions').waitFor();
    await vsCode.screenshot(`review-5-denied-${theme}`);
    // The list covers the button that closes it.
    const panel = vsCode.editorTab('Secure Settings — aio-dayton-01');
    await panel.click({ button: 'middle', position: { x: 12, y: 12 } });
    await quickInput.row('you lack it').first().waitFor();
    await vsCode.screenshot(`review-6-list-${theme}`);
    await quickInput.dismiss();
  }, 60_000);
});
