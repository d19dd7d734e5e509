import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { withPlainBlanks } from './harness/tree.mts';
import { useVsCode } from './harness/useVsCode.mts';

const title = 'Configure k3s API Server…';

const get = useVsCode(() => ({
  extensions: [vsixPath],
  theme: 'dark',
  settings: { 'aioSecureSettings.simulation.startup': true },
}));

/** A node's configuration, with arguments that others set. */
const config = [
  '# Line 7, hall B',
  'write-kubeconfig-mode: "0644"',
  'kube-apiserver-arg:',
  '  - audit-log-maxage=30 # asked for by IT',
  '  - service-account-issuer=https://kubernetes.default.svc.cluster.local',
  'node-label: [plant=hamburg]',
  '',
].join('\n');

const issuerOfHamburg = /^ {2}- service-account-issuer=https:\/\/\w+\.oic\.prod-arc\.azure\.com\//m;

/** The lines of one side of the editor of differences that are in view. */
const shown = async (side: 'original' | 'modified'): Promise<string> => {
  const lines = get().page.locator(`.monaco-diff-editor .editor.${side} .view-lines .view-line`);
  return withPlainBlanks((await lines.allTextContents()).join('\n'));
};

const inBothThemes = async (name: string): Promise<void> => {
  const vsCode = get();
  await vsCode.screenshot(`${name}-dark`);
  await vsCode.changeTheme('light');
  await vsCode.screenshot(`${name}-light`);
  await vsCode.changeTheme('dark');
};

const at = (name: string): string => join(get().server.workspaceFolder, name);

