import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { buildStandIn } from './harness/buildStandIn.mts';
import { useSimulatedInternet } from './harness/useSimulatedInternet.mts';
import { useVsCode } from './harness/useVsCode.mts';

const title = 'Configure k3s API Server…';

const internet = useSimulatedInternet({ scenario: 'factory', proxyBy: 'setting' });

const get = useVsCode(async () => ({
  ...internet().vsCode,
  extensions: [vsixPath, await buildStandIn()],
  skipExtensions: ['vscode.microsoft-authentication'],
  settings: { ...internet().vsCode.settings, 'security.workspace.trust.startupPrompt': 'never' },
  asksForTrust: true,
  theme: 'dark',
}));

describe('the script for k3s nodes in a terminal', { concurrent: false }, () => {
  it('needs a workspace that the user trusts', async () => {
    const vsCode = get();
    const { tree, quickInput, messages } = vsCode;
    await tree.show('IoT Operations');
    await tree.root.getByRole('button', { name: 'Sign in', exact: true }).click();
    await messages.answerDialog('wants to sign in using Microsoft', 'Allow');
    await tree.reveal('aio-hamburg-01');
    await tree.chooseInContextMenu('aio-hamburg-01', title);
    await quickInput.row('Needs a trusted workspace').waitFor();
    await vsCode.screenshot('k3s-terminal-1-untrusted');
    await quickInput.pick('Run in Terminal');
    await expect
      .poll(() => quickInput.input.getAttribute('placeholder'))
      .toContain('Needs a trusted workspace');
    await vsCode.page.keyboard.press('Escape');
  });

  it('is put there for the user to look at and to run', async () => {
    const vsCode = get();
    const { tree, quickInput, messages } = vsCode;
    await quickInput.runCommand('Workspaces: Manage Workspace Trust');
    await vsCode.page.getByRole('button', { name: 'Trust', exact: true }).click();
    // It opened above everything else.
    await vsCode.page.locator('.monaco-modal-editor-block .codicon-close').last().click();
    await tree.reveal('aio-hamburg-01');
    await tree.chooseInContextMenu('aio-hamburg-01', title);
    await quickInput.pick('Run in Terminal');
    await messages.notification('The script goes on every server node').waitFor();
    const typed = /sh '?(\/[^' ]+\/configure-k3s-api-server\.sh)/;
    await expect
      .poll(async () => (await vsCode.terminalText()).replaceAll(/\s+/g, ' '))
      .toMatch(typed);
    await vsCode.screenshot('k3s-terminal-2-typed');
    const [, file = ''] = typed.exec(await vsCode.terminalText()) ?? [];
    const script = await readFile(file, 'utf8');
    expect(script).toMatch(/^#!\/bin\/sh\n/);
    expect(script).toContain('arc-hamburg-01');
    // It waits for Enter: had it run, it would have said something by now.
    expect(await vsCode.terminalText()).not.toContain('config.yaml');
  });
});
