import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { useVsCode } from './harness/useVsCode.mts';

const get = useVsCode(() => ({
  extensions: [vsixPath],
  theme: 'dark',
  settings: { 'aioSecureSettings.simulation.startup': true },
}));

describe('enabling everything', () => {
  it('goes from nothing to done, with a stop for the API server', async () => {
    const vsCode = get();
    const { tree, quickInput, webview, messages } = vsCode;
    const verdict = webview.locator('#verdict');
    await tree.show('IoT Operations');
    await tree.reveal('aio-lyon-01');
    await tree.chooseInContextMenu('aio-lyon-01', 'Enable All Secure Settings…');

    await quickInput.waitForTitle('(1/4)');
    await quickInput.pick('Create a new key vault…');
    await quickInput.typeName('kv--lyon');
    await quickInput.root.getByText('No two hyphens in a row').waitFor();
    await vsCode.screenshot('enable-all-1-name');
    await quickInput.typeName('kv-lyon-line-7');
    await quickInput.pick('30 days');
    await quickInput.waitForTitle('(2/4)');
    await quickInput.pick('id-lyon-secrets');
    await quickInput.waitForTitle('(3/4)');
    await quickInput.row('Reads the vault already').waitFor();
    await vsCode.screenshot('enable-all-2-cloud-identity');
    await quickInput.pick('Create a new managed identity…');
    await quickInput.typeName('id-lyon-line-7');
    await quickInput.waitForTitle('(4/4)');
    await webview.locator('.review').getByText('Create key vault kv-lyon-line-7').first().waitFor();
    await vsCode.screenshot('enable-all-3-review');
    await quickInput.pick('Enable All');

    await verdict.filter({ hasText: 'Your turn' }).waitFor({ timeout: 60_000 });
    await webview.getByText('Not confirmed').first().waitFor();
    await vsCode.screenshot('enable-all-4-your-turn');
    await webview.getByRole('button', { name: 'Configure k3s API Server…' }).click();
    await quickInput.pick('to run it as root');
    await messages.notification('The script goes on every server node').waitFor();
    expect(await vsCode.clipboard()).toContain('arc-lyon-01');
    await vsCode.screenshot('enable-all-4b-script');
    await messages.answerNotification('The script goes on every server node', 'I Have Done It');
    await verdict.filter({ hasText: 'enabled, but not proved' }).waitFor({ timeout: 60_000 });
    await vsCode.screenshot('enable-all-5-done');
    expect(await webview.locator('.step-failed, .step-unknown').count()).toBe(0);
    await webview.getByText('Confirmed by you').first().waitFor();
    // A row that came above may have pushed it out of view, where it does not exist.
    await tree.reveal('aio-lyon-01');
    await expect.poll(() => tree.descriptionOf('aio-lyon-01')).toBe('2 of 2 secure settings');
  }, 180_000);

  it('assigns a new identity for cloud connections by itself, from the context menu', async () => {
    const vsCode = get();
    const { tree, quickInput, webview } = vsCode;
    await tree.reveal('aio-hamburg-01');
    await tree.chooseInContextMenu(
      'aio-hamburg-01',
      'Assign Managed Identity for Cloud Connections…',
    );
    await quickInput.waitForTitle('(1/3)');
    await quickInput.pick('Create a new managed identity…');
    await quickInput.typeName('id-hamburg-line-7');
    await quickInput.waitForTitle('(2/3)');
    await quickInput.pick('Data flows only');
    await quickInput.waitForTitle('(3/3)');
    await webview
      .locator('.review')
      .getByText('Create managed identity id-hamburg-line-7')
      .first()
      .waitFor();
    await vsCode.screenshot('assign-1-review');
    await quickInput.row('Assign').first().click();
    await vsCode.editorTab('Secure Settings — aio-hamburg-01').waitFor();
    await webview.locator('.settings').getByText('id-hamburg-line-7').waitFor();
    await expect.poll(() => webview.locator('.step-running, .step-pending').count()).toBe(0);
    await vsCode.screenshot('assign-2-done');
    expect(await webview.locator('.step-failed, .step-unknown').count()).toBe(0);
  });
});