describe('configuring the API server of k3s', () => {
  it('shows the change of a pasted config in the editor of differences, from the palette', async () => {
    const vsCode = get();
    const { tree, quickInput, messages } = vsCode;
    await tree.show('IoT Operations');
    await tree.reveal('aio-hamburg-01');
    await vsCode.copy(config);
    await quickInput.runCommand(title);
    await quickInput.row('arc-aalborg-01').waitFor();
    expect(await quickInput.row('aks-oslo-07').count()).toBe(0);
    await quickInput.input.fill('hamburg');
    await quickInput.pick('arc-hamburg-01');
    await quickInput.row('Paste from Clipboard').waitFor();
    await inBothThemes('k3s-1-ways');
    await quickInput.pick('Paste from Clipboard');
    await vsCode.editorTab('config.yaml of arc-hamburg-01').waitFor();
    await expect.poll(() => shown('modified')).toMatch(issuerOfHamburg);
    expect(await shown('original')).toContain('audit-log-maxage=30 # asked for by IT');
    expect(await shown('original')).not.toContain('prod-arc.azure.com');
    await messages.notification('Nothing is written.').waitFor();
    await inBothThemes('k3s-2-pasted');

    await messages.answerNotification('Nothing is written.', 'Copy New Text');
    await messages.notification('Put it into config.yaml').waitFor();
    const after = await vsCode.clipboard();
    expect(after).toMatch(issuerOfHamburg);
    expect(after).toContain('  - audit-log-maxage=30 # asked for by IT\n');
    expect(after).toContain('  - service-account-max-token-expiration=24h\n');
    await inBothThemes('k3s-3-copied');
    await messages.answerNotification('Put it into config.yaml', 'Copy Commands');
    await expect.poll(() => vsCode.clipboard()).toContain('sudo systemctl restart k3s');
    await quickInput.runCommand('Notifications: Clear All Notifications');
    await vsCode.closeEditor('config.yaml of arc-hamburg-01');
  });

  it('refuses what is not YAML with line and column, and writes nothing', async () => {
    const vsCode = get();
    const { tree, quickInput, messages } = vsCode;
    const broken = 'write-kubeconfig-mode: "0644"\nkube-apiserver-arg:\n  - v=2\n bad: [1\n';
    await writeFile(at('broken.yaml'), broken);
    await tree.reveal('aio-hamburg-01');
    await tree.chooseInContextMenu('aio-hamburg-01', title);
    await quickInput.pick('Open a File…');
    await quickInput.enterPath(at('broken.yaml'));
    await messages
      .notification(/broken\.yaml, line \d+, column \d+: .* Nothing was changed\./)
      .waitFor();
    await inBothThemes('k3s-4-refused');
    expect(await readFile(at('broken.yaml'), 'utf8')).toBe(broken);
    expect(await readdir(at('.'))).toEqual(['broken.yaml']);
    await quickInput.runCommand('Notifications: Clear All Notifications');
  });

  it('saves over an opened file after the user saw the change, and keeps a copy', async () => {
    const vsCode = get();
    const { tree, quickInput, messages, webview } = vsCode;
    await writeFile(at('config.yaml'), config);
    await tree.reveal('aio-hamburg-01');
    await tree.chooseInContextMenu('aio-hamburg-01', 'Open Secure Settings');
    await webview.getByText('Not confirmed').first().waitFor();
    await tree.chooseInContextMenu('aio-hamburg-01', title);
    await quickInput.pick('Open a File…');
    await quickInput.enterPath(at('config.yaml'));
    await expect.poll(() => shown('modified')).toMatch(issuerOfHamburg);
    await inBothThemes('k3s-5-opened');
    expect(await readFile(at('config.yaml'), 'utf8')).toBe(config);
    await messages.answerNotification('Nothing is written yet', 'Save');
    await messages.notification('Saved; before is in').waitFor();
    await inBothThemes('k3s-6-saved');
    expect(await readFile(at('config.yaml'), 'utf8')).toMatch(issuerOfHamburg);
    const copies = (await readdir(at('.'))).filter((name) => name.endsWith('.bak'));
    expect(copies).toHaveLength(1);
    expect(await readFile(at(copies[0] ?? ''), 'utf8')).toBe(config);

    await messages.answerNotification('Saved; before is in', 'I Have Done It');
    await vsCode.closeEditor('config.yaml of arc-hamburg-01');
    await webview.getByText('Confirmed by you').first().waitFor();
    await inBothThemes('k3s-7-confirmed');
  });

  it('says that there is nothing to change where the issuer is named already', async () => {
    const vsCode = get();
    const { tree, quickInput, messages } = vsCode;
    await tree.reveal('aio-hamburg-01');
    await tree.chooseInContextMenu('aio-hamburg-01', title);
    await quickInput.pick('Open a File…');
    await quickInput.enterPath(at('config.yaml'));
    await messages.notification('names the issuer already').waitFor();
    await vsCode.screenshot('k3s-8-unchanged');
    await quickInput.runCommand('Notifications: Clear All Notifications');
  });

  it('gives a script to copy and to save, but runs none here for a simulated cluster', async () => {
    const vsCode = get();
    const { tree, quickInput, messages } = vsCode;
    await tree.reveal('aio-hamburg-01');
    await tree.chooseInContextMenu('aio-hamburg-01', title);
    await quickInput.pick('Run in Terminal');
    await expect
      .poll(() => quickInput.input.getAttribute('placeholder'))
      .toContain('Not for a simulated cluster');
    await vsCode.screenshot('k3s-9-simulated');
    await quickInput.pick('to run it as root');
    await messages.notification('The script goes on every server node').waitFor();
    const script = await vsCode.clipboard();
    expect(script).toMatch(/^#!\/bin\/sh\n/);
    await inBothThemes('k3s-10-script-copied');
    await quickInput.runCommand('Notifications: Clear All Notifications');

    await tree.chooseInContextMenu('aio-hamburg-01', title);
    await quickInput.pick('Save As…');
    await expect.poll(() => quickInput.input.inputValue()).toContain('configure-k3s-api-server.sh');
    await vsCode.screenshot('k3s-11-save-as');
    await quickInput.enterPath(at('node.sh'));
    await messages.notification('The script goes on every server node').waitFor();
    expect(await readFile(at('node.sh'), 'utf8')).toBe(script);
    await quickInput.runCommand('Notifications: Clear All Notifications');
  });
});
