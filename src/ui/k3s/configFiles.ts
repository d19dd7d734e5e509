import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserFacingError } from '../../core/errors';
import type { K3sFile } from '../../core/k3s/parseConfig';
import type { K3sFileSet } from '../../core/k3s/readingOrder';

/** More than any configuration, in bytes. */
const largest = 1_000_000;

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** @throws {UserFacingError} what went wrong with the file, and what to do */
function explain(error: unknown, path: string): never {
  if (isCode(error, 'NoPermissions')) {
    throw new UserFacingError(
      t(
        '{0} may be read and written by root only, as it should be. Let the script do it with sudo, or paste the text.',
        path,
      ),
    );
  }
  if (isCode(error, 'FileNotFound')) {
    throw new UserFacingError(t('{0} is not there any more.', path));
  }
  throw error;
}

const nameOf = ({ path }: vscode.Uri): string => path.slice(path.lastIndexOf('/') + 1);

async function readText(uri: vscode.Uri): Promise<string> {
  const path = uri.fsPath;
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size <= largest) {
      const bytes = await vscode.workspace.fs.readFile(uri);
      // A mark at the beginning is part of the text: what is written back must be the same.
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    }
  } catch (error) {
    if (error instanceof TypeError) throw new UserFacingError(t('{0} is not a text.', path));
    explain(error, path);
  }
  throw new UserFacingError(t('{0} is too large for a configuration of k3s.', path));
}

/** The files of a folder that k3s reads, by name; none where there is no such folder. */
async function dropInsOf(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries
      .filter(([name, type]) => type !== vscode.FileType.Directory && /\.ya?ml$/i.test(name))
      .map(([name]) => name)
      .sort((a, b) => (a < b ? -1 : 1))
      .map((name) => vscode.Uri.joinPath(folder, name));
  } catch (error) {
    if (isCode(error, 'FileNotFound')) return [];
    return explain(error, folder.fsPath);
  }
}

/** As k3s' people call it: a message with the whole path would hide what it says of the file. */
const shortNameOf = (uri: vscode.Uri): string => {
  const folder = nameOf(vscode.Uri.joinPath(uri, '..'));
  return folder.endsWith('.yaml.d') ? `${folder}/${nameOf(uri)}` : nameOf(uri);
};

const toFile = async (uri: vscode.Uri): Promise<K3sFile> => ({
  name: shortNameOf(uri),
  text: await readText(uri),
});

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/**
 * A file with those that k3s reads before and after it: of `config.yaml` those in `config.yaml.d`, of
 * one of these `config.yaml` and its neighbours.
 *
 * @throws {UserFacingError} one of them cannot be read
 */
export async function readFileSet(uri: vscode.Uri): Promise<K3sFileSet> {
  const folder = vscode.Uri.joinPath(uri, '..');
  const isDropIn = nameOf(folder).endsWith('.yaml.d');
  const base = isDropIn ? folder.with({ path: folder.path.slice(0, -'.d'.length) }) : uri;
  const all = [
    ...(!isDropIn || (await isThere(base)) ? [base] : []),
    ...(await dropInsOf(base.with({ path: `${base.path}.d` }))),
  ];
  const index = all.findIndex(({ path }) => path === uri.path);
  const [file, before, after] = await Promise.all([
    toFile(uri),
    Promise.all(all.slice(0, Math.max(0, index)).map(toFile)),
    Promise.all(all.slice(index + 1).map(toFile)),
  ]);
  return { before, file, after };
}

/** Where k3s has its configuration, as k3s itself finds it. */
const localPath = (): string => process.env['K3S_CONFIG_FILE'] ?? '/etc/rancher/k3s/config.yaml';

/** Whether a file is among those that the k3s of this machine reads. */
export const isLocalConfig = (uri: vscode.Uri): boolean =>
  uri.path === localPath() || uri.path.startsWith(`${localPath()}.d/`);

/** The configuration of this machine, which is then a k3s node; this is where the extension runs. */
export async function findLocalConfig(): Promise<vscode.Uri | undefined> {
  const uri = vscode.Uri.file(localPath());
  return (await isThere(uri)) ? uri : undefined;
}

/** `20260131T083000Z`. */
const stampOf = (date: Date): string => date.toISOString().replace(/[-:]|\.\d+/g, '');

/**
 * Writes the file, if it still says what was shown, and keeps a copy of before beside it. Returns where.
 *
 * @throws {UserFacingError} it was changed meanwhile, or may not be written
 */
export async function saveOver(
  uri: vscode.Uri,
  { before, after }: { readonly before: string; readonly after: string },
): Promise<vscode.Uri> {
  if ((await readText(uri)) !== before) {
    throw new UserFacingError(
      t(
        '{0} was changed meanwhile. Run the command again to see what it would be now.',
        uri.fsPath,
      ),
    );
  }
  const copy = uri.with({ path: `${uri.path}.${stampOf(new Date())}.bak` });
  try {
    await vscode.workspace.fs.copy(uri, copy, { overwrite: false });
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(after));
  } catch (error) {
    explain(error, uri.fsPath);
  }
  return copy;
}
