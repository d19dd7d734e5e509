import { t } from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { quoteSh } from '../../core/shell/quote';
import { carryByPowerShell, sendBySh, toCarried, toCommand } from '../../core/ssh/carry';
import type { SshHost } from '../../core/ssh/parseHost';
import { visible } from '../tree/markdown';
import type { Machine } from '../wizard/askMachine';
import { chooseShell, type LineShell } from './lineShell';

const fileName = 'configure-k3s-api-server.sh';

/** The script in a folder of its own that nobody else may look into. */
async function keepScript(script: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'k3s-api-server-'));
  const file = join(folder, fileName);
  await writeFile(file, script, { mode: 0o700 });
  return file;
}

const lineFor: Readonly<
  Record<LineShell['language'], (script: string, host: SshHost) => Promise<string>>
> = {
  sh: async (script, host) => sendBySh({ file: await keepScript(toCommand(script)), host }),
  powerShell: async (script, host) =>
    carryByPowerShell({
      file: await keepScript(toCarried(script)),
      // The user's own folder there is nobody else's, and yet nobody is to guess the name.
      name: `k3s-api-server-${randomBytes(8).toString('hex')}.sh`,
      host,
    }),
};

/** How people call the machine. */
export const nameOf = (machine: Machine): string =>
  visible(machine.kind === 'here' ? hostname() : machine.host.name);

/**
 * Puts the script into a file, and the line that runs it on the machine into a terminal. The user looks
 * at it and presses Enter; sudo and ssh ask there for what they need.
 */
export async function typeScript(script: string, machine: Machine): Promise<void> {
  const { language, path } = chooseShell(process.platform, vscode.env.shell);
  let line: string;
  if (machine.kind === 'here') {
    const isRoot = process.getuid?.() === 0;
    line = `${isRoot ? '' : 'sudo '}sh ${quoteSh(await keepScript(script))}`;
  } else {
    line = await lineFor[language](script, machine.host);
  }
  const terminal = vscode.window.createTerminal({
    // The list of terminals cuts off what is behind.
    name: t('{0}: k3s API server', nameOf(machine)),
    ...(path === undefined ? {} : { shellPath: path }),
  });
  terminal.show();
  terminal.sendText(line, false);
}

export async function copyScript(script: string): Promise<void> {
  await vscode.env.clipboard.writeText(script);
  vscode.window.setStatusBarMessage(t('Script copied'), 5_000);
}

/** False when dismissed. */
export async function saveScript(script: string, title: string): Promise<boolean> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const uri = await vscode.window.showSaveDialog({
    title,
    filters: { [t('Shell script')]: ['sh'] },
    defaultUri: folder
      ? vscode.Uri.joinPath(folder.uri, fileName)
      : vscode.Uri.file(join(tmpdir(), fileName)),
  });
  if (!uri) return false;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(script));
  vscode.window.setStatusBarMessage(t('Script saved'), 5_000);
  return true;
}
