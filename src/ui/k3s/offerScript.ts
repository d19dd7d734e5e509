import { t } from '@vscode/l10n';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { quoteSh } from '../../core/shell/quote';

const fileName = 'configure-k3s-api-server.sh';

/**
 * Puts the script into a file that only this user can write, and the line that runs it into a terminal
 * on this machine. The user looks at it and presses Enter; sudo asks there for what it needs.
 */
export async function typeScript(script: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'k3s-api-server-'));
  const file = join(folder, fileName);
  await writeFile(file, script, { mode: 0o700 });
  const isRoot = process.getuid?.() === 0;
  const terminal = vscode.window.createTerminal({ name: t('k3s API Server') });
  terminal.show();
  terminal.sendText(`${isRoot ? '' : 'sudo '}sh ${quoteSh(file)}`, false);
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
