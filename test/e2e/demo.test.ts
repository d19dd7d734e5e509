import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { useVsCode } from './harness/useVsCode.mts';
import { themes, type Theme, type VsCode } from './harness/vsCode.mts';

const container = 'IoT Operations';
const enable = 'Enable Secret Synchronization…';

const get = useVsCode(() => ({
  extensions: [vsixPath],
  theme: 'dark',
  settings: {
    'aioSecureSettings.simulation.startup': true,
  },
}));

const verdict = ({ webview }: VsCode) => webview.locator('#verdict');
const steps = ({ webview }: VsCode) =>
  webview.getByRole('list', { name: /secret synchronization/i });

/** From the context menu to the review, with what a plant of the factory has of its own. */
async function chooseInTree(vsCode: VsCode, city: string): Promise<void> {
  await vsCode.tree.show(container);
  await vsCode.tree.reveal(`aio-${city}-01`);
  await vsCode.tree.chooseInContextMenu(`aio-${city}-01`, enable);
  await pickBoth(vsCode, city, ['(1/3)', '(2/3)', '(3/3)']);
}

async function pickBoth(
  { quickInput }: VsCode,
  city: string,
  [vault, identity, review]: readonly [string, string, string],
): Promise<void> {
  await quickInput.waitForTitle(vault);
  await quickInput.pick(`kv-${city}-plant`);
  await quickInput.waitForTitle(identity);
  await quickInput.pick(`id-${city}-secrets`);
  await quickInput.waitForTitle(review);
}

describe('the demo', () => {
  it('enables secret synchronization from the context menu', async () => {
    const vsCode = get();
    const { tree, quickInput } = vsCode;
    await tree.show(container);
    await vsCode.statusBarItem('Simulated Azure').waitFor();
    await tree.reveal('aio-hamburg-01');
    expect(await tree.descriptionOf('aio-hamburg-01')).toBe('0 of 2 secure settings');
    await vsCode.screenshot('demo-1-tree');

    await chooseInTree(vsCode, 'hamburg');
    await quickInput.row('Enable').first().waitFor();
    await vsCode.screenshot('demo-2-review');
    await quickInput.goBack();
    await quickInput.waitForTitle('(2/3)');
    await quickInput.pick('id-hamburg-secrets');
    await quickInput.waitForTitle('(3/3)');
    await quickInput.pick('5 writes');

    await vsCode.editorTab('Secure Settings — aio-hamburg-01').waitFor();
    await verdict(vsCode)
      .filter({ hasText: /\d of \d done/ })
      .waitFor();
    await vsCode.screenshot('demo-3-running');
    await verdict(vsCode).filter({ hasText: 'enabled, but not proved' }).waitFor();
    await vsCode.screenshot('demo-4-done');
    expect(await steps(vsCode).locator('.step-done').count()).toBeGreaterThanOrEqual(4);
    expect(await steps(vsCode).locator('.step-failed, .step-unknown').count()).toBe(0);

    await tree.expand('aio-hamburg-01', 'Secret synchronization');
    await expect.poll(() => tree.descriptionOf('aio-hamburg-01')).toBe('1 of 2 secure settings');
    expect(await tree.descriptionOf('Secret synchronization')).toContain('not proved');
  });

  it('has nothing to do when it runs again, from the palette', async () => {
    const vsCode = get();
    await vsCode.quickInput.runCommand(enable);
    await vsCode.quickInput.waitForTitle('(1/4)');
    await vsCode.quickInput.pick('aio-hamburg-01');
    await pickBoth(vsCode, 'hamburg', ['(2/4)', '(3/4)', '(4/4)']);
    await vsCode.quickInput.row('Nothing to do').waitFor();
    await vsCode.screenshot('demo-5-nothing-to-do');
    await vsCode.quickInput.pick('Nothing to do');
    await verdict(vsCode).filter({ hasText: 'enabled, but not proved' }).waitFor();
    await expect.poll(() => steps(vsCode).locator('.step-skipped').count()).toBeGreaterThan(0);
    expect(await steps(vsCode).locator('.step-done', { hasText: /PUT/ }).count()).toBe(0);
  });

  it('says what failed, and goes on from there by Retry', async () => {
    const vsCode = get();
    await vsCode.quickInput.runCommand('Simulate a Fault…');
    await vsCode.quickInput.pick('Let the next operation fail');
    await chooseInTree(vsCode, 'ghent');
    await vsCode.quickInput.pick('5 writes');
    await vsCode.editorTab('Secure Settings — aio-ghent-01').waitFor();
    await verdict(vsCode).filter({ hasText: 'What was done stays in place' }).waitFor();
    await vsCode.screenshot('demo-6-failed');
    expect(await steps(vsCode).locator('.step-failed').count()).toBe(1);

    await vsCode.webview.getByRole('button', { name: 'Retry' }).click();
    await verdict(vsCode).filter({ hasText: 'enabled, but not proved' }).waitFor();
    expect(await steps(vsCode).locator('.step-failed').count()).toBe(0);
    await vsCode.closeEditor('Secure Settings — aio-ghent-01');
  });

  it('stops when it is cancelled, and goes on from there by Retry', async () => {
    const vsCode = get();
    await chooseInTree(vsCode, 'austin');
    await vsCode.quickInput.pick('5 writes');
    await vsCode.editorTab('Secure Settings — aio-austin-01').waitFor();
    for (const done of ['read the vault', 'Trust the cluster']) {
      await steps(vsCode).locator('.step-done').filter({ hasText: done }).waitFor();
    }
    await vsCode.webview.getByRole('button', { name: 'Cancel' }).click();
    await verdict(vsCode).filter({ hasText: 'Cancelled.' }).waitFor();
    // What was done until then is shown as done.
    const settings = vsCode.webview.locator('.settings');
    await settings.getByText('Trusts the cluster').waitFor();
    await settings.getByText('2 roles').waitFor();
    await vsCode.screenshot('demo-7-cancelled');
    expect(await steps(vsCode).locator('.step-running').count()).toBe(0);

    await vsCode.webview.getByRole('button', { name: 'Retry' }).click();
    await verdict(vsCode).filter({ hasText: 'enabled, but not proved' }).waitFor();
    await vsCode.closeEditor('Secure Settings — aio-austin-01');
  });

  it('shows the truth again after the panel was closed', async () => {
    const vsCode = get();
    await vsCode.closeEditor('Secure Settings — aio-hamburg-01');
    await vsCode.tree.reveal('aio-hamburg-01');
    await vsCode.tree.chooseInContextMenu('aio-hamburg-01', 'Open Secure Settings');
    await verdict(vsCode).filter({ hasText: 'enabled, but not proved' }).waitFor();
  });

  it.each(Object.keys(themes) as Theme[])('looks right in the theme %s', async (theme) => {
    const vsCode = get();
    await vsCode.changeTheme(theme);
    await vsCode.webview.locator('.facts').first().waitFor();
    await vsCode.screenshot(`demo-theme-${theme}`);
    const refused = vsCode.consoleMessages().filter((line) => line.includes('Security Policy'));
    // The toolkit's badge has a style of its own, which it does not need.
    expect(refused.filter((line) => !line.includes('Applying inline style'))).toEqual([]);
  });
});
