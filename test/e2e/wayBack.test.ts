import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { useVsCode } from './harness/useVsCode.mts';

const get = useVsCode(() => ({
  extensions: [vsixPath],
  theme: 'dark',
  settings: {
    'aioSecureSettings.simulation.startup': true,
    'aioSecureSettings.simulation.speed': 20,
  },
}));

describe('the way back', () => {
  it('disables secret synchronization, after a list of what goes and stays, by its name', async () => {
    const vsCode = get();
    const { tree, quickInput, webview } = vsCode;
    await tree.show('IoT Operations');
    await tree.reveal('aio-rotterdam-01');
    await tree.chooseInContextMenu('aio-rotterdam-01', 'Disable Secret Synchronization…');

    await quickInput.waitForTitle('(1/3)');
    await quickInput.row('Federated credential').waitFor();
    expect(await quickInput.row(/./).count()).toBe(4);
    await vsCode.screenshot('way-back-1-parts');
    // The role assignment of the reader is to stay.
    await quickInput.row('Key Vault Reader').getByRole('checkbox').click();
    await quickInput.accept();

    await quickInput.waitForTitle('(2/3)');
    await quickInput.row('4 deletions, 1 change').waitFor();
    const review = webview.locator('.review');
    await review.getByText('1 data flow endpoint stops').waitFor();
    await vsCode.screenshot('way-back-2-review');
    await review.getByText('Nothing else is changed or deleted').scrollIntoViewIfNeeded();
    await review.getByText('Key vault kv-rotterdam-plant').waitFor();
    await vsCode.screenshot('way-back-3-kept');
    await quickInput.pick('4 deletions, 1 change');

    await quickInput.waitForTitle('(3/3)');
    await quickInput.enter('aio-rotterdam-02');
    await quickInput.root.getByText('That is not the name').waitFor();
    await review.getByText('Nothing else is changed or deleted').waitFor();
    await vsCode.screenshot('way-back-4-wrong-name');
    await quickInput.enter('aio-rotterdam-01');

    await vsCode.editorTab('Secure Settings — aio-rotterdam-01').waitFor();
    await webview
      .locator('#verdict')
      .filter({ hasText: 'Secret synchronization is not enabled' })
      .waitFor({ timeout: 60_000 });
    await vsCode.screenshot('way-back-5-done');
    expect(await webview.locator('.step-failed, .step-unknown, .step-pending').count()).toBe(0);
    await webview.getByText('Delete the secret provider class').waitFor();
    await tree.expand('aio-rotterdam-01', 'Secret synchronization');
    await expect.poll(() => tree.descriptionOf('Secret synchronization')).toBe('Not enabled');
    expect(await tree.listContextMenu('aio-rotterdam-01')).not.toContain(
      'Disable Secret Synchronization…',
    );
  }, 120_000);

  it('keeps what OPC UA still needs, and says why', async () => {
    const vsCode = get();
    const { tree, quickInput, webview } = vsCode;
    await tree.reveal('aio-utrecht-01');
    await tree.chooseInContextMenu('aio-utrecht-01', 'Disable Secret Synchronization…');
    await quickInput.waitForTitle('(1/2)');
    await quickInput.row('2 deletions, 1 change').waitFor();
    await webview
      .locator('.review')
      .getByText('Secret provider class aio-opc-ua-broker-trust-list')
      .waitFor();
    await vsCode.screenshot('way-back-6-opc-ua');
    await quickInput.dismiss();
  });

  it('removes a managed identity, with the endpoints that stop and the roles asked about', async () => {
    const vsCode = get();
    const { tree, quickInput, webview } = vsCode;
    await tree.reveal('aio-rotterdam-01');
    await tree.chooseInContextMenu('aio-rotterdam-01', 'Remove Managed Identity…');
    await quickInput.row('id-rotterdam-cloud').waitFor();
    await vsCode.screenshot('way-back-7-identity');
    await quickInput.pick('id-rotterdam-cloud');
    await quickInput.waitForTitle('(1/3)');
    await quickInput.row('Storage Blob Data Contributor on resource group').waitFor();
    // The identity itself goes only when it is asked for.
    await quickInput.row('Managed identity id-rotterdam-cloud').getByRole('checkbox').click();
    await vsCode.screenshot('way-back-8-roles');
    await quickInput.accept();
    await quickInput.waitForTitle('(2/3)');
    const review = webview.locator('.review');
    await review.getByText('4 data flow endpoints stop').waitFor();
    await review.getByText('What else logs in as id-rotterdam-cloud stops.').waitFor();
    await vsCode.screenshot('way-back-9-review');
    await quickInput.pick('2 deletions, 1 change');
    await quickInput.waitForTitle('(3/3)');
    await quickInput.enter('aio-rotterdam-01');
    await webview.locator('.step-title').filter({ hasText: 'Take id-rotterdam-cloud' }).waitFor();
    await expect
      .poll(() => webview.locator('.step-running, .step-pending').count(), { timeout: 60_000 })
      .toBe(0);
    await tree.expand('aio-rotterdam-01', 'Cloud identity');
    await expect.poll(() => tree.descriptionOf('Cloud identity')).toBe('Not assigned');
    await vsCode.screenshot('way-back-10-removed');
    expect(await webview.locator('.step-failed, .step-unknown').count()).toBe(0);
  }, 120_000);

  it('turns workload identity off, and says that the OIDC issuer stays', async () => {
    const vsCode = get();
    const { tree, quickInput } = vsCode;
    await tree.reveal('arc-hamburg-01');
    await tree.chooseInContextMenu('arc-hamburg-01', 'Turn Off Workload Identity…');
    await quickInput.waitForTitle('(1/2)');
    await vsCode.webview.locator('.review').getByText('it cannot be turned off').waitFor();
    await vsCode.screenshot('way-back-11-workload-identity');
    await quickInput.pick('1 write');
    await quickInput.waitForTitle('(2/2)');
    await quickInput.enter('arc-hamburg-01');
    await vsCode.editorTab('Secure Settings — aio-hamburg-01').waitFor();
    await vsCode.webview
      .locator('#verdict')
      .filter({ hasText: 'needs workload identity' })
      .waitFor({ timeout: 60_000 });
    await vsCode.screenshot('way-back-12-off');
  }, 120_000);
});
