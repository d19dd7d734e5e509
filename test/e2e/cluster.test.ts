import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { useVsCode } from './harness/useVsCode.mts';

const container = 'IoT Operations';
const enable = 'Enable OIDC Issuer and Workload Identity…';

const get = useVsCode(() => ({
  extensions: [vsixPath],
  theme: 'dark',
  settings: {
    'aioSecureSettings.simulation.startup': true,
    // Minutes of waiting for the agents in some seconds.
    'aioSecureSettings.simulation.speed': 40,
  },
}));

describe('the cluster of an instance', () => {
  it('gets its OIDC issuer and workload identity, and the wait is told', async () => {
    const vsCode = get();
    const { tree, quickInput } = vsCode;
    await tree.show(container);
    await tree.reveal('arc-lyon-01');
    await tree.chooseInContextMenu('arc-lyon-01', enable);
    await quickInput.row('1 write').waitFor();
    await vsCode.screenshot('cluster-1-review');
    await quickInput.pick('1 write');

    await vsCode.editorTab('Secure Settings — aio-lyon-01').waitFor();
    const verdict = vsCode.webview.locator('#verdict');
    await verdict.filter({ hasText: 'Wait for the agents and the issuer' }).waitFor();
    await vsCode.screenshot('cluster-2-waiting');
    await verdict.filter({ hasText: 'The cluster is ready for it' }).waitFor();
    await vsCode.screenshot('cluster-3-done');
    const facts = vsCode.webview.locator('.facts');
    expect(await facts.getByText('Enabled').count()).toBe(2);
    expect(await facts.locator('code').textContent()).toMatch(/^https:\/\//);
  });

  it('has nothing to do when it runs again', async () => {
    const vsCode = get();
    await vsCode.tree.chooseInContextMenu('arc-lyon-01', enable);
    await vsCode.quickInput.row('Nothing to do').waitFor();
    await vsCode.quickInput.dismiss();
  });

  it('is explained where Azure Arc cannot do it', async () => {
    const vsCode = get();
    await vsCode.tree.reveal('arc-graz-01');
    expect(await vsCode.tree.listContextMenu('arc-graz-01')).not.toContain(enable);
    await vsCode.quickInput.runCommand(enable);
    await vsCode.quickInput.input.fill('arc-graz-01');
    await vsCode.quickInput.pick('arc-graz-01');
    const told = vsCode.messages.notification(/AKS on Azure Local.*az aksarc create/);
    await told.waitFor();
    await vsCode.screenshot('cluster-4-explained');
  });
});
