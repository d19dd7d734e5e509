import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { useVsCode } from './harness/useVsCode.mts';

const title = 'Confirm API Server Issuer…';

const get = useVsCode(() => ({
  extensions: [vsixPath],
  theme: 'dark',
  settings: {
    'aioSecureSettings.simulation.startup': true,
    // An issuer is published minutes after it was asked for.
    'aioSecureSettings.simulation.speed': 20,
  },
}));

describe('confirming what an API server signs with', () => {
  it('finds that it is right, and the panel says how it is known', async () => {
    const vsCode = get();
    const { tree, quickInput, webview, messages } = vsCode;
    await tree.show('IoT Operations');
    await tree.reveal('aio-hamburg-01');
    await tree.chooseInContextMenu('aio-hamburg-01', 'Open Secure Settings');
    await webview.getByText('Not confirmed').first().waitFor();
    await tree.chooseInContextMenu('aio-hamburg-01', title);
    await quickInput.row('I Have Configured It').waitFor();
    expect(await quickInput.row('Choose a File').count()).toBe(0);
    await quickInput.row('arc-hamburg-01').first().waitFor();
    await vsCode.screenshot('confirm-1-contexts');
    await quickInput.pick('arc-hamburg-01');
    await messages.notification('Confirmed by kubectl').waitFor();
    await webview.getByText('Confirmed by kubectl').first().waitFor();
    await vsCode.screenshot('confirm-2-confirmed');
    await quickInput.runCommand('Notifications: Clear All Notifications');
  });

  it('shows both issuers where they differ, and looks again when it was mended', async () => {
    const vsCode = get();
    const { tree, quickInput, webview, messages } = vsCode;
    await tree.reveal('aio-basel-01');
    await tree.chooseInContextMenu('aio-basel-01', 'Open Secure Settings');
    await webview.getByText('Signs with another issuer').first().waitFor();
    await tree.chooseInContextMenu('aio-basel-01', title);
    await quickInput.row('arc-basel-01').first().waitFor();
    await quickInput.pick('arc-basel-01');
    const local = 'https://kubernetes.default.svc.cluster.local';
    await messages.notification(local).waitFor();
    await webview.getByText(`The API server signs with “${local}”`).first().waitFor();
    await vsCode.screenshot('confirm-3-differs');
    await messages.answerNotification(local, 'Configure the Simulated API Server');
    await messages.notification('Confirmed by kubectl').waitFor();
    await webview.getByText('Confirmed by kubectl').first().waitFor();
    await vsCode.screenshot('confirm-4-mended');
    await quickInput.runCommand('Notifications: Clear All Notifications');
  });

  it('refuses the context of another cluster', async () => {
    const vsCode = get();
    const { tree, quickInput, messages } = vsCode;
    await tree.reveal('aio-hamburg-01');
    await tree.chooseInContextMenu('aio-hamburg-01', title);
    await quickInput.input.fill('arc-lyon-01');
    await quickInput.pick('arc-lyon-01');
    await messages.notification('leads to another cluster: arc-lyon-01').waitFor();
    await vsCode.screenshot('confirm-5-other-cluster');
    await quickInput.runCommand('Notifications: Clear All Notifications');
  });

  it('lets a run that waits for the API server go on', async () => {
    const vsCode = get();
    const { tree, quickInput, webview, messages } = vsCode;
    await tree.reveal('aio-lyon-01');
    await tree.chooseInContextMenu('aio-lyon-01', 'Enable All Secure Settings…');
    await quickInput.waitForTitle('(1/4)');
    await quickInput.pick('kv-lyon-plant');
    await quickInput.waitForTitle('(2/4)');
    await quickInput.pick('id-lyon-secrets');
    await quickInput.waitForTitle('(3/4)');
    await quickInput.pick('Create a new managed identity…');
    await quickInput.typeName('id-lyon-line-8');
    await quickInput.waitForTitle('(4/4)');
    await quickInput.pick('Enable All');
    const verdict = webview.locator('#verdict');
    await verdict.filter({ hasText: 'Your turn' }).waitFor({ timeout: 60_000 });
    await vsCode.screenshot('confirm-6-your-turn');
    await webview.getByRole('button', { name: 'Confirm by kubectl…' }).click();
    await quickInput.row('arc-lyon-01').first().waitFor();
    await quickInput.pick('arc-lyon-01');
    await messages.answerNotification('signs with', 'Configure the Simulated API Server');
    await verdict.filter({ hasText: 'enabled, but not proved' }).waitFor({ timeout: 60_000 });
    await webview.getByText('Confirmed by kubectl').first().waitFor();
    await vsCode.screenshot('confirm-7-went-on');
    expect(await webview.locator('.step-failed, .step-unknown').count()).toBe(0);
  }, 180_000);
});
