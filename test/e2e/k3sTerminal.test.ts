import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { SshMachine } from '../fakes/sshMachine';
import { buildStandIn } from './harness/buildStandIn.mts';
import { signIn } from './harness/signIn.mts';
import { useSimulatedInternet } from './harness/useSimulatedInternet.mts';
import { useVsCode } from './harness/useVsCode.mts';

const title = 'Configure k3s API Server…';

const internet = useSimulatedInternet({ scenario: 'factory', proxyBy: 'setting' });

let folder = '';
let machine: SshMachine | undefined;

afterAll(async () => {
  if (folder !== '') await rm(folder, { recursive: true, force: true });
});

/** A node that ssh leads to in a terminal, and the home of a user whose configuration of ssh names it. */
async function startMachine(): Promise<{ readonly home: string; readonly path: string }> {
  folder = await mkdtemp(join(tmpdir(), 'ssh-machine-'));
  machine = new SshMachine(join(folder, 'plant'), { config: 'debug: true\n' });
  const home = join(folder, 'home');
  await mkdir(join(home, '.ssh'), { recursive: true });
  const hosts = ['Host *', '  User iot', 'Host plant-1', '  HostName 10.20.0.11', '  User iot'];
  const others = ['Host plant-2 plant-3', 'Host jump', '  HostName jump.plant.example'];
  await writeFile(join(home, '.ssh/config'), [...hosts, ...others].join('\n'));
  return { home, path: `${machine.programs}:${process.env['PATH'] ?? ''}` };
}

const get = useVsCode(async () => {
  const { vsCode } = internet();
  const { home, path } = await startMachine();
  return {
    ...vsCode,
    env: { ...vsCode.env, HOME: home },
    extensions: [vsixPath, await buildStandIn()],
    skipExtensions: ['vscode.microsoft-authentication'],
    settings: {
      ...vsCode.settings,
      'security.workspace.trust.startupPrompt': 'never',
      'terminal.integrated.env.linux': { PATH: path },
    },
    asksForTrust: true,
    theme: 'dark',
  };
});

describe('the script for k3s nodes in a terminal', { concurrent: false }, () => {
  it('needs a workspace that the user trusts', async () => {
    const vsCode = get();
    const { tree, quickInput } = vsCode;
    await signIn(vsCode);
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
    await quickInput.pick('This Machine');
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

  it('runs on the next node, which ssh knows, and leaves nothing there', async () => {
    const vsCode = get();
    const { quickInput, messages } = vsCode;
    await messages.answerNotification('The script goes on every server node', 'Next Server Node…');
    await quickInput.row('plant-1').waitFor();
    expect(await quickInput.row('10.20.0.11').count()).toBe(1);
    await vsCode.screenshot('k3s-terminal-3-machines-dark');
    await vsCode.changeTheme('light');
    await vsCode.screenshot('k3s-terminal-3-machines-light');
    await quickInput.pick('Another Machine by SSH…');
    await quickInput.waitForTitle('(2/2)');
    await quickInput.root.getByText('A server node of arc-hamburg-01: node-01').waitFor();
    await quickInput.input.fill('plant-1:2222');
    await quickInput.root.getByText('Write ssh://plant-1:2222 to name a port.').waitFor();
    await vsCode.screenshot('k3s-terminal-4-typed-light');
    await quickInput.goBack();
    await quickInput.row('plant-1').waitFor();
    await quickInput.pick('plant-1');
    await messages.notification('Press Enter in the terminal to run it on plant-1').waitFor();
    await expect
      .poll(async () => (await vsCode.terminalText()).replaceAll(/\s+/g, ''))
      .toMatch(/ssh-t--plant-1"\$\(cat\/\S+\/configure-k3s-api-server\.sh\)"/);
    await vsCode.screenshot('k3s-terminal-5-ssh-light');
    expect(machine?.calls).toEqual([]);
    await vsCode.page.locator('.terminal-wrapper.active').click();
    await vsCode.page.keyboard.press('Enter');
    await expect.poll(() => machine?.node.config).toContain('service-account-issuer=https://');
    await expect.poll(() => vsCode.terminalText()).toContain('Run this on the other server nodes');
    await expect.poll(() => machine?.home).toEqual([]);
    expect(machine?.asked).toHaveLength(1);
    expect(machine?.node.deeds).toContain('systemctl restart k3s');
    await vsCode.screenshot('k3s-terminal-6-done-light');
    await messages.answerNotification('Press Enter in the terminal', 'I Have Done It');
    await vsCode.statusBarItem('Confirmed by you').waitFor();
  });
});
