import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { useVsCode } from './harness/useVsCode.mts';

const container = 'IoT Operations';
const check = 'Check Prerequisites…';

const get = useVsCode(() => ({
  extensions: [vsixPath],
  theme: 'dark',
  settings: {
    'aioSecureSettings.simulation.startup': true,
    'aioSecureSettings.simulation.speed': 40,
  },
}));

describe('checking the prerequisites', () => {
  it('registers what is missing after a question, and looks again', async () => {
    const vsCode = get();
    const { tree, quickInput, messages } = vsCode;
    await tree.show(container);
    await tree.reveal('aio-aalborg-01');
    await tree.chooseInContextMenu('aio-aalborg-01', check);
    await quickInput.row('Register 2 resource providers').waitFor();
    await vsCode.screenshot('prerequisites-1-list');
    expect(await quickInput.row('Not registered').count()).toBe(2);
    await quickInput.pick('Register 2 resource providers');
    await messages.dialog('Microsoft.KeyVault').waitFor();
    await vsCode.screenshot('prerequisites-2-question');
    await messages.answerDialog('Microsoft.KeyVault', 'Register All');
    await vsCode.editorTab('Secure Settings — aio-aalborg-01').waitFor();
    await vsCode.screenshot('prerequisites-3-registering');
    await quickInput.input
      .and(vsCode.page.locator('[placeholder^="All prerequisites are met"]'))
      .waitFor();
    await vsCode.screenshot('prerequisites-4-all-fine');
    expect(await quickInput.row('Not registered').count()).toBe(0);
    await quickInput.dismiss();
  });

  it('says of agents that are too old what upgrades them', async () => {
    const vsCode = get();
    const { quickInput, messages } = vsCode;
    await quickInput.runCommand(check);
    await quickInput.input.fill('aio-bremen-01');
    await quickInput.pick('aio-bremen-01');
    await quickInput.row('too old').waitFor();
    await vsCode.screenshot('prerequisites-5-too-old');
    await quickInput.pick('too old');
    await messages.dialog('1.21 or later').waitFor();
    await messages.answerDialog('1.21 or later', 'Show the Command…');
    await quickInput.row('az connectedk8s upgrade').waitFor();
    await vsCode.screenshot('prerequisites-6-command');
    await quickInput.dismiss();
  });

  it('names what a reader lacks, to be copied; what cannot be read is not fine', async () => {
    const vsCode = get();
    const { quickInput, messages } = vsCode;
    await quickInput.runCommand(check);
    await quickInput.input.fill('aio-dayton-01');
    await quickInput.pick('aio-dayton-01');
    await quickInput.row('actions are missing').first().waitFor();
    await vsCode.screenshot('prerequisites-7-reader');
    await quickInput.pick('Write secret provider classes and secret syncs');
    await messages.dialog('deploy/action').waitFor();
    await vsCode.screenshot('prerequisites-8-missing');
    await messages.answerDialog('deploy/action', 'Copy the Actions');
    await vsCode.statusBarItem('Actions and scopes copied').waitFor();
    // The list is there again, at the same row.
    await quickInput.row('Write secret provider classes and secret syncs').waitFor();
    await quickInput.dismiss();

    await quickInput.runCommand(check);
    await quickInput.input.fill('aio-monterrey-01');
    await quickInput.pick('aio-monterrey-01');
    await quickInput.row('your account has no permission').first().waitFor();
    await quickInput.root.getByText('3 could not be read').waitFor();
    await vsCode.screenshot('prerequisites-9-unknown');
    await quickInput.dismiss();
  });

  it('is the next step in the panel of an instance whose cluster stands in the way', async () => {
    const vsCode = get();
    const { tree, quickInput, webview } = vsCode;
    await tree.reveal('aio-graz-01');
    await tree.chooseInContextMenu('aio-graz-01', 'Open Secure Settings');
    await webview.locator('#verdict').filter({ hasText: 'az aksarc create' }).waitFor();
    await vsCode.screenshot('prerequisites-10-panel');
    await webview.getByRole('button', { name: check }).click();
    await quickInput.row('Only at creation of the cluster').waitFor();
    await quickInput.dismiss();
    await webview.getByRole('button', { name: 'More Actions…' }).click();
    await quickInput.row('Check Prerequisites').waitFor();
    await quickInput.dismiss();
  });
});

describe('making a key vault and an identity by themselves', () => {
  it('creates the vault where it is wanted, with the caller as its officer', async () => {
    const vsCode = get();
    const { tree, quickInput, webview } = vsCode;
    await tree.reveal('aio-hamburg-01');
    await tree.chooseInContextMenu('aio-hamburg-01', 'Create Key Vault…');
    await quickInput.waitForTitle('(1/5)');
    await quickInput.row('of the instance').waitFor();
    await vsCode.screenshot('create-vault-1-group');
    await vsCode.page.keyboard.press('Enter');
    await quickInput.waitForTitle('(2/5)');
    await quickInput.row('of the resource group').waitFor();
    await vsCode.screenshot('create-vault-2-region');
    await vsCode.page.keyboard.press('Enter');
    await quickInput.waitForTitle('(3/5)');
    await quickInput.typeName('kv-hamburg-line-9');
    await quickInput.pick('30 days');
    await quickInput.waitForTitle('(4/5)');
    await vsCode.screenshot('create-vault-3-officer');
    await quickInput.pick('You');
    await quickInput.waitForTitle('(5/5)');
    await webview
      .locator('.review')
      .getByText('Create key vault kv-hamburg-line-9')
      .first()
      .waitFor();
    await vsCode.screenshot('create-vault-4-review');
    await quickInput.row('Create').first().click();
    await vsCode.editorTab('Secure Settings — aio-hamburg-01').waitFor();
    await expect.poll(() => webview.locator('.step-done').count()).toBe(3);
    await vsCode.screenshot('create-vault-5-done');
    expect(await webview.locator('.step-failed, .step-unknown').count()).toBe(0);
  });

  it('explains a vault that cannot be used, and asks about one that is closed', async () => {
    const vsCode = get();
    const { tree, quickInput, messages } = vsCode;
    await tree.reveal('aio-hamburg-01');
    await tree.chooseInContextMenu('aio-hamburg-01', 'Enable Secret Synchronization…');
    await quickInput.waitForTitle('(1/3)');
    await quickInput.input.fill('kv-metz-plant');
    await quickInput.pick('kv-metz-plant');
    await messages.dialog('cannot be used').waitFor();
    await vsCode.screenshot('vault-1-tenant');
    await vsCode.page.keyboard.press('Escape');
    await quickInput.waitForTitle('(1/3)');
    await quickInput.input.fill('kv-reims-plant');
    await quickInput.row('Allows no public access').waitFor();
    await vsCode.screenshot('vault-2-closed');
    await quickInput.pick('kv-reims-plant');
    await messages.dialog('private endpoint').waitFor();
    await vsCode.screenshot('vault-3-question');
    await messages.answerDialog('private endpoint', 'The Cluster Gets In');
    await quickInput.waitForTitle('(2/3)');
    await quickInput.dismiss();
  });
});
